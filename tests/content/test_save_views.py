"""An author keeps a way of looking at her desk under a name, and opens, renames and deletes it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.refusals import Refusal
from content.actions.saved_views import MAX_VIEWS, delete_view, rename_view, save_view
from content.models import SavedView
from tests.cast import Cast, make_cast
from tests.content.review_help import at_once
from tests.factories import make_deck, make_quiz

LIST, SAVE = reverse("content:view-list"), reverse("content:view-save")


def page_of(view: SavedView, verb: str) -> str:
    return reverse(f"content:view-{verb}", args=[view.pk])


@pytest.mark.django_db
def test_the_filters_of_the_moment_are_kept_and_opened(client: Client, cast: Cast) -> None:
    make_deck(cast.teacher, title="Capitals")
    make_quiz(cast.teacher, title="Sums")
    client.force_login(cast.teacher)
    assert "Save this view" not in client.get("/studio/").content.decode()
    assert "Save this view" in client.get("/studio/?kind=quiz&sort=title").content.decode()
    saved = client.post(SAVE, {"name": " My  quizzes ", "query": "kind=quiz&sort=title&after=x&evil=1"}, follow=True)
    assert "“My quizzes” opens this from now on." in saved.content.decode()
    view = SavedView.objects.get()
    assert (view.name, view.query) == ("My quizzes", "kind=quiz&sort=title")
    desk = client.get("/studio/")
    assert 'href="/studio/?kind=quiz&amp;sort=title"' in desk.content.decode()
    shown = client.get(f"/studio/?{view.query}")
    assert [content.title for content in shown.context["page"].rows] == ["Sums"]


@pytest.mark.django_db
def test_a_name_that_is_there_shows_the_new_filters(cast: Cast) -> None:
    save_view(name="Mine", query="kind=quiz", by=cast.teacher)
    save_view(name="Mine", query="state=draft", by=cast.teacher)
    save_view(name="Mine", query="", by=cast.colleague)
    assert set(SavedView.objects.values_list("person__username", "query")) == {
        ("tamara", "state=draft"),
        ("carlos", ""),
    }


@pytest.mark.django_db
def test_renaming_and_deleting(client: Client, cast: Cast) -> None:
    view, other = (save_view(name=name, query="kind=quiz", by=cast.teacher) for name in ("One", "Other"))
    client.force_login(cast.teacher)
    assert "One" in client.get(LIST).content.decode()
    client.post(page_of(view, "rename"), {"name": "First"})
    refused = client.post(page_of(view, "rename"), {"name": "Other"}, follow=True)
    assert "You have a view “Other” already." in refused.content.decode()
    assert "A view needs a name." in client.post(page_of(view, "rename"), {"name": " "}, follow=True).content.decode()
    assert "is deleted" in client.post(page_of(other, "delete"), follow=True).content.decode()
    assert list(SavedView.objects.values_list("name", flat=True)) == ["First"]


@pytest.mark.django_db
def test_twenty_are_enough(client: Client, cast: Cast) -> None:
    for number in range(MAX_VIEWS):
        save_view(name=f"View {number}", query="", by=cast.teacher)
    with pytest.raises(Refusal, match="20 views already"):
        save_view(name="One more", query="", by=cast.teacher)
    save_view(name="View 3", query="kind=quiz", by=cast.teacher)
    with pytest.raises(Refusal, match="too long"):
        save_view(name="View 3", query="q=" + "x" * 1000, by=cast.teacher)
    client.force_login(cast.teacher)
    page = client.post(SAVE, {"name": "One more", "query": "kind=quiz"}, follow=True)
    assert "Delete one first." in page.content.decode()
    assert page.redirect_chain[-1][0] == "/studio/?kind=quiz"
    assert "at most 60 characters" in client.post(SAVE, {"name": "x" * 61}, follow=True).content.decode()


@pytest.mark.django_db
def test_views_are_their_owner_s_alone(client: Client, cast: Cast) -> None:
    view = save_view(name="Mine", query="", by=cast.teacher)
    with pytest.raises(PermissionDenied):
        rename_view(view=view, name="Yours", by=cast.colleague)
    with pytest.raises(PermissionDenied):
        delete_view(view=view, by=cast.colleague)
    with pytest.raises(PermissionDenied):
        save_view(name="Mine", query="", by=cast.student)
    for person, status in ((cast.colleague, 404), (cast.student, 403)):
        client.force_login(person)
        for verb in ("rename", "delete"):
            assert client.post(page_of(view, verb), {"name": "Yours"}).status_code == status
    client.force_login(cast.teacher)
    assert client.get(page_of(view, "delete")).status_code == 405
    assert client.get(SAVE).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_the_same_name_saved_at_once() -> None:
    cast = make_cast()
    results = at_once(*(lambda query=f"q={n}": save_view(name="Mine", query=query, by=cast.teacher) for n in range(4)))
    assert all(isinstance(result, SavedView) for result in results), results
    assert SavedView.objects.count() == 1
