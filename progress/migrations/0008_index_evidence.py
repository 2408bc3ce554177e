from django.db import migrations, models

INDEXES = [
    models.Index(
        fields=["assignment", "student"],
        name="attempt_of_assignment",
        condition=models.Q(assignment__isnull=False),
    ),
    models.Index(
        fields=["id"],
        name="attempt_to_count",
        condition=models.Q(finished_at__isnull=False, to_count=True),
    ),
]


class Migration(migrations.Migration):
    """The attempts under an assignment, and those that the statistics of items do not hold yet."""

    atomic = False  # indexes that are made beside the running release
    dependencies = [("progress", "0007_teach_classes")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "CREATE INDEX CONCURRENTLY attempt_of_assignment ON progress_quizattempt (assignment_id, student_id)"
                    " WHERE assignment_id IS NOT NULL",
                    "DROP INDEX CONCURRENTLY attempt_of_assignment",
                ),
                migrations.RunSQL(
                    "CREATE INDEX CONCURRENTLY attempt_to_count ON progress_quizattempt (id)"
                    " WHERE finished_at IS NOT NULL AND to_count",
                    "DROP INDEX CONCURRENTLY attempt_to_count",
                ),
            ],
            state_operations=[migrations.AddIndex("quizattempt", index) for index in INDEXES],
        ),
    ]
