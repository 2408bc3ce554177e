from django.db import migrations, models

INDEX = models.Index(fields=["id"], include=["item"], name="item_version_item")


class Migration(migrations.Migration):
    """Which item a wording is of, read from a small index."""

    atomic = False  # an index that is made beside the running release
    dependencies = [("content", "0007_take_images_over")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "CREATE INDEX CONCURRENTLY item_version_item ON content_itemversion (id) INCLUDE (item_id)",
                    "DROP INDEX CONCURRENTLY item_version_item",
                )
            ],
            state_operations=[migrations.AddIndex("itemversion", INDEX)],
        )
    ]
