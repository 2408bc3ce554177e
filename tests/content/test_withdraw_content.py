"""An author takes a submission back to go on writing."""

import pytest
from django.test import Client

from content.actions.submitting import submit_content
from content.models import Content
from tests.cast import Cast
from tests.factories import make_deck

pytestmark = pytest.mark.django_db


def withdraw(client: Client, content: Content) -> int:
    return client.post(f"/studio/{content.pk}/withdraw/").status_code


def test_it_is_a_draft_again(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    request = submit_content(content=deck, by=cast.teacher)
    client.force_login(cast.teacher)
    assert "Withdraw" in client.get(f"/studio/{deck.pk}/").content.decode()
    assert withdraw(client, deck) == 302
    deck.refresh_from_db()
    request.refresh_from_db()
    assert (deck.status, request.state) == ("draft", "withdrawn")


def test_it_takes_a_post_and_something_that_waits(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    client.force_login(cast.teacher)
    assert client.get(f"/studio/{deck.pk}/withdraw/").status_code == 405
    answer = client.post(f"/studio/{deck.pk}/withdraw/")
    assert answer.status_code == 409
    assert "nothing to withdraw" in answer.content.decode()


def test_strangers_cannot(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    submit_content(content=deck, by=cast.teacher)
    for user, status in ((cast.colleague, 404), (cast.student, 403), (cast.reviewer, 403)):
        client.force_login(user)
        assert withdraw(client, deck) == status
    deck.refresh_from_db()
    assert deck.status == "pending"
