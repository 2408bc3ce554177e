"""A session of cards as its pages tell it: what is left, what was done, taking back, setting aside, hard cards."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from content.actions.withdrawing import withdraw_published
from content.models import Content
from progress.models import CardMemory, ReviewLog, ReviewUndo
from progress.models.memory import Rating
from progress.querysets import LEECH
from tests.cast import Cast
from tests.factories import item, make_content, make_deck, publish
from tests.progress.study import entries_of, now, rate, shown_card, turn, url_of

URL = "/study/review/"
UNDO = "/study/review/undo/"


@pytest.fixture
def deck(cast: Cast) -> Content:
    return publish(make_deck(cast.teacher, cards=3), cast.reviewer)


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def seen(client: Client, url: str = URL) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def known(cast: Cast, deck: Content, place: int = 0, **fields: object) -> CardMemory:
    """A card that she knew yesterday, and that is due."""
    memory = turn(cast.student, deck, place, Rating.EASY)
    CardMemory.objects.filter(pk=memory.pk).update(
        due=now() - timedelta(hours=1), last_review=now() - timedelta(days=9), **fields
    )
    memory.refresh_from_db()
    return memory


def undo_fields(page: str) -> dict[str, str]:
    form = page[page.index("session__undo") :]
    form = form[: form.index("</form>")]
    action = re.search(r'action="([^"]+)"', form)
    assert action
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) | {"action": action[1]}


def test_the_head_says_how_far_she_is(learner: Client, deck: Content) -> None:
    url = url_of("cards", deck)
    assert '<progress class="session__bar" max="3" value="0"' in seen(learner, url)
    rate(learner, url, 4)
    page = seen(learner, url)
    assert '<progress class="session__bar" max="3" value="1"' in page
    assert "0 due · 2 new" in page
    assert url_of("piece", deck) in page


def test_a_rating_is_taken_back_and_its_card_shown_again(learner: Client, deck: Content, cast: Cast) -> None:
    url = url_of("cards", deck)
    first = rate(learner, url, 3)["card"]
    page = seen(learner, url)
    assert "Undo: Good on “Front 1 of Small deck”" in page
    fields = undo_fields(page)
    response = learner.post(fields["action"], fields)
    assert response.headers["Location"].startswith(f"{url}?of=")
    assert shown_card(learner, response.headers["Location"])["card"] == first
    assert ReviewUndo.objects.count() == 1
    assert not CardMemory.objects.exists()
    assert "Undo:" not in seen(learner, url)


def test_what_was_taken_back_is_shown_before_what_is_due(learner: Client, deck: Content, cast: Cast) -> None:
    known(cast, deck, 2)
    known(cast, deck, 1)
    CardMemory.objects.filter(item=entries_of(deck)[1].item).update(due=now() - timedelta(days=3))
    assert rate(learner, URL, 3)["card"] == str(entries_of(deck)[1].pk)
    fields = undo_fields(seen(learner))
    response = learner.post(UNDO, fields)
    assert shown_card(learner, response.headers["Location"])["card"] == str(entries_of(deck)[1].pk)


@pytest.mark.parametrize("log", ["", "x", "\x00", "0" * 9000])
def test_a_broken_undo(learner: Client, deck: Content, log: str) -> None:
    rate(learner, url_of("cards", deck), 3)
    page = learner.post(UNDO, {"log": log}, follow=True).content.decode()
    assert "did not arrive whole" in page
    assert not ReviewUndo.objects.exists()


def test_an_undo_sent_twice_or_for_another(client: Client, deck: Content, cast: Cast) -> None:
    turn(cast.classmate, deck, 0, Rating.GOOD)
    client.force_login(cast.student)
    rate(client, url_of("cards", deck), 3)
    fields = undo_fields(seen(client, url_of("cards", deck)))
    client.post(UNDO, fields)
    assert "taken this review back already" in client.post(UNDO, fields, follow=True).content.decode()
    theirs = ReviewLog.objects.get(student=cast.classmate)
    page = client.post(UNDO, {"log": str(theirs.pk)}, follow=True).content.decode()
    assert "no review of today left to take back" in page
    assert ReviewUndo.objects.count() == 1


def test_an_old_rating_is_not_offered_for_undo(learner: Client, deck: Content, cast: Cast) -> None:
    turn(cast.student, deck, 0, Rating.GOOD)
    other = publish(make_deck(cast.teacher, title="Other deck"), cast.reviewer)
    assert "Undo:" in seen(learner)
    assert "Undo:" not in seen(learner, url_of("cards", other))


def test_a_card_is_buried_and_that_undone(learner: Client, deck: Content, cast: Cast) -> None:
    memory = known(cast, deck)
    page = seen(learner)
    assert "Bury until tomorrow" in page
    response = learner.post(f"/study/memories/{memory.pk}/bury/", {"deck": str(deck.pk)})
    assert response.headers["Location"] == url_of("cards", deck)
    assert CardMemory.objects.filter(pk=memory.pk, buried_until__gt=now()).exists()
    page = seen(learner)
    assert "Undo: Buried until tomorrow: “Front 1 of Small deck”" in page
    assert "0 due" in page
    fields = undo_fields(page)
    response = learner.post(fields["action"], fields)
    assert not CardMemory.objects.filter(buried_until__isnull=False).exists()
    page = seen(learner, response.headers["Location"])
    assert "1 due" in page
    assert "Front 1 of Small deck" in page
    assert "Undo: Buried" not in page


def test_a_new_card_has_nothing_to_set_aside(learner: Client, deck: Content) -> None:
    page = seen(learner, url_of("cards", deck))
    assert "data-card-key" not in page
    assert "Hard and suspended cards" in page


def test_after_the_next_rating_that_one_is_undone(learner: Client, deck: Content, cast: Cast) -> None:
    memory = known(cast, deck)
    learner.post(f"/study/memories/{memory.pk}/suspend/")
    assert "Undo: Suspended: “Front 1 of Small deck”" in seen(learner)
    rate(learner, url_of("cards", deck), 2)
    assert "Undo: Hard on “Front 2 of Small deck”" in seen(learner)


def test_suspended_cards_are_listed_and_resumed(learner: Client, deck: Content, cast: Cast) -> None:
    memory = known(cast, deck)
    assert "No hard cards, and none suspended" in seen(learner, "/study/leeches/")
    learner.post(f"/study/memories/{memory.pk}/suspend/")
    page = seen(learner, "/study/leeches/")
    assert "Front 1 of Small deck" in page
    assert "Suspended" in page
    assert "0 due" in seen(learner)
    response = learner.post(f"/study/memories/{memory.pk}/resume/", {"listed": "1"}, follow=True)
    assert "It is asked again." in response.content.decode()
    assert "No hard cards, and none suspended" in response.content.decode()
    assert "1 due" in seen(learner)


def test_a_hard_card_says_so_when_it_is_shown_and_forgotten(learner: Client, deck: Content, cast: Cast) -> None:
    memory = known(cast, deck, lapses=LEECH - 1)
    assert "forgot it" not in seen(learner)
    rate(learner, URL, 1)
    page = seen(learner)
    assert f"“Front 1 of Small deck” was forgotten {LEECH} times" in page
    assert f"/study/memories/{memory.pk}/suspend/" in page
    CardMemory.objects.update(due=now() - timedelta(hours=1), state=2, step=None)
    page = seen(learner)
    assert f"You knew this card, and forgot it {LEECH} times" in page
    listed = seen(learner, "/study/leeches/")
    assert f"forgotten {LEECH} times" in listed
    learner.post(f"/study/memories/{memory.pk}/suspend/")
    assert "was forgotten" not in seen(learner)


def test_hard_cards_come_by_pages_at_one_price(
    learner: Client, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    deck = publish(make_deck(cast.teacher, title="Hard", cards=30), cast.reviewer)
    for place in range(30):
        turn(cast.student, deck, place, Rating.EASY)
    CardMemory.objects.update(lapses=9)
    seen(learner, "/study/leeches/")
    with django_assert_max_num_queries(15):
        page = seen(learner, "/study/leeches/")
    assert page.count("forgotten 9 times") == 25
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following
    assert seen(learner, "/study/leeches/" + following[1]).count("forgotten 9 times") == 5


def test_the_end_says_what_was_done_and_what_comes(learner: Client, deck: Content, cast: Cast) -> None:
    url = url_of("cards", deck)
    turn(cast.student, deck, 0, Rating.AGAIN)
    for rating in (4, 4, 4):
        rate(learner, url, rating)
    CardMemory.objects.filter(item=entries_of(deck)[1].item).update(due=now() + timedelta(days=1))
    page = seen(learner, url)
    assert "Done for today" in page
    figures = re.findall(r"<dt>(\w+)</dt><dd>([^<]+)</dd>", page)
    assert figures[:2] == [("reviews", "4"), ("remembered", "75%")]
    assert "2 cards wait for you tomorrow." in page
    assert "The next card comes back on" in page


def test_who_may(client: Client, deck: Content, cast: Cast) -> None:
    memory = known(cast, deck)
    addresses = [UNDO, *(f"/study/memories/{memory.pk}/{verb}/" for verb in ("bury", "suspend", "resume"))]
    for address in addresses:
        assert client.post(address).headers["Location"].startswith("/accounts/login/")
    client.force_login(cast.student)
    assert {client.get(address).status_code for address in addresses} == {405}
    client.force_login(cast.classmate)
    assert {client.post(address).status_code for address in addresses[1:]} == {404}
    client.force_login(cast.stranger)
    assert client.post(UNDO).status_code == 403
    assert client.get("/study/leeches/").status_code == 403
    memory.refresh_from_db()
    assert (memory.suspended_at, memory.buried_until) == (None, None)


def test_an_address_that_names_no_card_shows_the_next(learner: Client, deck: Content, cast: Cast) -> None:
    first = str(entries_of(deck)[0].pk)
    known(cast, deck)
    for query in ("?card=x", f"?card={first}&of=x", f"?card={first}&of={cast.student.pk}", f"?card={first}&name=c9"):
        assert shown_card(learner, URL + query)["card"] == first


def test_a_card_of_withdrawn_material_is_not_shown_again(learner: Client, deck: Content, cast: Cast) -> None:
    other = publish(make_deck(cast.teacher, title="Other deck"), cast.reviewer)
    known(cast, other)
    gone = str(entries_of(deck)[0].pk)
    withdraw_published(content=deck, by=cast.reviewer, reason="The first card is wrong.")
    assert shown_card(learner, f"{URL}?of={deck.pk}&card={gone}")["card"] == str(entries_of(other)[0].pk)


@pytest.mark.parametrize("history", [1, 40])
def test_queries(
    learner: Client, cast: Cast, history: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    deck = publish(make_content(cast.teacher, "flashcards", "Both ways", CARDS), cast.reviewer)
    known(cast, deck)
    known(cast, deck, 1)
    for _n in range(history):
        turn(cast.student, deck, 2, Rating.AGAIN)
    CardMemory.objects.update(lapses=9)
    seen(learner)
    with django_assert_max_num_queries(15):
        page = seen(learner)
    assert "was forgotten" in page
    fields = shown_card(learner, URL)
    with django_assert_max_num_queries(17):  # two of them savepoints, for a test is one transaction
        learner.post(fields["action"], {**fields, "rating": 3})


CARDS = tuple(item("card", style="reversed", front=f"There {n}", back=f"Back again {n}") for n in range(5))
