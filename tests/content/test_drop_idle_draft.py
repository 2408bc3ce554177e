"""What was typed and taken back leaves nothing behind: no draft that says what the version says."""

import pytest
from django.test import Client

from content.models import Content, Draft
from tests.cast import Cast
from tests.content.draft_help import save_draft, with_changes
from tests.content.studio_help import newest, open_editor
from tests.factories import choice, make_deck, make_guide, make_podcast, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def deck(cast: Cast) -> Content:
    return make_deck(cast.teacher)


@pytest.fixture
def teacher(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def keep(teacher: Client, content: Content, mode: str = "", **changes: str) -> None:
    """A draft of what the editor holds, with those changes."""
    fields = with_changes(open_editor(teacher, content, mode), **changes)
    owner = content.owner
    assert save_draft(teacher, owner, content, fields).status_code == 200
    assert Draft.objects.filter(content=content, author=owner).exists()


@pytest.mark.parametrize("make", [make_deck, make_guide, make_podcast, make_quiz])
@pytest.mark.parametrize("mode", ["form", "text"])
@pytest.mark.parametrize("page", ["", "edit/", "submit/"])
def test_it_goes_when_the_piece_is_opened(teacher: Client, cast: Cast, make: object, mode: str, page: str) -> None:
    assert callable(make)
    content = make(cast.teacher)
    keep(teacher, content, mode)
    shown = teacher.get(f"/studio/{content.pk}/{page}").content.decode()
    assert not Draft.objects.exists()
    assert "Open the draft" not in shown
    assert "Your unsaved changes" not in shown
    assert ("Submit version 1" in shown) == (page == "submit/")


def test_it_goes_in_a_quiz_whose_questions_are_closed(teacher: Client, cast: Cast) -> None:
    quiz = make_quiz(cast.teacher, items=tuple(choice(f"Question {n}?", "Yes", "No") for n in range(8)))
    keep(teacher, quiz)
    teacher.get(f"/studio/{quiz.pk}/")
    assert not Draft.objects.exists()


def test_it_does_not_hinder_a_submission(teacher: Client, deck: Content) -> None:
    keep(teacher, deck)
    page = teacher.post(f"/studio/{deck.pk}/submit/", follow=True)
    assert "waits for a reviewer now" in page.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"item-1-front": "Another front"},
        {"item-4-front": "One more"},
        {"title": "Another title"},
        {"title": ""},
        {"summary": "Another summary"},
        {"change_summary": "Said why already"},
        {"item-2-removed": "1"},
    ],
)
def test_one_that_says_something_stays(teacher: Client, deck: Content, changes: dict[str, str]) -> None:
    keep(teacher, deck, **changes)
    assert "Open the draft" in teacher.get(f"/studio/{deck.pk}/").content.decode()
    assert "Your unsaved changes" in teacher.get(f"/studio/{deck.pk}/edit/").content.decode()
    refused = teacher.post(f"/studio/{deck.pk}/submit/", {"note": "Typed"})
    assert refused.status_code == 409
    assert "You have changes that are no version yet." in refused.content.decode()
    assert "Typed" in refused.content.decode()
    draft = Draft.objects.get()
    assert all(draft.fields[name] == [value] for name, value in changes.items())
    deck.refresh_from_db()
    assert deck.status == "draft"


def test_the_order_alone_is_something(teacher: Client, deck: Content) -> None:
    fields = open_editor(teacher, deck)
    save_draft(teacher, deck.owner, deck, {**fields, "item": ["2", "1", *fields["item"][2:]]})
    teacher.get(f"/studio/{deck.pk}/")
    assert Draft.objects.get().fields["item"][:2] == ["2", "1"]


def test_that_of_somebody_else_stays(teacher: Client, deck: Content, cast: Cast) -> None:
    theirs = Draft.objects.create(content=deck, author=cast.colleague, base_version=newest(deck), fields={})
    keep(teacher, deck)
    teacher.get(f"/studio/{deck.pk}/")
    assert list(Draft.objects.all()) == [theirs]


def test_a_window_that_is_still_open_goes_on(teacher: Client, deck: Content) -> None:
    fields = {**open_editor(teacher, deck), "window": ["one"]}
    revision = save_draft(teacher, deck.owner, deck, fields).json()["revision"]
    teacher.get(f"/studio/{deck.pk}/")
    changed = {**fields, "revision": [str(revision)], "item-1-back": ["Typed on"]}
    assert save_draft(teacher, deck.owner, deck, changed).status_code == 200
    assert Draft.objects.get().fields["item-1-back"] == ["Typed on"]
