from django.db import migrations, models

TO_ANSWER = models.Q(status="open") & (models.Q(type="mistake") | models.Q(rating__lte=2))
PROMISED = models.Q(status="open", promised_number__isnull=False)
INDEXES = [
    models.Index(fields=["content", "-created_at", "-id"], name="feedback_to_answer", condition=TO_ANSWER),
    models.Index(fields=["content", "promised_number"], name="feedback_promised", condition=PROMISED),
]
ONCE = [
    models.UniqueConstraint(
        fields=["author", "version", "type", "item"],
        condition=~models.Q(type="mistake"),
        nulls_distinct=False,
        name="feedback_rated_once",
    ),
    models.UniqueConstraint(
        fields=["author", "version", "item"],
        condition=models.Q(status="open", type="mistake"),
        name="feedback_reported_once",
    ),
]


def index(name: str, said: str) -> migrations.RunSQL:
    """One that is made beside the running release."""
    return migrations.RunSQL(f"CREATE {said}", f"DROP INDEX CONCURRENTLY {name}")


class Migration(migrations.Migration):
    """What asks an author for an answer, what the next version answers, and that each thing is said once."""

    atomic = False
    dependencies = [("feedback", "0002_close_feedback")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                index(
                    "feedback_to_answer",
                    "INDEX CONCURRENTLY feedback_to_answer ON feedback_contentfeedback"
                    " (content_id, created_at DESC, id DESC)"
                    " WHERE status = 'open' AND (type = 'mistake' OR rating <= 2)",
                ),
                index(
                    "feedback_promised",
                    "INDEX CONCURRENTLY feedback_promised ON feedback_contentfeedback"
                    " (content_id, promised_number) WHERE status = 'open' AND promised_number IS NOT NULL",
                ),
                index(
                    "feedback_rated_once",
                    "UNIQUE INDEX CONCURRENTLY feedback_rated_once ON feedback_contentfeedback"
                    " (author_id, version_id, type, item_id) NULLS NOT DISTINCT WHERE type <> 'mistake'",
                ),
                index(
                    "feedback_reported_once",
                    "UNIQUE INDEX CONCURRENTLY feedback_reported_once ON feedback_contentfeedback"
                    " (author_id, version_id, item_id) WHERE status = 'open' AND type = 'mistake'",
                ),
            ],
            state_operations=[
                *(migrations.AddIndex("contentfeedback", index) for index in INDEXES),
                *(migrations.AddConstraint("contentfeedback", once) for once in ONCE),
            ],
        ),
    ]
