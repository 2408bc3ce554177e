from django.db import migrations, models

INDEXES = {
    "memory_changed": (
        "cardmemory",
        "progress_cardmemory (student_id) WHERE changed_at IS NOT NULL",
        models.Index(fields=["student"], name="memory_changed", condition=models.Q(changed_at__isnull=False)),
    ),
    "memory_reviewed": (
        "cardmemory",
        "progress_cardmemory (student_id, last_review)",
        models.Index(fields=["student", "last_review"], name="memory_reviewed"),
    ),
    "attempt_to_close": (
        "quizattempt",
        "progress_quizattempt (closes_at) WHERE finished_at IS NULL AND closes_at IS NOT NULL",
        models.Index(
            fields=["closes_at"],
            name="attempt_to_close",
            condition=models.Q(finished_at__isnull=True, closes_at__isnull=False),
        ),
    ),
    "review_log_of_student": (
        "reviewlog",
        "progress_reviewlog (student_id, reviewed_at)",
        models.Index(fields=["student", "reviewed_at"], name="review_log_of_student"),
    ),
    "review_log_of_card": (
        "reviewlog",
        "progress_reviewlog (student_id, item_id, card, reviewed_at)",
        models.Index(fields=["student", "item", "card", "reviewed_at"], name="review_log_of_card"),
    ),
}
ONE_EACH = models.UniqueConstraint("student", "item", "card", name="memory_one_each_card")


class Migration(migrations.Migration):
    """The indexes of study; one memory of each card of an item."""

    atomic = False  # indexes that are made beside the running release
    dependencies = [("progress", "0002_deepen_study")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                *[
                    migrations.RunSQL(
                        f"CREATE INDEX CONCURRENTLY {name} ON {columns}", f"DROP INDEX CONCURRENTLY {name}"
                    )
                    for name, (_model, columns, _index) in INDEXES.items()
                ],
                migrations.RunSQL(
                    "CREATE UNIQUE INDEX CONCURRENTLY memory_one_each_card"
                    " ON progress_cardmemory (student_id, item_id, card)",
                    "DROP INDEX CONCURRENTLY memory_one_each_card",
                ),
            ],
            state_operations=[
                *[migrations.AddIndex(model, index) for model, _columns, index in INDEXES.values()],
                migrations.AddConstraint("cardmemory", ONE_EACH),
            ],
        ),
        migrations.RemoveConstraint("cardmemory", "memory_one_each"),
    ]
