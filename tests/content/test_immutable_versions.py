"""Nothing ever changes a version or an item version: the database itself refuses, whoever asks and however."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model, ProtectedError

from content.documents import load_document
from content.models import ContentVersion, ItemVersion, Transition, VersionItem
from tests.cast import Cast
from tests.content.studio_help import newest
from tests.factories import make_deck

pytestmark = pytest.mark.django_db
RECORDS: list[tuple[type[Model], str]] = [
    (ContentVersion, "title"),
    (ItemVersion, "heading"),
    (VersionItem, "position"),
    (Transition, "verb"),
]


@pytest.mark.parametrize(("model", "field"), RECORDS)
def test_the_database_refuses_every_update(cast: Cast, model: type[Model], field: str) -> None:
    make_deck(cast.teacher)
    table = model._meta.db_table
    ways = [
        lambda: model._default_manager.update(**{field: 7 if field == "position" else "x"}),
        lambda: run_sql(f"UPDATE {table} SET {field} = {field}"),  # noqa: S608 - our own names
        lambda: run_sql(f"DELETE FROM {table}"),  # noqa: S608
    ]
    for way in ways:
        with pytest.raises(DatabaseError, match=r"Cannot (update|delete)"), transaction.atomic():
            way()


def test_a_version_cannot_be_saved_or_deleted_again(cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    version = newest(deck)
    before = load_document(version)
    version.title = "Rewritten history"
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        version.save()
    with pytest.raises(ProtectedError), transaction.atomic():
        version.delete()
    assert load_document(newest(deck)) == before


def run_sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
