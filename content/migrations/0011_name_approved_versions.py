from django.db import migrations


class Migration(migrations.Migration):
    """What was published before was approved."""

    dependencies = [("content", "0010_index_review")]
    operations = [
        migrations.RunSQL(
            "UPDATE content_content SET approved_version_id = published_version_id"
            " WHERE published_version_id IS NOT NULL AND approved_version_id IS NULL",
            migrations.RunSQL.noop,
        )
    ]
