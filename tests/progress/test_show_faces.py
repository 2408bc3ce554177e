"""What every sort of card asks and answers."""

from typing import Any

import pytest

from accounts.refusals import WrongState
from content.media import MEDIA_ADDRESS
from content.models import Content, ItemVersion
from content.questions import BadAnswer
from progress.faces import Face, Way, check_answer, check_typed, keep_sent, present_face, turn_face
from progress.models.memory import Rating
from tests.cast import Cast
from tests.factories import QUESTIONS, choice, item, make_content, make_guide, make_quiz, publish
from tests.progress.study import entries_of

CARDS = (
    item("card", front="Heart", back="Herz", hint="It beats"),
    item("card", style="reversed", front="Liver", back="Leber", hint="It cleans"),
    item("card", style="cloze", front="{{c1::Lima}} is in {{c2::Peru::a country}}.", back="Since 1535."),
    item("card", style="typed", front="Capital of Peru?", back="**Lima**"),
    item("card", style="typed", front="Say it all", back="word " * 200),
)
IMAGE = f"{MEDIA_ADDRESS}{'ab' * 32}.png"


@pytest.fixture
def cards(cast: Cast) -> list[ItemVersion]:
    return entries_of(publish(make_content(cast.teacher, "flashcards", "Organs", CARDS), cast.reviewer))


@pytest.fixture
def quiz(cast: Cast) -> Content:
    essay = item("essay", stem="Why do hearts beat?", explanation="To move blood.")
    halves = item(
        "multiple_choice",
        stem="Which are organs?",
        multiple=True,
        options=[{"text": "Heart", "credit": 50}, {"text": "Liver", "credit": 50}, {"text": "Chair", "credit": -50}],
    )
    many = choice("Which of nine?", "one", *(f"other {n}" for n in range(8)))
    return publish(make_quiz(cast.teacher, items=(*QUESTIONS, essay, halves, many)), cast.reviewer)


def shown(version: ItemVersion, name: str = "", seed: int = 0) -> Face:
    return present_face(version, name, seed=seed)


def test_a_basic_card(cards: list[ItemVersion]) -> None:
    face = shown(cards[0])
    assert (face.way, face.heading) == (Way.TURN, "Heart")
    assert "Heart" in face.front
    assert "Herz" in face.back
    assert "It beats" in face.hint
    assert not face.extra
    assert turn_face(face).suggests == Rating.GOOD


def test_a_card_both_ways_round(cards: list[ItemVersion]) -> None:
    there, back = shown(cards[1]), shown(cards[1], "back")
    assert "Liver" in there.front
    assert "It cleans" in there.hint
    assert (there.front, there.back) == (back.back, back.front)
    assert not back.hint


def test_each_gap_of_a_cloze_card(cards: list[ItemVersion]) -> None:
    first, second = shown(cards[2], "c1"), shown(cards[2], "c2")
    assert "[…]" in first.front
    assert "Lima" not in first.front
    assert "<mark>Lima</mark>" in first.back
    assert "Lima" in second.front
    assert "[a country]" in second.front
    assert "1535" in first.extra
    assert "1535" in second.extra


def test_a_picture_on_a_card_has_its_words(cast: Cast) -> None:
    drawn = item("card", front=f"![A heart]({IMAGE})", back="It pumps blood.")
    face = shown(entries_of(publish(make_content(cast.teacher, "flashcards", "Drawn", (drawn,)), cast.reviewer))[0])
    assert f'src="{IMAGE}"' in face.front
    assert 'alt="A heart"' in face.front
    assert face.way == Way.TURN


def test_a_typed_card(cards: list[ItemVersion]) -> None:
    face = shown(cards[3])
    assert (face.way, face.expected) == (Way.TYPE, "Lima")
    right, wrong, nothing = (check_typed(face, text) for text in ("lima", "Lime", "  "))
    assert right.comparison
    assert right.comparison.is_right
    assert (right.suggests, wrong.suggests) == (Rating.GOOD, Rating.AGAIN)
    assert wrong.typed == "Lime"
    assert nothing.is_turned
    assert nothing.comparison is None
    with pytest.raises(BadAnswer):
        check_typed(face, "x" * 10_000)
    assert keep_sent(face, {}, "x" * 10_000, "Too long.").typed == "x" * 10_000


def test_a_page_of_text_is_not_to_be_typed(cards: list[ItemVersion]) -> None:
    face = shown(cards[4])
    assert face.way == Way.TURN
    assert face.is_long


def test_a_question(quiz: Content) -> None:
    gas, whale, peru, _product, *_others = entries_of(quiz)
    face = shown(peru)
    assert (face.way, face.suggests) == (Way.ANSWER, Rating.GOOD)
    right, wrong = (check_answer(face, {"text": [text]}) for text in ("Lima", "Quito"))
    assert (right.suggests, wrong.suggests) == (Rating.GOOD, Rating.AGAIN)
    assert right.item
    assert right.item.result
    assert wrong.item
    assert "Lima" in wrong.item.correct
    open_, missing = turn_face(shown(gas)), check_answer(shown(whale), {})
    assert open_.item
    assert open_.item.reveals
    assert (open_.suggests, missing.suggests) == (Rating.AGAIN, Rating.AGAIN)
    with pytest.raises(BadAnswer):
        check_answer(face, {"text": ["a", "b"]})
    kept = keep_sent(face, {"text": ["x" * 10_001]}, "", "Too long.")
    assert kept.item
    assert kept.item.answer == "x" * 10_001
    assert not kept.is_turned


def test_options_stand_in_another_order_from_time_to_time(quiz: Content) -> None:
    many = entries_of(quiz)[-1]
    orders = [shown(many, seed=seed).item for seed in (1, 1, 2, 3)]
    first, again, *others = [list(item.order) for item in orders if item]
    assert first == again
    assert all(order != first for order in others)
    face = shown(many, seed=2)
    assert face.item
    place = list(face.item.order).index(0)
    assert check_answer(face, {"choice": [str(place)]}).suggests == Rating.GOOD
    fixed = present_face(many, "", seed=2, shuffles=False)
    assert fixed.item
    assert list(fixed.item.order) == list(range(9))


def test_half_right_is_hard_and_an_essay_is_judged_by_herself(quiz: Content) -> None:
    essay, halves, _many = entries_of(quiz)[4:]
    face = shown(halves)
    assert face.item
    place = list(face.item.order).index(1)
    assert check_answer(face, {"choice": [str(place)]}).suggests == Rating.HARD
    written = check_answer(shown(essay), {"text": ["Because they must."]})
    assert written.item
    assert (written.item.answer, written.item.result, written.item.reveals) == ("Because they must.", None, True)
    assert written.suggests == Rating.GOOD


def test_a_card_that_this_wording_has_not(cards: list[ItemVersion], cast: Cast) -> None:
    guide = publish(make_guide(cast.teacher), cast.reviewer)
    asked: list[tuple[Any, str]] = [(cards[0], "c1"), (cards[2], "c3"), (cards[2], ""), (entries_of(guide)[0], "")]
    for version, name in asked:
        with pytest.raises(WrongState, match="changed or removed"):
            shown(version, name)
