"""An item that stands in several pieces is mended in one: the others are offered its new words."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.refusals import StaleEdit
from content.actions.offering import decline_offers, settle_offers, take_offers
from content.actions.reusing import reuse_items
from content.actions.submitting import submit_content
from content.bank import count_offers, offers_for, uses_of
from content.models import Content, ItemVersion
from tests.cast import Cast
from tests.content.bank_help import items_of, reword
from tests.content.review_help import at_once
from tests.content.studio_help import headings, item_versions, newest, open_editor, send
from tests.factories import choice, make_quiz

LIST, SETTLE = "/studio/offers/", "/studio/offers/settle/"


def make_source(owner: User) -> Content:
    return make_quiz(owner, title="Source", items=(choice("Old words?", "Yes", "No"), choice("Other?", "Yes", "No")))


def make_user_of(source: Content, owner: User, title: str = "Target") -> Content:
    """A piece that holds the items of `source` too."""
    target = make_quiz(owner, title=title, items=())
    reuse_items(content=target, items=items_of(source), by=owner)
    target.refresh_from_db()
    return target


@pytest.fixture
def source(cast: Cast) -> Content:
    return make_source(cast.teacher)


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def offered(content: Content) -> list[ItemVersion]:
    return [offer.offered for offer in offers_for(content)]


def test_all_five_are_offered_the_fix(author: Client, cast: Cast, source: Content) -> None:
    targets = [make_user_of(source, cast.teacher, title=f"Target {n}") for n in range(4)]
    assert uses_of(items_of(source)) == dict.fromkeys(items_of(source), 5)
    assert count_offers(cast.teacher) == 0
    fixed = reword(source, stem="New words?")
    assert count_offers(cast.teacher) == 4
    assert [offered(target) for target in targets] == [[fixed]] * 4
    assert offered(source) == []
    page = author.get(LIST).content.decode()
    assert page.count('name="offer"') == 4
    assert "</span>New" in page
    assert "</span>Old" in page
    keys = [offer.key for target in targets for offer in offers_for(target)]
    page = author.post(SETTLE, {"offer": keys, "do": "take"}, follow=True).content.decode()
    assert "4 new wordings are taken." in page
    assert count_offers(cast.teacher) == 0
    for target in targets:
        assert item_versions(target) == item_versions(source)
        assert (newest(target).number, newest(target).change_summary) == (3, "Took 1 wording from elsewhere")
    assert ItemVersion.objects.filter(item=fixed.item).count() == 2


def test_one_by_one_and_what_was_declined_or_had_is_not_offered_again(
    author: Client, cast: Cast, source: Content
) -> None:
    target = make_user_of(source, cast.teacher)
    reword(source, stem="New words?")
    (offer,) = offers_for(target)
    author.post(SETTLE, {"decline": offer.key, "back": target.pk})
    assert offered(target) == []
    assert headings(target)[0] == "Old words?"
    newer = reword(source, stem="Newer words?")
    (offer,) = offers_for(target)
    assert offer.offered == newer
    answer = author.post(SETTLE, {"take": offer.key, "back": target.pk})
    assert answer["Location"] == f"/studio/{target.pk}/"
    assert headings(target)[0] == "Newer words?"
    reword(target, stem="Old words?")
    assert offered(target) == [], "it had the newer words and went back"
    assert offered(source) == [], "the old words are no newer ones"


def test_a_fix_in_the_borrowing_piece_is_offered_to_the_first(cast: Cast, source: Content) -> None:
    target = make_user_of(source, cast.teacher)
    fixed = reword(target, stem="Mended there?")
    assert offered(source) == [fixed]
    Content.objects.filter(pk=target.pk).update(status=Content.Status.ARCHIVED)
    assert offered(source) == []


def test_each_owner_is_asked_for_her_own(client: Client, cast: Cast, source: Content) -> None:
    Content.objects.filter(pk=source.pk).update(is_shared=True, owner=cast.colleague)
    source.refresh_from_db()
    target = make_quiz(cast.colleague, items=())
    reuse_items(content=target, items=items_of(source), by=cast.colleague)
    Content.objects.filter(pk=target.pk).update(owner=cast.teacher)
    reword(source, stem="New words?")
    assert (count_offers(cast.teacher), count_offers(cast.colleague), count_offers(cast.student)) == (1, 0, 0)
    (offer,) = offers_for(target)
    client.force_login(cast.colleague)
    page = client.post(SETTLE, {"take": offer.key}, follow=True).content.decode()
    assert "Nothing was chosen that is still offered to you" in page
    assert client.post(SETTLE, {"offer": ["nonsense", "a.b"], "do": "take"}).status_code == 302
    assert headings(target)[0] == "Old words?"


def test_what_one_piece_refuses_stops_no_other(author: Client, cast: Cast, source: Content) -> None:
    waiting, other = make_user_of(source, cast.teacher, "Waiting"), make_user_of(source, cast.teacher, "Other")
    reword(source, stem="New words?")
    submit_content(content=waiting, by=cast.teacher)
    keys = [offer.key for target in (waiting, other) for offer in offers_for(target)]
    page = author.post(SETTLE, {"offer": keys, "do": "take"}, follow=True).content.decode()
    assert "1 new wording is taken." in page
    assert "“Waiting”: This material waits for review." in page
    assert (headings(waiting)[0], headings(other)[0]) == ("Old words?", "New words?")


def test_a_stale_choice_changes_nothing(cast: Cast, source: Content) -> None:
    target = make_user_of(source, cast.teacher)
    stale = reword(source, stem="New words?")
    reword(source, stem="Newer words?")
    with pytest.raises(StaleEdit):
        take_offers(content=target, wordings=[stale.pk], by=cast.teacher)
    with pytest.raises(StaleEdit):
        decline_offers(content=target, wordings=[stale.pk], by=cast.teacher)
    assert headings(target)[0] == "Old words?"
    assert len(offered(target)) == 1


def test_few_queries_whatever_there_is(author: Client, cast: Cast, source: Content) -> None:
    for number in range(6):
        make_user_of(source, cast.teacher, title=f"Target {number}")
    reword(source, stem="New words?")
    with CaptureQueriesContext(connection) as queries:
        author.get(LIST)
    assert len(queries) <= 10
    with CaptureQueriesContext(connection) as queries:
        count_offers(cast.teacher)
    assert len(queries) <= 2


def test_only_by_those_who_write(client: Client, cast: Cast) -> None:
    client.force_login(cast.student)
    assert client.get(LIST).status_code == 403
    assert client.post(SETTLE).status_code == 403
    client.force_login(cast.teacher)
    assert client.get(SETTLE).status_code == 405
    assert "Nothing is offered to you" in client.get(LIST).content.decode()


def test_who_rewords_it_hears_that_it_stands_elsewhere(author: Client, cast: Cast, source: Content) -> None:
    fields = open_editor(author, source)
    stem = next(name for name, values in fields.items() if values == ["Old words?"])
    page = send(author, source, fields, **{stem: "Old words!"}).content.decode()
    assert "it is offered the new words" not in page
    make_user_of(source, cast.teacher)
    assert "Used in 1 other piece" in author.get(f"/studio/{source.pk}/edit/?open=all").content.decode()
    page = send(author, source, open_editor(author, source), **{stem: "New words?"}).content.decode()
    assert "What you reworded also stands in 1 other piece: it is offered the new words." in page


@pytest.mark.django_db(transaction=True)
def test_two_at_once(cast: Cast) -> None:
    """One takes what the other declines: whoever comes second hears that it is settled."""
    source = make_source(cast.teacher)
    target = make_user_of(source, cast.teacher)
    fixed = reword(source, stem="New words?")

    def take() -> Any:
        return settle_offers(chosen={target: [fixed.pk]}, by=cast.teacher, takes=True)

    def decline() -> Any:
        return settle_offers(chosen={target: [fixed.pk]}, by=cast.teacher, takes=False)

    (taken,), (declined,) = at_once(take, decline)
    assert sorted([taken.count, declined.count]) == [0, 1]
    assert "not offered any more" in taken.refusal + declined.refusal
    assert headings(target)[0] == ("New words?" if taken.count else "Old words?")
    assert count_offers(cast.teacher) == 0
