"""The last word is the database's: plain SQL publishes nothing unapproved, and rewrites nothing that was said."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.refusals import WrongState
from content.actions.publishing import publish_version
from content.models import Content, ItemApproval, ReviewDecision
from tests.cast import Cast
from tests.content.review_help import items_of, waiting
from tests.factories import decide, make_deck, make_quiz, publish


def run(statement: str, *values: Any) -> int:
    """Rows that the statement touched."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


PUBLISH = """UPDATE content_content SET status = 'published', published_version_id = %s, published_at = now()
             WHERE id = %s"""


def test_an_unapproved_version_cannot_be_published(cast: Cast) -> None:
    content = make_quiz(cast.teacher)
    with pytest.raises(IntegrityError, match="is not approved"):
        run(PUBLISH, content.latest_version_id, content.pk)
    assert Content.objects.get(pk=content.pk).published_version is None


def test_one_item_without_approval_is_enough_to_refuse(cast: Cast) -> None:
    request = waiting(cast.teacher)
    items = items_of(request)
    for item in items[1:]:
        ItemApproval.objects.create(
            item=item.item, fingerprint=item.fingerprint, request=request, approved_by=cast.reviewer
        )
    with pytest.raises(IntegrityError, match="is not approved"):
        run(PUBLISH, request.version_id, request.content_id)
    stale = ItemApproval.objects.create(
        item=items[0].item, fingerprint="0" * 64, request=request, approved_by=cast.reviewer
    )
    with pytest.raises(IntegrityError, match="is not approved"):
        run(PUBLISH, request.version_id, request.content_id)
    assert stale.fingerprint != items[0].fingerprint
    ItemApproval.objects.create(
        item=items[0].item, fingerprint=items[0].fingerprint, request=request, approved_by=cast.reviewer
    )
    assert run(PUBLISH, request.version_id, request.content_id) == 1


def test_anothers_published_version_cannot_be_borrowed(cast: Cast) -> None:
    approved = publish(make_deck(cast.teacher), cast.reviewer)
    content = make_quiz(cast.colleague)
    with pytest.raises(IntegrityError, match="belongs to another piece"):
        run(PUBLISH, approved.published_version_id, content.pk)


def test_a_new_row_cannot_be_born_published(cast: Cast) -> None:
    approved = publish(make_deck(cast.teacher), cast.reviewer)
    with pytest.raises(IntegrityError, match="belongs to another piece"):
        run(
            """INSERT INTO content_content (id, owner_id, title, kind, level, language, licence, source, status,
                   published_version_id, published_at, created_at, updated_at)
               SELECT gen_random_uuid(), owner_id, title, kind, level, language, licence, source, status,
                   published_version_id, published_at, created_at, updated_at
               FROM content_content WHERE id = %s""",
            approved.pk,
        )


def test_published_without_a_version_is_refused(cast: Cast) -> None:
    content = make_quiz(cast.teacher)
    with pytest.raises(IntegrityError, match="content_published_has_version"):
        run("UPDATE content_content SET status = 'published' WHERE id = %s", content.pk)


def test_the_action_says_so_in_a_sentence(cast: Cast) -> None:
    content = make_quiz(cast.teacher)
    assert content.latest_version is not None
    with pytest.raises(WrongState, match="not approved yet"), transaction.atomic():
        publish_version(content=content, version=content.latest_version, by=cast.reviewer)
    assert Content.objects.get(pk=content.pk).status == "draft"


IMMUTABLE = {
    "content_contentversion": "title = 'rewritten'",
    "content_itemversion": "heading = 'rewritten'",
    "content_versionitem": "position = position + 100",
    "content_itemverdict": "verdict = 'fine'",
    "content_reviewdecision": "outcome = 'approve'",
    "content_itemapproval": "fingerprint = 'rewritten'",
    "content_transition": "reason = 'rewritten'",
}


@pytest.mark.parametrize("table", IMMUTABLE)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {change}", "DELETE FROM {table}"])
def test_what_was_said_stays_said(cast: Cast, table: str, statement: str) -> None:
    publish(make_quiz(cast.teacher), cast.reviewer)
    decide(make_deck(cast.teacher), cast.reviewer, ReviewDecision.Outcome.REJECT, "It is wrong.")
    with pytest.raises(DatabaseError, match=r"Cannot update or delete rows|only ever revoked"):
        run(statement.format(table=table, change=IMMUTABLE[table]))


def test_a_decision_without_the_reason_it_owes_is_refused(cast: Cast) -> None:
    request = waiting(cast.teacher)
    with pytest.raises(IntegrityError, match="review_decision_has_reason"):
        run(
            """INSERT INTO content_reviewdecision (id, request_id, reviewer_id, outcome, reason, decided_at)
               VALUES (gen_random_uuid(), %s, %s, 'reject', '', now())""",
            request.pk,
            cast.reviewer.pk,
        )


def test_a_piece_has_one_open_request(cast: Cast) -> None:
    request = waiting(cast.teacher)
    with pytest.raises(IntegrityError, match="review_request_one_open"):
        run(
            """INSERT INTO content_reviewrequest
                   (id, content_id, version_id, submitted_by_id, submitted_at, note, state)
               VALUES (gen_random_uuid(), %s, %s, %s, now(), '', 'open')""",
            request.content_id,
            request.version_id,
            cast.teacher.pk,
        )
