from django.db import migrations, models


class Migration(migrations.Migration):
    """Finds the few cards that a student is learning among the many that she knows."""

    atomic = False  # an index that is made beside the running release
    dependencies = [("progress", "0003_index_study")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "CREATE INDEX CONCURRENTLY memory_learning ON progress_cardmemory (student_id, due)"
                    " WHERE state IN (1, 3)",
                    "DROP INDEX CONCURRENTLY memory_learning",
                )
            ],
            state_operations=[
                migrations.AddIndex(
                    "cardmemory",
                    models.Index(
                        fields=["student", "due"], name="memory_learning", condition=models.Q(state__in=[1, 3])
                    ),
                )
            ],
        )
    ]
