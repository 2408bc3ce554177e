"""What nobody should send, and somebody will: it ends in a sentence, and nothing that was typed is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from content.documents import load_items
from content.models import Content, ContentVersion, Draft
from tests.cast import Cast
from tests.content.draft_help import save_draft, with_changes
from tests.content.studio_help import (
    edit_url,
    errors_of,
    fields_of,
    form_fields,
    newest,
    open_editor,
    send,
)
from tests.factories import choice, item, make_content, make_deck, make_guide, make_podcast, make_quiz, publish

pytestmark = pytest.mark.django_db

TEXTS = {
    "null": "a\x00b",
    "control": "a\x01\x0b\x1fb",
    "right to left": "مرحبا <b>world</b> שלום",
    "overridden": "a\u202eb\u2066c",
    "emoji": "👩‍👩‍👧‍👦 🏴‍☠️",
    "combining": "Z" + "\u0300" * 99,
    "line separators": "a\u2028b\u2029c\x85d",
    "byte order": "\ufeffx\uffff",
    "line ends": "a\r\rb\r\n\r\nc",
    "unbalanced": "$x_{$ and $$\\frac{1}{",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "signs of formats": "{}{=~%#}::\\\\ // [id:x] ::",
    "template": "{{ x }} {% y %} %s %(a)s {0}",
    "formula": "=cmd|'/c'!A1",
    "long word": "x" * 199,
}
UNSEEN = ["\u200b", "\u202e \u2069", "\u00a0", "\x01"]
FEW = ["null", "overridden", "signs of formats"]


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def guide_with_question(owner: User) -> Content:
    asked = {"type": "multiple_choice", "data": choice("Q", "a", "b").data.model_dump(mode="json")}
    return make_content(owner, "study_guide", "Guide", (item("section", heading="H", body="B", question=asked),))


MAKERS: dict[str, Callable[[User], Content]] = {
    "quiz": make_quiz,
    "flashcards": make_deck,
    "study_guide": guide_with_question,
    "podcast": make_podcast,
}
WORDS = {"title", "summary", "stem", "text", "explanation", "feedback", "front", "back", "hint", "heading", "body"}
WORDS |= {"speaker", "chapter", "name", "pool"}


def is_for_words(name: str) -> bool:
    return not name.startswith("frame-") and name.rpartition("-")[2] in WORDS


def stored(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


def words_in(data: Any) -> set[str]:
    """Every text anywhere in the data."""
    if isinstance(data, str):
        return {data}
    inside = data.values() if isinstance(data, dict) else data if isinstance(data, list | tuple) else ()
    return set().union(*map(words_in, inside))


@pytest.mark.parametrize("kind", MAKERS)
def test_any_text_in_every_field_is_kept_to_the_letter(author: Client, cast: Cast, kind: str) -> None:
    """Then the piece is opened both ways and saved, and does not change any more."""
    for name, text in TEXTS.items():
        piece = MAKERS[kind](cast.teacher)
        opened = open_editor(author, piece)
        typed = {field: [text] if is_for_words(field) else values for field, values in opened.items()}
        assert author.post(edit_url(piece), {**typed, "do": "save"}).status_code == 302
        assert not Draft.objects.exists(), name
        assert (newest(piece).number, newest(piece).title) == (2, stored(text).strip())
        assert stored(text) in words_in(fields_of(piece)), name
        for mode in ("form", "text"):
            author.post(edit_url(piece), {**open_editor(author, piece, mode), "do": "save"})
            assert newest(piece).number == 2, f"{name}: opened as {mode} and saved, it changed"


@pytest.mark.parametrize("kind", MAKERS)
def test_any_text_as_the_whole_material_is_kept(author: Client, cast: Cast, kind: str) -> None:
    """Either it is refused in a sentence and is a draft, or it is a version that opens as it was saved."""
    for name, text in TEXTS.items():
        piece = MAKERS[kind](cast.teacher)
        page = send(author, piece, open_editor(author, piece, "text"), material=text)
        if draft := Draft.objects.filter(content=piece).first():
            assert draft.fields["material"] == [stored(text)]
            assert errors_of(page), name
            continue
        author.post(edit_url(piece), {**open_editor(author, piece), "do": "save"})
        assert newest(piece).number == 2, name


@pytest.mark.parametrize("text", UNSEEN)
@pytest.mark.parametrize("way", ["save", "create", "bank"])
def test_a_title_that_nobody_sees_is_none(author: Client, cast: Cast, way: str, text: str) -> None:
    quiz = make_quiz(cast.teacher)
    if way == "save":
        page = send(author, quiz, open_editor(author, quiz), title=text)
    elif way == "create":
        new = form_fields(author.get("/studio/new/quiz/"), "editor")
        page = author.post("/studio/new/quiz/", {**new, "title": text, "do": "save"})
    else:
        items = [str(entry.item_id) for entry in load_items(newest(quiz))]
        page = author.post("/studio/items/use/", {"item": items, "into": "new", "title": text})
    assert "title" in errors_of(page).lower() or "needs a title" in page.content.decode()
    assert Content.objects.count() == 1


def test_tags_and_names_of_pools_that_nobody_sees_are_none(author: Client, cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    author.post(f"/studio/{quiz.pk}/details/", {"level": "college", "language": "en", "tags": "\u200b, cells, \u202e"})
    assert [tag.name for tag in quiz.tags.all()] == ["cells"]
    send(author, quiz, open_editor(author, quiz), **{"item-1-pool": "\u200b", "item-2-pool": "  Ener\tgy "})
    assert [entry.pool for entry in load_items(newest(quiz))] == ["", "Ener gy", "", ""]


def test_tags_that_differ_only_as_some_scripts_have_it(author: Client, cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    tags = "İstanbul, i̇stanbul, ẞ, ß, ς, σ, Σ, Ǆ, ǅ, K, k, I, ı, i"
    details = {"level": "college", "language": "en", "tags": tags}
    for _twice in range(2):
        assert author.post(f"/studio/{quiz.pk}/details/", details).status_code == 302
    names = [tag.name for tag in quiz.tags.all()]
    assert len(names) == len(set(names)) > 5


# Two megabytes, and more


@pytest.mark.parametrize("kind", MAKERS)
def test_two_megabytes_pasted_as_text_are_kept_and_refused_in_a_sentence(author: Client, cast: Cast, kind: str) -> None:
    piece = MAKERS[kind](cast.teacher)
    paste = "A line of the paste, forty letters long.\n" * 50_000
    page = send(author, piece, open_editor(author, piece, "text"), material=paste)
    assert "This text has 2050000 characters; at most 1000000 fit." in errors_of(page)
    assert Draft.objects.get().fields["material"] == [paste]
    assert len(page.content) < 3_000_000


def test_two_megabytes_pasted_into_one_card_are_kept(author: Client, cast: Cast) -> None:
    deck, paste = make_deck(cast.teacher), "слово " * 170_000
    opened = open_editor(author, deck)
    assert save_draft(author, cast.teacher, deck, with_changes(opened, **{"item-1-back": paste})).status_code == 200
    assert Draft.objects.get().fields["item-1-back"] == [paste]
    page = send(author, deck, {**open_editor(author, deck), "item-1-back": [paste]})
    assert "Card 1, Back" in errors_of(page)
    assert Draft.objects.get().fields["item-1-back"] == [paste]
    assert newest(deck).number == 1


def test_more_than_a_form_may_hold_ends_in_a_sentence(author: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    opened = open_editor(author, deck)
    for much in ({"summary": "x" * 30_000_000}, {f"f{number}": "" for number in range(20_001)}):
        page = author.post(edit_url(deck), {**opened, **much, "do": "save"})
        assert page.status_code == 413
        assert "Go back in your browser: what you typed is still on that page." in page.content.decode()
    answer = save_draft(author, cast.teacher, deck, with_changes(opened, summary="x" * 30_000_000))
    assert (answer.status_code, "too much" in answer.json()["message"]) == (413, True)
    assert not Draft.objects.exists()


def test_a_book_in_another_script_is_published_and_found(author: Client, cast: Cast) -> None:
    """PostgreSQL holds a megabyte of words at most in what it searches."""
    words = [f"слово{number:06}".translate(str.maketrans("0123456789", "абвгдежзик")) for number in range(60_000)]
    parts = (item("section", heading="Part", body=" ".join(words[at::3])) for at in range(3))
    book = publish(make_content(cast.teacher, "study_guide", "Книга", tuple(parts), language="ru"), cast.reviewer)
    assert book.status == Content.Status.PUBLISHED
    author.force_login(cast.student)
    assert "Книга" in author.get("/library/", {"q": words[0]}).content.decode()


@pytest.mark.parametrize("text", [*FEW, "right to left"])
def test_every_filter_takes_anything(author: Client, cast: Cast, text: str) -> None:
    quiz = make_quiz(cast.teacher)
    filters = {
        "/studio/": "q tag topic kind level due sort state whose stale",
        "/studio/items/": "q type topic tag level whose quality use into",
        "/library/": "q topic tag kind level language",
        "/studio/replace/": "find replacement where kind topic",
        "/studio/media/": "q show",
        "/studio/bulk/": "do piece all match",
        "/studio/import/": "into",
        f"/studio/{quiz.pk}/compare/": "from to part",
        f"/studio/{quiz.pk}/edit/": "as open",
    }
    for path, names in filters.items():
        for name in names.split():
            assert author.get(path, {name: TEXTS[text]}, follow=True).status_code == 200, (path, name)
        assert author.get(path, dict.fromkeys(names.split(), "9" * 400), follow=True).status_code == 200, path


@pytest.mark.parametrize("text", FEW)
def test_every_small_form_takes_anything(author: Client, cast: Cast, text: str) -> None:
    quiz, value = make_quiz(cast.teacher), TEXTS[text]
    held = str(load_items(newest(quiz))[0].item_id)
    forms: dict[str, dict[str, Any]] = {
        f"/studio/{quiz.pk}/authors/": {"who": value},
        f"/studio/{quiz.pk}/history/1/restore/": {"base": value},
        f"/studio/{quiz.pk}/items/{held}/source/": {"source": value, "remove": value},
        f"/studio/{quiz.pk}/edit/presence/": {"base": value},
        "/studio/views/save/": {"name": value, "query": f"q={value}&sort={value}"},
        "/studio/items/use/": {"item": [held, value], "into": "new", "title": value, "pool": value},
        "/studio/offers/settle/": {"offer": [value, f"{value}.{value}"], "take": value, "back": value},
        "/studio/replace/": {"shown": value, "change": value},
        "/studio/bulk/": {"do": "add-tags", "piece": [str(quiz.pk), value], "tags": value},
        "/studio/media/add/": {"words": value, "file": SimpleUploadedFile("x.png", value.encode())},
    }
    for path, sent in forms.items():
        assert author.post(path, sent, follow=True).status_code in (200, 409, 422), path


def test_an_import_takes_anything(author: Client, cast: Cast) -> None:
    sent = {"level": "college", "language": "en", "title": "", "do": "import"}
    for text in TEXTS.values():
        for format_ in ("gift", "csv", "tsv", "markdown", "script"):
            page = author.post("/studio/import/", {**sent, "text": text, "file_format": format_}, follow=True)
            assert page.status_code == 200
    assert not Content.objects.filter(title="").exists()


@pytest.mark.parametrize(
    ("format_", "text", "sentence"),
    [
        ("gift", f"// [id:{'x' * 999}]\n::T:: Q? {{T}}", "Its identity has more than 200 characters"),
        ("gift", f"// [pool:{'x' * 99}]\n::T:: Q? {{T}}", "has more than 60 characters, so it is cut"),
        ("markdown", f"# {'x' * 999}\n\nBody", "1 section: 1 new"),
    ],
)
def test_names_that_are_too_long_to_be_kept(author: Client, cast: Cast, format_: str, text: str, sentence: str) -> None:
    sent = {"level": "college", "language": "en", "title": "", "do": "import"}
    page = author.post("/studio/import/", {**sent, "text": text, "file_format": format_}, follow=True)
    assert sentence in page.content.decode()
    assert ContentVersion.objects.get().entries.count() == 1


def test_a_guide_of_nothing_but_tags_is_rendered_quickly(author: Client, cast: Cast) -> None:
    guide = make_guide(cast.teacher, sections=1)
    body = "<div>" * 20_000 + "<b>x</b>" * 10_000
    send(author, guide, open_editor(author, guide), **{"item-1-body": body})
    assert fields_of(guide)[0]["body"] == body
