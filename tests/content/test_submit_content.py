"""An author asks for review: only what is ready, only once."""

import pytest
from django.test import Client

from content.models import Content, ReviewDecision, ReviewRequest
from tests.cast import Cast
from tests.factories import decide, item, make_content, make_deck

pytestmark = pytest.mark.django_db


def url(content: Content) -> str:
    return f"/studio/{content.pk}/submit/"


def test_it_waits_for_review_with_a_note(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    client.force_login(cast.teacher)
    assert "Submit version 1" in client.get(url(deck)).content.decode()
    page = client.post(url(deck), {"note": "Look at card 2."}, follow=True)
    deck.refresh_from_db()
    request = ReviewRequest.objects.get()
    assert deck.status == "pending"
    assert (request.note, request.version, request.submitted_by) == (
        "Look at card 2.",
        deck.latest_version,
        cast.teacher,
    )
    assert "waits for a reviewer now" in page.content.decode()
    assert "Waiting for a reviewer" in page.content.decode()


def test_what_is_unfinished_is_listed_and_not_submitted(client: Client, cast: Cast) -> None:
    deck = make_content(
        cast.teacher, "flashcards", "Half", (item("card", front="Peru"), item("card", front="a", back="b"))
    )
    client.force_login(cast.teacher)
    page = client.get(url(deck)).content.decode()
    assert "The back of this card is empty" in page
    assert "Submit version" not in page
    answer = client.post(url(deck), {"note": "Please"})
    assert answer.status_code == 409
    assert "Please" in answer.content.decode()
    assert not ReviewRequest.objects.exists()


def test_each_finding_leads_to_its_place_in_the_editor(client: Client, cast: Cast) -> None:
    deck = make_content(cast.teacher, "flashcards", "Half", (item("card", front="Peru"),))
    client.force_login(cast.teacher)
    page = client.get(f"/studio/{deck.pk}/").content.decode()
    anchor = "id_item-1-back"
    assert f'href="/studio/{deck.pk}/edit/?open={deck.items.get().pk}#{anchor}"' in page
    assert f'id="{anchor}"' in client.get(f"/studio/{deck.pk}/edit/").content.decode()


def test_twice_is_refused_with_a_sentence(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    client.force_login(cast.teacher)
    client.post(url(deck))
    answer = client.post(url(deck))
    assert answer.status_code == 409
    assert "Only a draft can be submitted" in answer.content.decode()
    assert ReviewRequest.objects.count() == 1


def test_what_the_reviewer_said_is_shown_and_answered(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    decide(deck, cast.reviewer, ReviewDecision.Outcome.REQUEST_CHANGES, reason="The second card is wrong.")
    client.force_login(cast.teacher)
    page = client.get(f"/studio/{deck.pk}/").content.decode()
    assert "Changes requested" in page
    assert "The second card is wrong." in page
    assert "Rina Example" in page
    client.post(url(deck), {"note": "Mended"})
    deck.refresh_from_db()
    assert deck.status == "pending"


def test_strangers_see_nothing(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    for user, status in ((cast.colleague, 404), (cast.student, 403), (cast.reviewer, 403), (cast.stranger, 403)):
        client.force_login(user)
        for path in ("", "submit/", "details/", "preview/", "history/", "compare/"):
            assert client.get(f"/studio/{deck.pk}/{path}").status_code == status, path
        assert client.post(url(deck)).status_code == status
    deck.refresh_from_db()
    assert deck.status == "draft"
