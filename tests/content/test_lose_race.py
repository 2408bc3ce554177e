"""Somebody else was quicker: a topic goes, a co-author is removed, two save at once. Nothing typed is lost, and what is
saved is whole."""

import pytest
from django.test import Client

from accounts.actions.standing import suspend_user
from accounts.models import User
from content.actions.reusing import reuse_items
from content.actions.topics import delete_topic, merge_topic
from content.documents import load_items
from content.models import Content, Draft, Item, Topic
from tests.cast import Cast
from tests.content.draft_help import post, save_draft, with_changes
from tests.content.review_help import at_once
from tests.content.studio_help import (
    Fields,
    edit_url,
    errors_of,
    fields_of,
    form_fields,
    newest,
    open_editor,
    send,
)
from tests.factories import make_deck, make_quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def test_a_co_author_who_was_removed_copies_what_she_typed(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    along = deck.authorships.create(author=cast.colleague, invited_by=cast.teacher, accepted_at=deck.created_at)
    client.force_login(cast.colleague)
    opened = with_changes(open_editor(client, deck), **{"item-2-back": "Typed <b>in vain</b>"})
    along.delete()
    answer = save_draft(client, cast.colleague, deck, opened)
    assert (answer.status_code, "Copy what you need" in answer.json()["message"]) == (404, True)
    page = client.post(edit_url(deck), {**opened, "do": "save"})
    assert page.status_code == 403
    assert "Typed &lt;b&gt;in vain&lt;/b&gt;" in page.content.decode()
    assert newest(deck).number == 1
    client.force_login(cast.stranger)
    assert client.post(edit_url(deck), {**opened, "do": "save"}).status_code == 403
    assert "in vain" not in client.post(edit_url(deck), {**opened, "do": "save"}).content.decode()


def test_a_suspended_author_writes_nothing_more(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    opened = open_editor(author, deck)
    suspend_user(user=cast.teacher, by=cast.operator)
    for answer in (
        save_draft(author, cast.teacher, deck, opened),
        author.post(edit_url(deck), {**opened, "title": "Later", "do": "save"}),
    ):
        assert (answer.status_code, answer["Location"].startswith("/accounts/login/")) == (302, True)
    assert not Draft.objects.exists()
    assert newest(deck).number == 1


@pytest.fixture
def topics(db: None) -> tuple[Topic, Topic]:
    return Topic.objects.at_path("Science / Biology"), Topic.objects.at_path("Life")


def test_a_topic_goes_while_a_new_piece_is_written(
    author: Client, cast: Cast, topics: tuple[Topic, Topic], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Gone before the form is read, and gone between that and the saving of it."""
    gone, other = topics
    new = form_fields(author.get("/studio/new/flashcards/"), "editor")
    sent = {**new, "title": "Kept", "item-1-front": "Kept too", "details-topic": str(gone.pk), "do": "save"}
    monkeypatch.setattr(
        "content.views.editing._rearrange", lambda *_args, **_context: delete_topic(topic=gone, by=cast.staff)
    )
    page = author.post("/studio/new/flashcards/", sent)
    assert "Choose another." in errors_of(page)
    assert form_fields(page, "editor")["item-1-front"] == ["Kept too"]
    assert not Content.objects.exists()
    page = author.post("/studio/new/flashcards/", {**sent, "details-topic": str(other.pk)}, follow=True)
    assert Content.objects.get().topic == other


def start_piece(author: Client, by: User, **details: str) -> tuple[Content, Fields]:
    """A piece that its first page has begun by saving; the page stays open."""
    new = form_fields(author.get("/studio/new/flashcards/"), "editor")
    fields = with_changes(new, title="Kept", **{f"details-{name}": value for name, value in details.items()})
    answer = post(
        author, "/studio/new/flashcards/draft/", {"author": str(by.pk), "page": new["page"][0], "fields": fields}
    )
    told = answer.json()
    return Content.objects.get(), with_changes(fields, base="1", revision=str(told["revision"]), page=told["page"])


def test_wrong_details_of_a_piece_that_began_by_itself_are_asked_for_again(author: Client, cast: Cast) -> None:
    many = ", ".join(f"tag {number}" for number in range(30))
    piece, fields = start_piece(author, cast.teacher, tags=many)
    page = send(author, piece, fields)
    assert "These are 30 tags; at most 20 fit." in errors_of(page)
    again = form_fields(page, "editor")
    assert again["details-tags"] == [many]
    send(author, piece, again, **{"details-tags": "one, two"})
    assert sorted(tag.name for tag in piece.tags.all()) == ["one", "two"]
    assert not Draft.objects.exists()


def test_a_topic_goes_while_a_piece_that_began_by_itself_is_written(
    author: Client, cast: Cast, topics: tuple[Topic, Topic]
) -> None:
    gone, other = topics
    piece, fields = start_piece(author, cast.teacher, topic=str(gone.pk))
    merge_topic(topic=gone, into=other, by=cast.staff)
    assert save_draft(author, cast.teacher, piece, with_changes(fields, summary="More")).status_code == 200
    page = send(author, piece, {**fields, "revision": [str(Draft.objects.get().revision)]})
    assert "This topic is gone" in errors_of(page)
    piece.refresh_from_db()
    assert piece.topic == other
    delete_topic(topic=Topic.objects.get(path="Science"), by=cast.staff)


@pytest.mark.django_db(transaction=True)
def test_a_new_piece_that_is_sent_twice_at_once_is_one(cast: Cast) -> None:
    def client() -> Client:
        made = Client()
        made.force_login(cast.teacher)
        return made

    first, second = client(), client()
    new = {**form_fields(first.get("/studio/new/flashcards/"), "editor"), "title": "Once", "item-1-front": "F"}
    answers = at_once(
        lambda: first.post("/studio/new/flashcards/", {**new, "do": "save"}),
        lambda: second.post("/studio/new/flashcards/", {**new, "do": "save"}),
    )
    assert [answer.status_code for answer in answers] == [302, 302]
    assert newest(Content.objects.get()).number == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_an_item_in_two_pieces_is_reworded_in_both_at_once(cast: Cast, attempt: int) -> None:
    one = make_deck(cast.teacher, title="One")
    two = make_deck(cast.teacher, title="Two", cards=1)
    shared = [entry.item_id for entry in load_items(newest(one))]
    reuse_items(content=two, items=shared, by=cast.teacher)
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(cast.teacher)
    typed = [open_editor(client, piece) for client, piece in zip(clients, (one, two), strict=True)]
    mine = with_changes(typed[0], **{f"item-{at}-back": f"in one {attempt}" for at in (1, 2, 3)})
    theirs = with_changes(typed[1], **{f"item-{at}-back": f"in two {attempt}" for at in (4, 3, 2)})
    answers = at_once(
        lambda: clients[0].post(edit_url(one), {**mine, "do": "save"}),
        lambda: clients[1].post(edit_url(two), {**theirs, "do": "save"}),
    )
    assert [answer.status_code for answer in answers] == [302, 302]
    assert [card["back"] for card in fields_of(one)] == [f"in one {attempt}"] * 3
    assert [card["back"] for card in fields_of(two)][1:] == [f"in two {attempt}"] * 3
    for found in Item.objects.filter(pk__in=shared):
        numbers = sorted(found.versions.values_list("number", flat=True))
        assert numbers == [1, 2, 3]


@pytest.mark.django_db(transaction=True)
def test_everything_at_once_leaves_a_whole_state(cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    along = quiz.authorships.create(author=cast.colleague, invited_by=cast.teacher, accepted_at=quiz.created_at)
    paths = ["submit/", "archive/", "restore/", "duplicate/", f"authors/{along.pk}/hand-over/", "history/1/restore/"]

    def press(path: str) -> int:
        client = Client()
        client.force_login(cast.teacher)
        return client.post(f"/studio/{quiz.pk}/{path}", {"base": "1"}).status_code

    answers = at_once(*(lambda path=path: press(path) for path in [*paths, "submit/", "archive/"]))
    assert set(answers) <= {302, 403, 409}, answers
    quiz.refresh_from_db()
    open_requests = quiz.review_requests.filter(state="open").count()
    assert (quiz.status == Content.Status.PENDING) == bool(open_requests)
    last = quiz.transitions.order_by("-at", "-id").first()
    assert last is not None
    assert last.to_status == quiz.status
