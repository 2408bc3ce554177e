from django.db import migrations, models

ONCE = models.UniqueConstraint(fields=["student", "content", "item"], name="item_read_once_a_piece")


class Migration(migrations.Migration):
    """A section that stands in two guides can be read in each of them."""

    atomic = False  # an index that is made beside the running release
    dependencies = [("progress", "0010_write_to_invited")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "CREATE UNIQUE INDEX CONCURRENTLY item_read_once_a_piece"
                    " ON progress_itemread (student_id, content_id, item_id)",
                    "DROP INDEX CONCURRENTLY item_read_once_a_piece",
                ),
            ],
            state_operations=[migrations.AddConstraint("itemread", ONCE)],
        ),
        migrations.RemoveConstraint("itemread", "item_read_once"),
    ]
