"""Whoever looks for what is not there is told so in words of ours, and where to look; never in those of a program."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from content.models import Content
from tests.cast import Cast
from tests.factories import make_quiz

pytestmark = pytest.mark.django_db


def test_the_page_says_what_is_not_there(client: Client, cast: Cast) -> None:
    anothers = make_quiz(cast.colleague, title="Carlos writes <b>this</b>")
    client.force_login(cast.teacher)
    for content_id in (anothers.pk, uuid4()):
        page = client.get(reverse("content:content-detail", args=[content_id]))
        assert page.status_code == 404
        assert "There is no such material of yours. Look for it in your studio." in page.content.decode()
        assert "Carlos" not in page.content.decode()


def test_an_address_that_leads_nowhere(client: Client, cast: Cast) -> None:
    content: Content = make_quiz(cast.teacher)
    client.force_login(cast.teacher)
    person = reverse("content:author-remove", args=[content.pk, uuid4()])
    for page in (client.get("/nowhere/"), client.post(person)):
        assert page.status_code == 404
        assert "The address may be mistyped" in page.content.decode()
        assert "matches" not in page.content.decode()
        assert "Resolver" not in page.content.decode()
