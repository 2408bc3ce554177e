from django.db import migrations, models


class Migration(migrations.Migration):
    """How many answers to a check question went wrong in a row: counted from now on, for earlier ones were not kept."""

    dependencies = [("progress", "0008_index_evidence")]
    operations = [
        migrations.AddField(
            model_name="sectioncheck",
            name="wrong_in_a_row",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="sectioncheck",
            name="wrong_since",
            field=models.DateTimeField(null=True),
        ),
    ]
