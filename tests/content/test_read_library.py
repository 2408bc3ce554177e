"""The library shows what is published, to those who may study, and nothing else by any path."""

import pytest
from django.test import Client

from content.actions.submitting import submit_content
from content.models import Content, ReviewDecision
from tests.cast import Cast
from tests.factories import decide, make_guide, make_quiz, publish

URL = "/library/"


def test_who_may(client: Client, cast: Cast) -> None:
    assert client.get(URL).status_code == 302
    client.force_login(cast.stranger)
    assert client.get(URL).status_code == 403
    client.force_login(cast.staff)
    assert client.get(URL).status_code == 403
    for person in (cast.student, cast.teacher, cast.reviewer):
        client.force_login(person)
        assert client.get(URL).status_code == 200
    assert client.post(URL).status_code == 405


def test_an_empty_library_teaches(client: Client, cast: Cast) -> None:
    client.force_login(cast.student)
    page = client.get(URL).content.decode()
    assert "still empty" in page
    assert "Write the first" not in page
    client.force_login(cast.teacher)
    assert 'href="/studio/new/"' in client.get(URL).content.decode()


@pytest.fixture
def hidden(cast: Cast) -> list[Content]:
    waiting = make_guide(cast.teacher, title="Hidden: waiting")
    submit_content(content=waiting, by=cast.teacher)
    rejected = decide(
        make_quiz(cast.teacher, title="Hidden: rejected"), cast.reviewer, ReviewDecision.Outcome.REJECT, "Wrong."
    )
    archived = publish(make_guide(cast.teacher, title="Hidden: archived"), cast.reviewer)
    Content.objects.filter(pk=archived.pk).update(status=Content.Status.ARCHIVED)
    return [make_guide(cast.teacher, title="Hidden: draft"), waiting, rejected, archived]


def test_what_is_not_published_is_not_there(client: Client, cast: Cast, hidden: list[Content]) -> None:
    client.force_login(cast.student)
    for asked in ({}, {"q": "hidden"}, {"kind": "study_guide"}):
        assert "Hidden" not in client.get(URL, asked).content.decode().replace('type="hidden"', "")
    for content in hidden:
        for path in (f"/library/{content.pk}/", f"/study/{content.pk}/", f"/study/{content.pk}/cards/"):
            assert client.get(path).status_code == 404


def test_an_edit_in_progress_is_not_seen(client: Client, cast: Cast) -> None:
    guide = publish(make_guide(cast.teacher, title="As approved"), cast.reviewer)
    Content.objects.filter(pk=guide.pk).update(title="Not approved yet", status=Content.Status.DRAFT)
    client.force_login(cast.student)
    page = client.get(URL).content.decode()
    assert "As approved" in page
    assert "Not approved yet" not in page
