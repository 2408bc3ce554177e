from django.db import migrations, models

# The words of an item up to a length: all strings in its data, but for the format.
TEXT = """
CREATE FUNCTION content_item_text(data jsonb, length integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000 SET search_path FROM CURRENT AS $$
    SELECT coalesce(left(string_agg(leaf #>> '{}', ' '), length), '')
    FROM jsonb_path_query(data - 'format', 'strict $.**') leaf WHERE jsonb_typeof(leaf) = 'string'
$$;
"""
# Its ten longest runs of three words (of two, where it is short): two items that read nearly alike share one at least,
# and long runs are rare, so that few others do. An index of trigrams would be asked for hundreds of keys an item.
# OFFSET 0 keeps the planner from splitting the text anew for every word: without it a key takes five times as long.
SHINGLES = """
CREATE FUNCTION content_item_shingles(data jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10000 SET search_path FROM CURRENT AS $$
    SELECT coalesce(array_agg(shingle), '{}') FROM (
        SELECT shingle FROM (
            SELECT DISTINCT left(concat_ws(
                ' ', words[i], words[i + 1], CASE WHEN cardinality(words) >= 12 THEN words[i + 2] END
            ), 200) AS shingle
            FROM (
                SELECT regexp_split_to_array(trim(lower(content_item_text(data, 1000))), '[^[:alnum:]]+') AS words
                OFFSET 0
            ) split, generate_series(1, greatest(cardinality(words) - 2, 1)) i
        ) every WHERE shingle <> ''
        ORDER BY length(shingle) DESC, shingle LIMIT 10
    ) longest
$$;
"""


class Migration(migrations.Migration):
    """Items that read alike found by runs of their words; runs of checks that stopped, and checks that broke."""

    atomic = False  # an index that is made beside the running release
    dependencies = [("content", "0011_name_approved_versions")]
    operations = [
        migrations.AddField("checkrun", "beat_at", models.DateTimeField("last sign of life", null=True)),
        migrations.AddField(
            "checkresult", "is_failed", models.BooleanField("could not be run", default=False, db_default=False)
        ),
        migrations.RunSQL(
            "DROP FUNCTION IF EXISTS content_item_shingles CASCADE;"
            "DROP FUNCTION IF EXISTS content_item_text CASCADE;" + TEXT + SHINGLES,
            "DROP FUNCTION content_item_shingles; DROP FUNCTION content_item_text;",
        ),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY item_version_shingles"
            " ON content_itemversion USING gin (content_item_shingles(data))",
            "DROP INDEX CONCURRENTLY item_version_shingles",
        ),
    ]
