"""An author says what an item was made from, hears when that changes, and says that the item is still right."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.refusals import Refusal, StaleEdit, WrongState
from content.actions.authorship import accept_invitation, invite_author
from content.actions.deriving import MAX_SOURCES, confirm_derivation, derive_item
from content.actions.drafting import save_version
from content.actions.restoring import restore_version
from content.documents import load_document, load_items
from content.lineage import count_stale, stale_contents, stale_in, stale_items
from content.models import Content, Derivation, Item
from tests.cast import Cast
from tests.content.studio_help import newest
from tests.factories import item, make_content, make_deck, make_guide, make_quiz, publish

pytestmark = pytest.mark.django_db


def reword(content: Content, by: User, place: int = 0, **fields: Any) -> None:
    document = load_document(newest(content))
    items = list(document.items)
    items[place] = replace(items[place], data=items[place].data.model_copy(update=fields))
    document = replace(document, items=tuple(items))
    save_version(content=content, document=document, by=by, base_number=newest(content).number)


def first_item(content: Content) -> Item:
    return load_items(newest(content))[0].item


@pytest.fixture
def guide(cast: Cast) -> Content:
    return make_guide(cast.teacher, title="Leaves")


@pytest.fixture
def quiz(cast: Cast, guide: Content) -> Content:
    """Its first question was made from the guide's first section."""
    quiz = make_quiz(cast.teacher)
    derive_item(content=quiz, item=first_item(quiz), source_id=first_item(guide).pk, by=cast.teacher)
    return quiz


def sources_page(content: Content) -> str:
    return reverse("content:derivation-edit", args=[content.pk, first_item(content).pk])


def test_she_finds_a_source_and_names_it(client: Client, cast: Cast, guide: Content) -> None:
    deck = make_deck(cast.teacher, title="Part")
    client.force_login(cast.teacher)
    page = client.get(sources_page(deck), {"q": "part"})
    found = [entry.item_version.item.type for entry in page.context["found"]]
    assert found[:3] == ["section"] * 3, "sections of guides stand first"
    assert len(found) == 5, "the item itself is not among them"
    section = first_item(guide)
    done = client.post(sources_page(deck), {"source": str(section.pk)}, follow=True).content.decode()
    assert "You hear of it when the source changes." in done
    assert "Part 1" in done
    (derivation,) = Derivation.objects.all()
    assert (derivation.source, derivation.seen) == (section, section.versions.get())
    done = client.post(sources_page(deck), {"remove": str(derivation.pk)}, follow=True).content.decode()
    assert "stands on its own" in done
    assert not Derivation.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"source": "x"}, {"source": "", "remove": ""}])
def test_without_a_choice_the_page_says_so(client: Client, cast: Cast, quiz: Content, sent: dict[str, str]) -> None:
    client.force_login(cast.teacher)
    page = client.post(sources_page(quiz), sent)
    assert page.status_code == 409
    assert "Choose an item first" in page.content.decode()


@pytest.mark.parametrize("words", ["", "' & | !", "\x00", "نص", "🦊 leaf", "a" * 5000])
def test_odd_words_find_something_or_nothing(client: Client, cast: Cast, quiz: Content, words: str) -> None:
    client.force_login(cast.teacher)
    assert client.get(sources_page(quiz), {"q": words}).status_code == 200


def test_nothing_of_others_can_be_named_unless_it_is_shared(client: Client, cast: Cast, quiz: Content) -> None:
    secret = make_guide(cast.colleague, title="Secret", sections=1)
    client.force_login(cast.teacher)
    assert client.get(sources_page(quiz), {"q": "secret"}).context["found"] == []
    with pytest.raises(Refusal, match="only from your own material"):
        derive_item(content=quiz, item=first_item(quiz), source_id=first_item(secret).pk, by=cast.teacher)
    publish(secret, cast.reviewer)
    Content.objects.filter(pk=secret.pk).update(is_shared=True)
    assert len(client.get(sources_page(quiz), {"q": "secret"}).context["found"]) == 1
    derive_item(content=quiz, item=first_item(quiz), source_id=first_item(secret).pk, by=cast.teacher)
    reword(secret, cast.colleague, body="Not published yet.")
    assert count_stale(cast.teacher) == 0, "what she cannot see does not make hers stale"
    publish(secret, cast.reviewer)
    assert count_stale(cast.teacher) == 1


def test_nothing_is_made_from_itself(cast: Cast, guide: Content, quiz: Content) -> None:
    question, section = first_item(quiz), first_item(guide)
    for source in (section.pk, question.pk):
        with pytest.raises(Refusal, match="made from this item"):
            derive_item(content=guide, item=section, source_id=source, by=cast.teacher)
    deck = make_deck(cast.teacher)
    derive_item(content=deck, item=first_item(deck), source_id=question.pk, by=cast.teacher)
    with pytest.raises(Refusal, match="made from this item"):
        derive_item(content=guide, item=section, source_id=first_item(deck).pk, by=cast.teacher)


def test_an_item_has_so_many_sources_and_no_more(cast: Cast, quiz: Content) -> None:
    many = make_guide(cast.teacher, title="Long", sections=MAX_SOURCES)
    sources = [entry.item_id for entry in load_document(newest(many)).items if entry.item_id]
    for source in sources[: MAX_SOURCES - 1]:
        derive_item(content=quiz, item=first_item(quiz), source_id=source, by=cast.teacher)
    with pytest.raises(Refusal, match="at most 10 sources"):
        derive_item(content=quiz, item=first_item(quiz), source_id=sources[-1], by=cast.teacher)


def test_it_is_stale_once_the_source_reads_otherwise(client: Client, cast: Cast, guide: Content, quiz: Content) -> None:
    assert count_stale(cast.teacher) == 0
    reword(guide, cast.teacher, body="Leaves are red now, for $E = mc^2$.")
    (derivation,) = stale_items(cast.teacher)
    assert count_stale(cast.teacher) == 1
    assert list(stale_in(quiz, cast.teacher)) == [derivation]
    assert list(stale_in(guide, cast.teacher)) == []
    assert list(stale_contents(cast.teacher)) == [quiz]
    client.force_login(cast.teacher)
    page = client.get(reverse("content:stale-list")).content.decode()
    for words in ("Which gas do plants take in?", "Carbon dioxide", "are red now", "Still right", "Edit it"):
        assert words in page
    assert f"/studio/{quiz.pk}/edit/?open={first_item(quiz).pk}" in page


def test_it_is_right_again_when_the_source_takes_its_words_back(cast: Cast, guide: Content, quiz: Content) -> None:
    reword(guide, cast.teacher, body="Other.")
    restore_version(content=guide, version=guide.versions.get(number=1), by=cast.teacher, base_number=2)
    assert count_stale(cast.teacher) == 0


def test_a_change_beside_the_source_does_nothing(cast: Cast, guide: Content, quiz: Content) -> None:
    reword(guide, cast.teacher, place=1, body="Other.")
    assert count_stale(cast.teacher) == 0


def test_rewording_the_item_clears_it(cast: Cast, guide: Content, quiz: Content) -> None:
    reword(guide, cast.teacher, body="Other.")
    reword(quiz, cast.teacher, place=1, stem="A neighbour, reworded.")
    assert count_stale(cast.teacher) == 1
    reword(quiz, cast.teacher, stem="Which gas do leaves take in?")
    assert count_stale(cast.teacher) == 0
    restore_version(content=guide, version=guide.versions.get(number=1), by=cast.teacher, base_number=2)
    assert count_stale(cast.teacher) == 1, "the source reads otherwise than when she reworded the item"
    reword(quiz, cast.teacher, stem="Once more.")
    assert count_stale(cast.teacher) == 0


def test_both_reworded_in_one_save_is_right(cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    document = load_document(newest(deck))
    assert document.items[1].item_id
    derive_item(content=deck, item=first_item(deck), source_id=document.items[1].item_id, by=cast.teacher)
    items = tuple(replace(entry, data=entry.data.model_copy(update={"back": "New"})) for entry in document.items)
    save_version(content=deck, document=replace(document, items=items), by=cast.teacher, base_number=1)
    assert count_stale(cast.teacher) == 0


def test_still_right_clears_it(client: Client, cast: Cast, guide: Content, quiz: Content) -> None:
    reword(guide, cast.teacher, body="Other.")
    (derivation,) = stale_items(cast.teacher)
    now = first_item(guide).versions.get(number=2)
    client.force_login(cast.teacher)
    address = reverse("content:derivation-confirm", args=[derivation.pk])
    page = client.post(address, {"content": quiz.pk, "seen": now.pk}, follow=True).content.decode()
    assert "it is still right" in page
    assert "Nothing is stale" in page
    assert newest(quiz).number == 1, "no version is made"
    assert client.get(address).status_code == 405


def test_a_source_that_changed_while_she_read_stays_stale(
    client: Client, cast: Cast, guide: Content, quiz: Content
) -> None:
    reword(guide, cast.teacher, body="Other.")
    (derivation,) = stale_items(cast.teacher)
    read = first_item(guide).versions.get(number=2)
    reword(guide, cast.teacher, body="Other again.")
    with pytest.raises(StaleEdit, match="changed again"):
        confirm_derivation(content=quiz, derivation=derivation, seen_id=read.pk, by=cast.teacher)
    client.force_login(cast.teacher)
    address = reverse("content:derivation-confirm", args=[derivation.pk])
    assert "changed again" in client.post(address, {"content": quiz.pk, "seen": read.pk}, follow=True).content.decode()
    assert "old page" in client.post(address, {}, follow=True).content.decode()
    assert count_stale(cast.teacher) == 1


def test_an_item_that_left_its_piece_is_not_stale(cast: Cast, guide: Content, quiz: Content) -> None:
    reword(guide, cast.teacher, body="Other.")
    document = load_document(newest(quiz))
    gone = first_item(quiz)
    save_version(content=quiz, document=replace(document, items=document.items[1:]), by=cast.teacher, base_number=1)
    assert count_stale(cast.teacher) == 0
    with pytest.raises(WrongState, match="not in the newest version"):
        derive_item(content=quiz, item=gone, source_id=first_item(guide).pk, by=cast.teacher)


def test_what_is_archived_is_not_stale(cast: Cast, guide: Content, quiz: Content) -> None:
    reword(guide, cast.teacher, body="Other.")
    Content.objects.filter(pk=quiz.pk).update(status=Content.Status.ARCHIVED)
    assert count_stale(cast.teacher) == 0


def test_a_co_author_sees_it_and_a_stranger_does_not(client: Client, cast: Cast, guide: Content, quiz: Content) -> None:
    reword(guide, cast.teacher, body="Other.")
    (derivation,) = stale_items(cast.teacher)
    assert count_stale(cast.colleague) == 0
    client.force_login(cast.colleague)
    address = reverse("content:derivation-confirm", args=[derivation.pk])
    assert client.get(sources_page(quiz)).status_code == 404
    assert client.post(address, {"content": quiz.pk, "seen": derivation.seen_id}).status_code == 404
    for content in (quiz, guide):
        joined = invite_author(content=content, who=cast.colleague.username, by=cast.teacher)
        accept_invitation(authorship=joined, by=cast.colleague)
    assert count_stale(cast.colleague) == 1
    assert client.get(sources_page(quiz)).status_code == 200
    client.force_login(cast.student)
    assert client.get(reverse("content:stale-list")).status_code == 403


def test_the_row_of_the_editor_says_so(client: Client, cast: Cast, guide: Content, quiz: Content) -> None:
    client.force_login(cast.teacher)
    address = reverse("content:content-edit", args=[quiz.pk])
    page = client.get(address).content.decode()
    assert "Derived from “Part 1”" in page
    assert "Stale" not in page
    reword(guide, cast.teacher, body="Other.")
    assert "Stale" in client.get(address).content.decode()


def test_an_open_row_leads_to_what_its_item_was_made_from(client: Client, cast: Cast, quiz: Content) -> None:
    client.force_login(cast.teacher)
    address = reverse("content:content-edit", args=[quiz.pk])
    assert sources_page(quiz) not in client.get(reverse("content:content-create", args=["quiz"])).content.decode()
    assert (
        f'class="tool tool--source" href="{sources_page(quiz)}"' in client.get(f"{address}?open=all").content.decode()
    )


def test_the_number_of_queries_does_not_grow(client: Client, cast: Cast) -> None:
    client.force_login(cast.teacher)
    counts = []
    for number in (1, 8):
        guide = make_guide(cast.teacher, title=f"Guide {number}", sections=number)
        cards = tuple(item("card", front=f"F{place}", back="b") for place in range(number))
        deck = make_content(cast.teacher, "flashcards", f"Deck {number}", cards)
        sections = load_items(newest(guide))
        for card, section in zip(load_items(newest(deck)), sections, strict=True):
            derive_item(content=deck, item=card.item, source_id=section.item_id, by=cast.teacher)
        document = load_document(newest(guide))
        items = tuple(replace(entry, data=entry.data.model_copy(update={"body": "New"})) for entry in document.items)
        save_version(content=guide, document=replace(document, items=items), by=cast.teacher, base_number=1)
        for path in (reverse("content:stale-list"), sources_page(deck) + "?q=part"):
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 15
