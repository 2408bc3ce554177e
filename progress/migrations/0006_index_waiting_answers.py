from django.db import migrations, models

INDEX = models.Index(
    fields=["attempt"],
    name="response_waiting",
    condition=models.Q(fraction__isnull=True, answer__isnull=False),
)


class Migration(migrations.Migration):
    """The answers that wait for a person, found among all that were ever given."""

    atomic = False  # an index that is made beside the running release
    dependencies = [("progress", "0005_begin_reading")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "CREATE INDEX CONCURRENTLY response_waiting ON progress_response (attempt_id)"
                    " WHERE fraction IS NULL AND answer IS NOT NULL",
                    "DROP INDEX CONCURRENTLY response_waiting",
                ),
            ],
            state_operations=[migrations.AddIndex("response", INDEX)],
        ),
    ]
