from django.db import migrations, models

TO_ANSWER = models.Q(status="open") & (models.Q(type="mistake") | models.Q(rating__lte=2))
PROMISED = models.Q(status="open", promised_number__isnull=False)
INDEXES = [
    models.Index(fields=["content", "-created_at", "-id"], name="feedback_to_answer", condition=TO_ANSWER),
    models.Index(fields=["content", "promised_number"], name="feedback_promised", condition=PROMISED),
]


class Migration(migrations.Migration):
    """What asks an author for an answer, and what the next version answers."""

    atomic = False  # indexes that are made beside the running release
    dependencies = [("feedback", "0002_close_feedback")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "CREATE INDEX CONCURRENTLY feedback_to_answer ON feedback_contentfeedback"
                    " (content_id, created_at DESC, id DESC)"
                    " WHERE status = 'open' AND (type = 'mistake' OR rating <= 2)",
                    "DROP INDEX CONCURRENTLY feedback_to_answer",
                ),
                migrations.RunSQL(
                    "CREATE INDEX CONCURRENTLY feedback_promised ON feedback_contentfeedback"
                    " (content_id, promised_number) WHERE status = 'open' AND promised_number IS NOT NULL",
                    "DROP INDEX CONCURRENTLY feedback_promised",
                ),
            ],
            state_operations=[migrations.AddIndex("contentfeedback", index) for index in INDEXES],
        ),
    ]
