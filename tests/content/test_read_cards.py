"""Cards of every style as their reviewer meets them: read, compared, checked, found, with other words; and images."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from content.actions.checking import run_checks
from content.actions.drafting import save_version
from content.actions.replacing import replace_in_content
from content.documents import DocumentItem, load_document, load_items
from content.item_diff import compare_fields
from content.kinds.flashcards import CardData, CardStyle
from content.models import CheckResult, Content
from content.presentation import present_item
from content.replacing import Wanted, changes_in_item
from content.word_search import WordSearch
from tests.cast import Cast
from tests.content.media_help import kept
from tests.content.review_help import address, waiting
from tests.content.studio_help import newest, open_editor, send
from tests.content.test_check_material import run
from tests.factories import item, make_content, make_deck, publish

CLOZE = "The {{c1::mitochondrion::an organelle}} makes the {{c2::ATP}} of a cell."


def card(front: str, back: str = "", style: str = "basic", **more: Any) -> DocumentItem:
    return item("card", front=front, back=back, style=style, **more)


def every_style(cast: Cast, title: str = "Every style") -> Content:
    cards = (
        card("capital", "Paris"),
        card("dog", "perro", "reversed"),
        card("iron", "Fe", "typed"),
        card(CLOZE, "It was once free.", "cloze"),
    )
    return make_content(cast.teacher, "flashcards", title, cards)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.django_db
def test_the_preview_and_the_review_sheet_say_how_each_card_asks(client: Client, cast: Cast) -> None:
    deck = every_style(cast)
    request = waiting(cast.teacher, content=deck)
    client.force_login(cast.teacher)
    preview = client.get(reverse("content:content-preview", args=[deck.pk])).content.decode()
    client.force_login(cast.reviewer)
    sheet = client.get(address(request)).content.decode()
    for page in (preview, sheet):
        assert "Asked both ways" in page
        assert "Typed by the student" in page
        assert "The <mark>[an organelle]</mark> makes the ATP of a cell." in page
        assert "makes the <mark>ATP</mark> of a cell." in page
        assert "{{c1" not in page.replace("{{c1::this}}", "")
        assert page.count("card-gaps__gap") == 2


@pytest.mark.django_db
def test_the_live_preview_says_what_is_wrong_with_a_gap(client: Client, cast: Cast) -> None:
    deck = every_style(cast)
    client.force_login(cast.teacher)
    fields = {**open_editor(client, deck), "item-4-front": ["The {{c1::open"]}
    page = client.post(reverse("content:draft-preview", args=[deck.pk]), fields).content.decode()
    assert "looks like a gap and is none" in page


@pytest.mark.parametrize(
    ("old", "new", "label", "parts"),
    [
        ("basic", "reversed", "Style", [("removed", "Front to back "), ("added", "Both ways")]),
        ("typed", "basic", "Style", [("removed", "Typed "), ("added", "Front to back")]),
    ],
)
def test_a_change_of_style_is_said_in_words(old: str, new: str, label: str, parts: list[Any]) -> None:
    fields = compare_fields(card("dog", "Hund", old).data, card("dog", "Hund", new).data)
    (changed,) = [field for field in fields if field.is_changed]
    assert changed.label == label
    assert [(operation, text.strip()) for operation, text in changed.parts] == [
        (operation, text.strip()) for operation, text in parts
    ]


def test_a_changed_gap_shows_with_its_braces() -> None:
    old, new = card("It is {{c1::red}}.", style="cloze").data, card("It is {{c2::red}}.", style="cloze").data
    (changed,) = [field for field in compare_fields(old, new) if field.is_changed]
    assert ("removed", "{{c1::") in changed.parts
    assert ("added", "{{c2::") in changed.parts


@pytest.mark.django_db
def test_only_a_changed_style_makes_a_version(client: Client, cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    client.force_login(cast.teacher)
    send(client, deck, open_editor(client, deck), **{"item-2-style": "typed"})
    assert newest(deck).number == 2
    assert "Front to back" in client.get(f"/studio/{deck.pk}/compare/").content.decode()


def test_readability_reads_gaps_as_their_answers() -> None:
    plain = [card(f"The cat number {n} sat on the mat by the door.", "yes") for n in range(9)]
    front = "The {{c1::cat}} number %d sat on the {{c2::mat}} by the door."
    gaps = [card(front % n, "yes", "cloze") for n in range(9)]
    outcomes = [run("readability", *cards, kind="flashcards", level="elementary") for cards in (plain, gaps)]
    assert outcomes[0] == outcomes[1]


def test_answer_keys_of_every_style() -> None:
    sound = [card("a", "b"), card("c", "d", "reversed"), card("e", "f", "typed"), card(CLOZE, "", "cloze")]
    assert run("answer_keys", *sound, kind="flashcards").metric == 1
    doubtful = run("answer_keys", card("No gap", "x", "cloze"), card("x", "", "typed"), kind="flashcards")
    assert [finding.field for finding in doubtful.findings] == ["front", "back"]
    twice = run("answer_keys", card("dog", "Hund", "reversed"), card("hound", "hund."), kind="flashcards")
    assert [finding.sentence for finding in twice.findings] == [
        "2 cards have this back, so that backwards nobody can tell which is meant. Say it apart."
    ]
    assert run("answer_keys", card("dog", "Hund"), card("hound", "Hund"), kind="flashcards").metric == 1


def test_structure_advises_on_what_is_typed_and_on_gaps_without_words() -> None:
    typed = run("structure", card("Why?", "because it is so very long", "typed"), kind="flashcards")
    assert "type 6 words" in typed.findings[1].sentence
    alone = run("structure", card("{{c1::All of it}}.", "", "cloze"), kind="flashcards")
    assert "A gap is all there is" in alone.findings[1].sentence
    for told in (CLOZE, "{{c1::Paris::the capital of France}}", "{{c1::H}} and {{c2::He}}"):
        assert len(run("structure", card(told, "", "cloze"), kind="flashcards").findings) == 1
    long = "{{c1::word}} " * 70
    assert "70 words" in run("structure", card(long, "", "cloze"), kind="flashcards").findings[1].sentence


def test_an_image_without_words_is_found_in_every_style() -> None:
    picture = f"![](/media/{'a' * 64}.png) {{{{c1::x}}}} is"
    for style in CardStyle:
        outcome = run("alternative_text", card(picture, "back", style), kind="flashcards")
        assert [finding.field for finding in outcome.findings] == ["front"]


@pytest.mark.django_db
def test_the_same_card_in_another_style_is_no_new_one(cast: Cast) -> None:
    text = "The chloroplast of a green plant turns the light of the sun into sugar"
    publish(make_content(cast.teacher, "flashcards", "One", (card(f"{text}?", "yes"),)), cast.reviewer)
    other = make_content(
        cast.teacher, "flashcards", "Other",
        (card(f"{text}?", "yes", "reversed"), card(text.replace("chloroplast", "{{c1::chloroplast}}"), "yes", "cloze")),
    )  # fmt: skip
    run_checks(newest(other))
    found = CheckResult.objects.get(version=newest(other), check_name="duplicate_items")
    assert len(found.findings) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("words", "is_found"), [("mitochond", True), ("ATP cell", True), ("organelle", True)])
def test_the_item_bank_finds_what_stands_in_gaps(client: Client, cast: Cast, words: str, is_found: bool) -> None:
    every_style(cast)
    client.force_login(cast.teacher)
    page = client.get(reverse("content:item-list"), {"q": words})
    assert [found.entry.heading for found in page.context["items"]] == ["The mitochondrion makes the ATP of a cell."]
    assert "{{c1" not in page.content.decode()


def changed(front: str, find: str, replacement: str) -> list[tuple[str, str]]:
    wanted = Wanted(WordSearch(find, replacement))
    changes, _left = changes_in_item(replace(card(front, style="cloze"), item_id=None), wanted)
    return [(change.replaced.text, change.problem) for change in changes]


def test_replacing_words_leaves_the_gaps_whole() -> None:
    assert changed(CLOZE, "ATP", "energy") == [
        ("The {{c1::mitochondrion::an organelle}} makes the {{c2::energy}} of a cell.", "")
    ]
    assert changed(CLOZE, "organelle", "body")[0][0].startswith("The {{c1::mitochondrion::an body}}")
    for find in ("c1", "{{c1::", "}}", "::", "{{"):
        assert changed(CLOZE, find, "x") == [] or changed(CLOZE, find, "x")[0][1]
    for replacement in ("a::b", "}}", "{{c3::x}}", "{{", ""):
        (change,) = changed(CLOZE, "ATP", replacement)
        assert change[1] or change[0].count("{{c") == change[0].count("}}") == 2


@pytest.mark.django_db
def test_replacing_in_a_piece_keeps_its_cards(cast: Cast) -> None:
    deck = every_style(cast)
    wanted = Wanted(WordSearch("ATP", "energy"))
    document = load_document(newest(deck))
    keys = {change.key for found in document.items for change in changes_in_item(found, wanted)[0]}
    replace_in_content(content=deck, wanted=wanted, keys=keys, base_number=1, by=cast.teacher)
    assert load_document(newest(deck)).items[3].heading == "The mitochondrion makes the energy of a cell."


@pytest.mark.django_db
def test_an_image_stays_in_every_style_from_the_picker_to_what_a_student_gets(cast: Cast) -> None:
    upload = kept(cast.teacher, words="An oak leaf")
    line = upload.markdown
    front = f"{line}\n\nThe leaf of an {{{{c1::oak}}}}"
    cards = tuple(card(f"{front}, {style}.", f"See {line}", style) for style in CardStyle)
    deck = publish(make_content(cast.teacher, "flashcards", "Leaves", cards), cast.reviewer)
    assert upload.file.uses.count() == 4
    assert deck.published_version is not None
    for entry in load_items(deck.published_version):
        html = present_item(entry).html
        sides = [html["front"], html["back"], *(side for gap in html.get("gaps", {}).values() for side in gap.values())]
        assert all('alt="An oak leaf"' in side and "<img" in side for side in sides)
    gap = html["gaps"]["c1"]
    assert "The leaf of an <mark>[…]</mark>" in gap["front"]


@pytest.mark.django_db
def test_an_image_may_be_what_is_asked_for(cast: Cast) -> None:
    line = kept(cast.teacher, words="An oak leaf").markdown
    data = CardData(style=CardStyle.CLOZE, front=f"An oak has leaves like this: {{{{c1::{line}}}}}")
    deck = make_content(cast.teacher, "flashcards", "Leaves", (DocumentItem("card", data),))
    assert load_document(newest(deck)).findings() == []
    gap = present_item(load_items(newest(deck))[0]).html["gaps"]["c1"]
    assert "<img" not in gap["front"]
    assert "<img" in gap["back"]


@pytest.mark.django_db
def test_the_library_counts_cards_where_they_are_more_than_entries(
    client: Client, cast: Cast, django_assert_num_queries: Any
) -> None:
    publish(every_style(cast), cast.reviewer)
    publish(make_deck(cast.teacher), cast.reviewer)
    client.force_login(cast.student)
    page = client.get(reverse("content:library")).content.decode()
    assert "4 entries, 6 cards" in page
    assert '<span class="figures">3 cards</span>' in page
    with django_assert_num_queries(1):
        list(Content.objects.published().for_library())


@pytest.mark.django_db
def test_a_reworded_hint_of_a_gap_leaves_its_answer_as_it_was(cast: Cast) -> None:
    deck = every_style(cast)
    document = load_document(newest(deck))
    *others, cloze = document.items
    data = cloze.data.model_copy(update={"front": CLOZE.replace("an organelle", "part of a cell")})
    document = replace(document, items=(*others, replace(cloze, data=data)))
    save_version(content=deck, document=document, by=cast.teacher, base_number=1)
    old, new = (load_items(version)[3] for version in deck.versions.order_by("number"))
    assert old.pk != new.pk
    before, after = (dict(entry.cards.values_list("name", "answer_fingerprint")) for entry in (old, new))
    assert before == after
