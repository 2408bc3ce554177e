from django.db import migrations

WORDS = """
CREATE TEXT SEARCH CONFIGURATION content_words (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION content_words
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
"""
# All strings anywhere in the data; cut, for a tsvector holds a megabyte at most. It costs much more than most functions:
# asked row by row instead of of the index, it takes a second.
FUNCTION = """
CREATE FUNCTION content_item_words(data jsonb) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 SET search_path FROM CURRENT AS $$
    SELECT to_tsvector('content_words', left(string_agg(leaf #>> '{}', ' '), 100000))
    FROM jsonb_path_query(data, 'strict $.**') leaf WHERE jsonb_typeof(leaf) = 'string'
$$;
"""


class Migration(migrations.Migration):
    """Items found by the beginnings of their words, whatever the case and the accents."""

    atomic = False  # an index that is made beside the running release
    dependencies = [("content", "0004_share_the_work")]
    operations = [
        migrations.RunSQL(
            "DROP FUNCTION IF EXISTS content_item_words CASCADE;"
            "DROP TEXT SEARCH CONFIGURATION IF EXISTS content_words CASCADE;" + WORDS + FUNCTION,
            "DROP FUNCTION content_item_words; DROP TEXT SEARCH CONFIGURATION content_words;",
        ),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY item_version_words ON content_itemversion USING gin (content_item_words(data))",
            "DROP INDEX CONCURRENTLY item_version_words",
        ),
    ]
