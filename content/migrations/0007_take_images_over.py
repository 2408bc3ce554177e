from django.db import migrations

FILES = """
INSERT INTO content_mediafile (digest, type, width, height, size, kept_at)
SELECT digest, type, width, height, size, uploaded_at FROM content_image ON CONFLICT DO NOTHING
"""
UPLOADS = """
INSERT INTO content_mediaupload (id, file_id, person_id, name, words, is_decorative, uploaded_at)
SELECT gen_random_uuid(), digest, uploaded_by_id, left(digest, 8) || '.' || type, '', false, uploaded_at
FROM content_image ON CONFLICT DO NOTHING
"""
USES = """
INSERT INTO content_mediause (file_id, item_version_id)
SELECT DISTINCT found[1], version.id
FROM content_itemversion version, regexp_matches(version.data::text, '/media/([0-9a-f]{64})', 'g') found
WHERE version.data::text LIKE '%/media/%' ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    """The images of before become media. Their table stays, for a release that still runs; a later one drops it."""

    dependencies = [("content", "0006_keep_media")]
    operations = [
        migrations.RunSQL(FILES, migrations.RunSQL.noop),
        migrations.RunSQL(UPLOADS, migrations.RunSQL.noop),
        migrations.RunSQL(USES, migrations.RunSQL.noop),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("Image")]),
    ]
