"""The glossary of a guide: lists of definitions, from a file to the page and to the cards of its sections."""

from hashlib import sha256

import pytest

from content.actions.rendering import render_anew
from content.glossary import find_terms, name_of
from content.interchange.markdown import parse_markdown
from content.item_types import CardSides, answer_fingerprint, card_fingerprints, fingerprint, get_item_type
from content.kinds.study_guide import SectionData
from content.models import ItemCard, ItemRendering
from content.rendering import RENDERER, render
from content.text import TextFormat
from tests.cast import Cast
from tests.factories import item, make_content

GLOSSARY = """Words first.

Acid
: Gives away **protons**,
one at a time.

  A second paragraph.

Base
: Takes them.
: Also: a foundation.

> Quoted
> : stays in its quotation
"""
SECTION = get_item_type("section")


def test_terms_are_found_with_all_that_is_said_of_them() -> None:
    acid, base = find_terms(GLOSSARY)
    assert (acid.term, acid.definition) == ("Acid", "Gives away **protons**,\none at a time.\n\nA second paragraph.")
    assert (base.term, base.definition) == ("Base", "Takes them.\n\nAlso: a foundation.")


@pytest.mark.parametrize("text", ["", "Plain: words", "```\nTerm\n: code\n```", "::: objectives\n:::", ": alone"])
def test_what_is_no_definition_is_none(text: str) -> None:
    assert find_terms(text) == ()


def test_a_name_follows_from_the_term_alone() -> None:
    assert name_of("Acid") == name_of("*acid*") == find_terms("x\n\nacid\n: Else.")[0].name
    assert name_of("Acid") != name_of("Base")
    assert len(name_of("long " * 100)) <= 40


def test_definitions_are_set_as_a_list() -> None:
    html = render("Acid\n: Gives *protons*\n\nBase\n: Takes them<script>\n")
    acid, base = "<dt>Acid</dt>\n<dd>Gives <em>protons</em></dd>", "<dt>Base</dt>\n<dd>Takes them&lt;script&gt;</dd>"
    assert html == f"<dl>\n{acid}\n{base}\n</dl>\n"


def test_a_section_has_a_card_for_each_term() -> None:
    data = SectionData(heading="Words", body=GLOSSARY)
    keys, html = SECTION.card_keys(data), SECTION.html(data)
    assert keys == {
        name_of("acid"): "gives away **protons**, one at a time. a second paragraph",
        name_of("base"): "takes them. also: a foundation",
    }
    assert [term["name"] for term in html["terms"]] == list(keys)
    assert SECTION.card_html(html, name_of("acid")) == CardSides(
        "Acid",
        "<p>Gives away <strong>protons</strong>,\none at a time.</p>\n<p>A second paragraph.</p>\n",
    )
    assert SECTION.card_html(html, "g-unknown") is None
    assert SECTION.card_keys(SectionData(body="Acid\n: x", format=TextFormat.HTML)) == {}


def test_fingerprints_of_the_section_are_what_they_were() -> None:
    """They are taken of its source and of its question alone: what was approved stays so."""
    data = SectionData(heading="Words", body="Acid\n: Gives protons.")
    said = '[1,["section",{"body":"Acid : Gives protons.","heading":"Words"},null]]'
    assert fingerprint(SECTION, data) == sha256(said.encode()).hexdigest()
    assert answer_fingerprint(SECTION, data) == answer_fingerprint(SECTION, SectionData())


def test_the_fingerprint_of_a_card_follows_its_definition() -> None:
    before = card_fingerprints(SECTION, SectionData(body="Acid\n: Gives protons.\n\nBase\n: Takes them."))
    after = card_fingerprints(SECTION, SectionData(body="More.\n\nACID\n: gives  protons\n\nBase\n: Takes protons."))
    assert before[name_of("acid")] == after[name_of("acid")]
    assert before[name_of("base")] != after[name_of("base")]


def test_kramdown_and_pandoc_come_as_definitions() -> None:
    kramdown = '## Terms\n{: data-type="glossary-title"}\n\nacid\n: gives protons\n^\n\nbase\n: takes them\n^\n'
    pandoc = "## Terms\n\n[acid]{#acid}\n:   Gives protons,\nsays [base](#base).\n\n[base]{#base}\n:   Takes\n"
    for text, definition in ((kramdown, "gives protons"), (pandoc, "Gives protons,\nsays base.")):
        (section,) = (found.data for found in parse_markdown(text).contents[0].items)
        assert isinstance(section, SectionData)
        first, second = find_terms(section.body)
        assert (first.term, first.definition, second.term) == ("acid", definition, "base")


@pytest.mark.django_db
def test_a_newer_renderer_finds_the_cards_of_what_was_there(cast: Cast) -> None:
    make_content(cast.teacher, "study_guide", "Words", (item("section", heading="W", body=GLOSSARY),))
    rows = list(ItemCard.objects.order_by("position").values_list("name", "position", "answer_fingerprint"))
    assert [row[:2] for row in rows] == [(name_of("acid"), 0), (name_of("base"), 1)]
    ItemCard.objects.all().delete()
    ItemRendering.objects.update(renderer=RENDERER - 1)
    assert render_anew() == 1
    assert list(ItemCard.objects.order_by("position").values_list("name", "position", "answer_fingerprint")) == rows
    ItemRendering.objects.update(renderer=RENDERER - 1)
    assert render_anew() == 1
