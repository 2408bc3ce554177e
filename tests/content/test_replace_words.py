"""An author replaces words across her material: she sees every change first, and makes those that she ticks."""

import html
import re
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.refusals import Refusal, StaleEdit
from content.actions.drafting import save_draft, save_version
from content.actions.replacing import Replacement, replace_in_content
from content.actions.submitting import submit_content
from content.documents import load_document
from content.models import Authorship, Content, Draft, ItemVersion, Topic
from content.replacing import Wanted
from content.word_search import WordSearch
from tests.cast import Cast, make_cast
from tests.content.review_help import at_once
from tests.content.studio_help import item_versions, newest
from tests.factories import choice, item, make_content, make_deck, make_guide, make_quiz

URL = reverse("content:replace")


@pytest.fixture
def teacher(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def look(client: Client, find: str, replacement: str = "", **more: str) -> Any:
    return client.get(URL, {"find": find, "replacement": replacement, **more})


def keys(page: Any) -> list[str]:
    """Of the changes that can be ticked."""
    return re.findall(r'name="change" value="([^"]+)"', html.unescape(page.content.decode()))


def press(client: Client, page: Any, ticked: list[str] | None = None) -> str:
    """Send the form of the page, with the boxes that are ticked; the report."""
    fields = {"shown": page.context["shown"], "change": keys(page) if ticked is None else ticked}
    return client.post(URL, fields, follow=True).content.decode()


def words(content: Content) -> str:
    return newest(content).text


@pytest.mark.django_db
def test_every_change_is_shown_and_those_that_are_ticked_are_made(teacher: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher, title="Cells and more")
    quiz = make_quiz(cast.teacher, items=(choice("What is a cell?", "A unit", "A cellar", name="Cell"), *QUIZ))
    before = item_versions(quiz)
    page = look(teacher, "cell", "zelle", whole_words="on")
    shown = page.content.decode()
    assert "removed: </span>cell</del>" in shown.replace("\n", "")
    assert "zelle</ins>" in shown
    assert "A cellar" not in shown
    assert words(quiz).count("cell"), "looking changes nothing"
    assert "Cells and more" not in shown, "whole words alone"
    assert len(keys(page)) == 2
    report = press(teacher, page, keys(page)[1:])
    assert "1 piece is changed" in report
    assert "Version 2." in report
    assert "restore the version before in its history" in report
    first = load_document(newest(quiz)).items[0].data.model_dump()
    assert (first["name"], first["stem"]) == ("Cell", "What is a zelle?")
    version = newest(quiz)
    assert (version.change_summary, version.origin) == ("Replaced “cell” by “zelle”", "user")
    assert item_versions(quiz)[1:] == before[1:], "what did not change keeps its very version"
    assert newest(deck).number == 1


QUIZ = (item("true_false", stem="A whale is a fish.", answer=False), choice("Two?", "2", "3"))


@pytest.mark.django_db
def test_titles_headings_and_text_are_told_apart(teacher: Client, cast: Cast) -> None:
    guide = make_content(
        cast.teacher,
        "study_guide",
        "Heat",
        (item("section", heading="Heat flows", body="Heat is energy."),),
    )
    assert {key.split("/")[1].split(":")[-1] for key in keys(look(teacher, "heat", "Warmth", where="titles"))} == {
        "title",
        "heading",
    }
    assert {key.split("/")[1].split(":")[-1] for key in keys(look(teacher, "heat", "Warmth", where="text"))} == {
        "summary",
        "body",
    }
    press(teacher, look(teacher, "Heat", "Warmth"))
    guide.refresh_from_db()
    assert guide.title == "Warmth"
    assert words(guide).split("\n")[1:] == ["About Warmth.", "Warmth flows", "Warmth is energy."]


@pytest.mark.django_db
def test_keys_numbers_and_addresses_are_never_touched(teacher: Client, cast: Cast) -> None:
    body = (
        "markdown in a [link markdown](https://x.org/markdown) and ![markdown](/media/markdown.png), "
        "$markdown = 1$ and `markdown`, 100 <b title='markdown'>markdown</b> https://y.org/markdown"
    )
    guide = make_content(cast.teacher, "study_guide", "Text", (item("section", heading="x", body=body),))
    quiz = make_quiz(
        cast.teacher,
        items=(choice("Pick", "right", "wrong"), item("numerical", stem="6 × 7", answers=[{"value": "100"}])),
    )
    page = look(teacher, "markdown", "M")
    assert [key.split("/")[0] for key in keys(page)] == [str(guide.pk)]
    assert "5 matches stay as they are" in page.content.decode()
    press(teacher, page)
    assert load_document(newest(guide)).items[0].data.model_dump()["body"] == (
        "M in a [link M](https://x.org/markdown) and ![M](/media/markdown.png), "
        "$markdown = 1$ and `M`, 100 <b title='markdown'>M</b> https://y.org/markdown"
    )
    for key in ("multiple_choice", "stem", "options", "true", "credit"):
        assert keys(look(teacher, key, "x")) == []
    assert [key.split("/")[0] for key in keys(look(teacher, "100", "1"))] == [str(guide.pk)]
    assert newest(quiz).number == 1


@pytest.mark.django_db
def test_what_would_break_is_left_out_and_said(teacher: Client, cast: Cast) -> None:
    text = "The capital of Germany is {1:SHORTANSWER:=Berlin~%50%Bonn} short."
    quiz = make_quiz(
        cast.teacher,
        items=(
            item("cloze", stem=text),
            choice("Gone?", "gone", "stays"),
            choice("Same?", "one", "two"),
            item("short_answer", stem="Say", answers=[{"text": "one"}]),
        ),
    )
    page = look(teacher, "Berlin", "a}b")
    assert keys(page) == []
    assert "Left as it is:" in page.content.decode()
    assert "Left as it is: This option is empty." in look(teacher, "gone", "", match_case="on").content.decode()
    assert "Left as it is: Two options say the same" in look(teacher, "two", "one").content.decode()
    assert keys(look(teacher, "shortanswer", "x")) == [], "the notation of a gap is no text"
    press(teacher, look(teacher, "Berlin", "Berlin (West)"))
    assert "{1:SHORTANSWER:=Berlin (West)~%50%Bonn}" in load_document(newest(quiz)).items[0].data.model_dump()["stem"]
    long = look(teacher, "Small", "x" * 300)
    assert "It would have 305 characters; at most 200 fit." in long.content.decode()


@pytest.mark.django_db
def test_changes_that_break_each_other_are_left_out_together(cast: Cast) -> None:
    quiz = make_quiz(cast.teacher, items=(choice("Pick", "cat a", "cat b", "dog"), *QUIZ), title="cat")
    wanted = Wanted(WordSearch("cat"))
    document = load_document(newest(quiz))
    every = {"title", *(f"{document.items[0].item_id}:options.{n}.text" for n in range(2))}
    with pytest.raises(Refusal, match="A title needs at least one word"):
        replace_in_content(content=quiz, wanted=wanted, keys={"title"}, base_number=1, by=cast.teacher)
    done = replace_in_content(
        content=quiz, wanted=Wanted(WordSearch("cat", "dog")), keys=every, base_number=1, by=cast.teacher
    )
    assert done.left_out == []
    assert newest(quiz).title == "dog"
    broken = replace(wanted, words=WordSearch("dog a", "dog b"))
    with pytest.raises(Refusal, match="Two options say the same"):
        replace_in_content(content=quiz, wanted=broken, keys=every, base_number=2, by=cast.teacher)


@pytest.mark.django_db
def test_what_cannot_be_changed_now_is_listed_with_its_reason(teacher: Client, cast: Cast) -> None:
    waiting, archived, drafted = (make_deck(cast.teacher, title=f"Cell {n}") for n in range(3))
    submit_content(content=waiting, by=cast.teacher)
    Content.objects.filter(pk=archived.pk).update(status="archived")
    page = look(teacher, "cell", "zelle")
    ticked = keys(page)
    assert {key.split("/")[0] for key in ticked} == {str(drafted.pk)}
    for sentence in ("It waits for review. Withdraw it first.", "It is archived. Restore it first."):
        assert sentence in page.content.decode()
    save_draft(content=drafted, by=cast.teacher, fields={"title": ["typed"]})
    report = press(teacher, page)
    assert "Nothing was changed" in report
    assert "You have changes in it that are no version yet." in report
    assert Draft.objects.get().fields == {"title": ["typed"]}, "not a word is lost"
    assert "no version yet" in look(teacher, "cell", "zelle").content.decode()


@pytest.mark.django_db
def test_what_changed_meanwhile_is_refused_and_named(teacher: Client, cast: Cast) -> None:
    decks = [make_deck(cast.teacher, title=f"Cell {n}") for n in range(2)]
    page = look(teacher, "cell", "zelle")
    document = replace(load_document(newest(decks[0])), summary="Changed since.")
    save_version(content=decks[0], document=document, by=cast.teacher, base_number=1)
    report = press(teacher, page)
    assert "1 piece is changed" in report
    assert "Somebody saved this after you looked." in report
    assert (newest(decks[0]).title, newest(decks[1]).title) == ("Cell 0", "zelle 1")


@pytest.mark.django_db
def test_a_forged_or_empty_form_changes_nothing(teacher: Client, cast: Cast) -> None:
    mine, theirs = make_deck(cast.teacher, title="Cell"), make_deck(cast.colleague, title="Cell of another")
    page = look(teacher, "cell", "zelle")
    assert "Cell of another" not in page.content.decode()
    assert "Nothing was ticked" in press(teacher, page, [])
    assert "Nothing was ticked" in press(teacher, page, [f"{theirs.pk}/title", "nonsense", "\x00"])
    assert "Nothing was replaced" in press(teacher, page, [f"{mine.pk}/nonsense"])
    unread = teacher.post(URL, {"shown": "forged", "change": keys(page)}, follow=True)
    assert "could not be read any more" in unread.content.decode()
    assert newest(mine).number == newest(theirs).number == 1


@pytest.mark.django_db
def test_co_authors_replace_too(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher, title="Cell")
    Authorship.objects.create(content=deck, author=cast.colleague, invited_by=cast.teacher, accepted_at=timezone.now())
    client.force_login(cast.colleague)
    press(client, look(client, "Cell", "Zelle"))
    assert newest(deck).title == "Zelle"
    assert newest(deck).created_by == cast.colleague


@pytest.mark.django_db
def test_an_item_that_stands_in_two_pieces_is_reworded_once(teacher: Client, cast: Cast) -> None:
    one = make_quiz(cast.teacher, items=(choice("A cell?", "yes", "no"),))
    other = make_quiz(cast.teacher, title="Other", items=QUIZ)
    lent = load_document(newest(one)).items[0]
    document = load_document(newest(other))
    save_version(
        content=other,
        document=replace(document, items=(*document.items, lent)),
        by=cast.teacher,
        base_number=1,
        lent=[lent.item_id] if lent.item_id else [],
    )
    press(teacher, look(teacher, "cell", "zelle"))
    assert item_versions(one)[0] == item_versions(other)[-1]
    assert ItemVersion.objects.filter(item=lent.item_id).count() == 2


@pytest.mark.django_db
def test_kind_and_topic_narrow(teacher: Client, cast: Cast) -> None:
    topic = Topic.objects.at_path("Biology / Cells")
    make_deck(cast.teacher, title="Cell deck", topic=topic)
    make_guide(cast.teacher, title="Cell guide")
    assert "Cell guide" not in look(teacher, "cell", "x", kind="flashcards").content.decode()
    biology = look(teacher, "cell", "x", topic=str(Topic.objects.get(path="Biology").pk)).content.decode()
    assert "Cell deck" in biology
    assert "Cell guide" not in biology


@pytest.mark.django_db
def test_pages_go_on_by_key(teacher: Client, cast: Cast) -> None:
    for number in range(23):
        make_deck(cast.teacher, title=f"Cell {number:02}", cards=1)
    found, address = [], f"{URL}?find=cell&replacement=x&where=titles"
    for _page in range(3):
        page = teacher.get(address)
        found += re.findall(r"Cell \d\d(?=</a>)", page.content.decode())
        address = URL + page.context["links"]["next_url"]
    assert found == [f"Cell {number:02}" for number in range(23)]


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow(teacher: Client, cast: Cast) -> None:
    counts = []
    for number in (1, 9):
        for _index in range(number):
            make_guide(cast.teacher, title="Cell", sections=9)
        with CaptureQueriesContext(connection) as queries:
            page = look(teacher, "Cell", "zelle")
        assert len(keys(page)) >= 9
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"find": " "}, "This field is required."),
        ({"find": "x" * 201}, "at most 200 characters"),
        ({"find": "same", "replacement": "same"}, "This is what you look for."),
        ({"find": "a\x00b"}, "Null characters are not allowed."),
        ({"find": "nowhere at all"}, "Nothing of yours says that"),
        ({"find": '"\\', "replacement": "*?[(\\1"}, "Nothing of yours says that"),
    ],
)
def test_what_cannot_be_looked_for_is_said(teacher: Client, cast: Cast, typed: dict[str, str], sentence: str) -> None:
    make_deck(cast.teacher)
    page = teacher.get(URL, typed)
    assert page.status_code == 200
    assert sentence in html.unescape(page.content.decode())


@pytest.mark.django_db
def test_signs_that_mean_something_elsewhere_are_signs_here(teacher: Client, cast: Cast) -> None:
    deck = make_content(
        cast.teacher, "flashcards", "Signs", (item("card", front='Say "a\\b" .* (c)', back="100% ${x}"),)
    )
    press(teacher, look(teacher, '"a\\b" .*', "\\1 \\g<0>"))
    assert load_document(newest(deck)).items[0].data.model_dump()["front"] == "Say \\1 \\g<0> (c)"


@pytest.mark.django_db
def test_it_needs_the_role(client: Client, cast: Cast) -> None:
    assert client.get(URL).status_code == 302
    for person in (cast.student, cast.reviewer, cast.staff, cast.stranger):
        client.force_login(person)
        assert client.get(URL).status_code == 403
        assert client.post(URL).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_first() -> None:
    cast = make_cast()
    deck = make_deck(cast.teacher, title="Cell")

    def replacing(word: str) -> Any:
        wanted = Wanted(WordSearch("Cell", word))
        return lambda: replace_in_content(content=deck, wanted=wanted, keys={"title"}, base_number=1, by=cast.teacher)

    results = at_once(*(replacing(word) for word in ("One", "Two", "Three")))
    assert sorted(type(result).__name__ for result in results) == ["Replacement", "StaleEdit", "StaleEdit"]
    assert {Replacement, StaleEdit} == {type(result) for result in results}
    assert newest(deck).number == 2
