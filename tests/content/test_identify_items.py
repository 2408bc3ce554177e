"""Items keep their identity through edits, and with it approval, statistics and memory."""

from dataclasses import replace
from typing import Any

import pytest

from accounts.refusals import StaleEdit, WrongState
from content.actions.drafting import save_version
from content.actions.versioning import Saved
from content.documents import Document, DocumentItem, load_document, load_items
from content.models import Content, ItemVersion
from tests.cast import Cast
from tests.factories import QUESTIONS, choice, item, make_deck, make_quiz


def save(content: Content, *items: DocumentItem, **changes: Any) -> Saved:
    assert content.latest_version
    document: Document = replace(load_document(content.latest_version), items=items, **changes)
    saved = save_version(
        content=content, document=document, by=content.owner, base_number=content.latest_version.number
    )
    content.refresh_from_db()
    return saved


def items_of(content: Content) -> list[ItemVersion]:
    assert content.latest_version
    return load_items(content.latest_version)


def test_one_changed_item_makes_one_item_version(cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    before = items_of(quiz)
    reworded = choice("Which gas do green plants take in?", "Carbon dioxide", "Oxygen", "Nitrogen")
    saved = save(quiz, reworded, *QUESTIONS[1:])
    after = items_of(quiz)
    assert [entry.heading for entry in saved.updated] == ["Which gas do green plants take in?"]
    assert (len(saved.created), len(saved.unchanged), len(saved.removed)) == (0, 3, 0)
    assert after[0].item_id == before[0].item_id
    assert after[0].number == 2
    assert after[1:] == before[1:]


def test_nothing_changed_makes_no_version(cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    assert save(quiz, *QUESTIONS).is_new is False
    assert quiz.versions.count() == 1


def test_moved_and_removed_items_keep_the_rest(cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    before = items_of(quiz)
    saved = save(quiz, QUESTIONS[3], QUESTIONS[0])
    assert items_of(quiz) == [before[3], before[0]]
    assert {entry.pk for entry in saved.removed} == {before[1].pk, before[2].pk}


def test_another_wording_with_the_same_key_keeps_the_answer_fingerprint(cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    old = items_of(quiz)[0]
    save(quiz, choice("Which gas do plants breathe in?", "Carbon dioxide", "Argon", "Nitrogen"), *QUESTIONS[1:])
    new = items_of(quiz)[0]
    assert new.item_id == old.item_id
    assert new.fingerprint != old.fingerprint
    assert new.answer_fingerprint == old.answer_fingerprint


def test_another_key_changes_both_fingerprints(cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    old = items_of(quiz)[1]
    save(quiz, QUESTIONS[0], item("true_false", stem="A whale is a fish.", answer=True), *QUESTIONS[2:])
    new = items_of(quiz)[1]
    assert new.item_id == old.item_id
    assert new.answer_fingerprint != old.answer_fingerprint
    assert new.fingerprint != old.fingerprint


def test_an_id_of_another_piece_is_not_believed(cast: Cast) -> None:
    quiz, other = make_quiz(cast.teacher), make_deck(cast.teacher)
    foreign = items_of(other)[0]
    save(quiz, replace(QUESTIONS[0], item_id=foreign.item_id), *QUESTIONS[1:])
    assert foreign.item_id not in {entry.item_id for entry in items_of(quiz)}


def test_a_stale_save_writes_nothing(cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    assert quiz.latest_version
    document = replace(load_document(quiz.latest_version), title="Mine")
    save(quiz, *QUESTIONS, title="Theirs")
    with pytest.raises(StaleEdit):
        save_version(content=quiz, document=document, by=cast.teacher, base_number=1)
    assert quiz.versions.count() == 2


def test_a_piece_in_review_is_not_edited(cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    Content.objects.filter(pk=quiz.pk).update(status="pending")
    with pytest.raises(WrongState, match="Withdraw it first"):
        save(quiz, *QUESTIONS[:2])


def test_queries_do_not_grow_with_items(cast: Cast, django_assert_max_num_queries: object) -> None:
    few = make_deck(cast.teacher, cards=3)
    many = make_deck(cast.teacher, title="Large deck", cards=300)
    for deck in (few, many):
        cards = load_document(deck.latest_version).items  # type: ignore[arg-type]
        changed = (item("card", front="Another front", back="Another back"), *cards[1:])
        with django_assert_max_num_queries(20):  # type: ignore[operator]
            save(deck, *changed)
