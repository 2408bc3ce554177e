"""A teacher writes each kind of material from nothing to submission by keyboard alone: Tab, Enter, keys."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.keyboard import Keyboard, at_the_desk, begin, choose_type, mend, save, save_as, says, submit
from tests.cast import Cast
from tests.content.studio_help import fields_of, headings, newest


@pytest.fixture
def hands(browser: Browser, live_server: Any, cast: Cast) -> Iterator[Keyboard]:
    with at_the_desk(browser, live_server.url, cast.teacher) as keyboard:
        yield keyboard


def test_flashcards(hands: Keyboard) -> None:
    begin(hands, "2", "flashcards", "Capitals of the north", "Four of them.")
    hands.is_in("item-1-front")
    hands.type("Norway")
    hands.tab_to("Back", within=1)
    hands.type("Oslo")
    hands.press("Control+Enter")
    hands.is_in("item-2-front")
    hands.type("Iceland, or Ísland: 🇮🇸")
    hands.tab_to("Back", within=1)
    hands.type("Reykjavík")
    hands.tab_to("Hint", within=1)
    hands.type("Smoky bay")
    hands.press("Control+Enter")
    hands.is_in("item-3-front")
    hands.type("Finland")
    hands.press("Alt+ArrowUp")
    says(hands, "Moved to place 2 of 3.")
    hands.is_in("item-3-front")
    hands.press("Control+Shift+Enter")
    hands.is_in("item-4-front")
    says(hands, "Added, as number 3.")
    hands.press("Control+a")
    hands.type("Norway")
    hands.press("Control+Shift+Backspace")
    hands.is_at("Put it back")
    says(hands, "Removed. It goes when you save; until then you can put it back.")
    hands.press("Enter")
    hands.is_in("item-4-front")
    says(hands, "It is back, as number 3.")
    content = save(hands)
    assert headings(content) == ["Norway", "Finland", "Norway", "Iceland, or Ísland: 🇮🇸"]
    mend(hands, "Card 2: Finland", "item-2-back")
    hands.type("Helsinki")
    hands.press("Alt+PageDown")
    hands.is_in("item-3-front")
    hands.press("Control+a")
    hands.type("Denmark")
    hands.tab_to("Back", within=1)
    hands.type("København")
    save_as(hands, "Finland and Denmark have their capitals.")
    submit(hands, content)
    cards = [(card["front"], card["back"], card["hint"]) for card in fields_of(content)]
    assert cards == [
        ("Norway", "Oslo", ""),
        ("Finland", "Helsinki", ""),
        ("Denmark", "København", ""),
        ("Iceland, or Ísland: 🇮🇸", "Reykjavík", "Smoky bay"),
    ]
    assert (content.title, newest(content).summary) == ("Capitals of the north", "Four of them.")
    assert newest(content).change_summary == "Finland and Denmark have their capitals."


def write_questions(hands: Keyboard) -> None:
    """A choice, a statement, a number; each below the one before."""
    hands.is_in("item-1-stem")
    hands.type("Which is the largest?")
    hands.tab_to("Option 1", within=1)
    hands.type("Jupiter")
    hands.press("Enter")
    hands.is_in("item-1-options-1-text")
    hands.type("Saturn")
    hands.press("Enter")
    hands.type("Mars")
    hands.press("Control+Enter")
    hands.is_in("item-2-stem")
    choose_type(hands, 2, "True")
    hands.type("Venus is hotter than Mercury.")
    hands.tab_to("The statement is", within=1)
    hands.press("Space", "Control+Enter")
    hands.is_in("item-3-stem")
    choose_type(hands, 3, "Numerical")
    hands.type("How many moons has Mars?")
    hands.tab_to("Number 1", within=1)
    hands.type("2")
    hands.press("Control+Enter")


def write_questions_of_parts(hands: Keyboard) -> None:
    """An order, and a text with gaps."""
    hands.is_in("item-4-stem")
    choose_type(hands, 4, "Ordering")
    hands.type("From the sun outwards")
    hands.tab_to("Entry 1", within=1)
    for entry in ("Venus", "Mercury", "Earth"):
        hands.type(entry)
        hands.press("Enter")
    hands.press("Shift+Tab")
    hands.press("Control+Enter")
    hands.is_in("item-5-stem")
    choose_type(hands, 5, "Cloze")
    hands.type("The red one is {1:SHORTANSWER:=Mars~%50%Marz}, {1:NUMERICAL:=1.5:0.1} times as far as we are.")


def rearrange_questions(hands: Keyboard) -> None:
    """Options, rows and entries change places by key and by their tools; one is copied, one goes and comes back."""
    hands.press("Alt+ArrowDown")
    hands.is_in("item-1-options-1-text")
    says(hands, "Moved to place 2 of 4.")
    hands.tab_to("Option 2 is right", within=1)
    hands.press("Space", "Alt+PageDown")
    hands.is_in("item-2-stem")
    hands.tab_to("Move up", within=1, key="Shift+Tab")
    hands.press("ArrowRight")
    hands.is_at("Move down")
    hands.press("Enter")
    says(hands, "Moved to place 3 of 5.")
    hands.is_at("Move down")
    hands.press("Home", "ArrowRight", "ArrowRight", "ArrowRight")
    hands.is_at("Duplicate")
    hands.press("Enter")
    hands.is_in("item-6-stem")
    says(hands, "Added, as number 4.")
    hands.press("Control+a")
    hands.type("Mars is hotter than Venus.")
    hands.tab_to("The statement is", within=1)
    hands.press("ArrowDown", "Alt+PageDown")
    hands.is_in("item-4-stem")
    hands.tab_to("Entry 1", within=1)
    hands.press("Alt+ArrowDown")
    hands.is_in("item-4-entries-1-text")
    hands.press("Alt+PageDown")
    hands.is_in("item-5-stem")
    hands.press("Control+Shift+Backspace")
    hands.is_at("Put it back")
    hands.press("Enter")
    hands.is_in("item-5-stem")
    says(hands, "It is back, as number 6.")


def test_a_quiz(hands: Keyboard) -> None:
    begin(hands, "3", "quiz", "Planets", "What goes round the sun.")
    write_questions(hands)
    write_questions_of_parts(hands)
    content = save(hands)
    mend(hands, "Multiple choice 1: Which is the largest?", "item-1-options-0-text")
    rearrange_questions(hands)
    save_as(hands, "Says what is right.")
    submit(hands, content)
    found = fields_of(content)
    assert [question["stem"] for question in found] == [
        "Which is the largest?",
        "How many moons has Mars?",
        "Venus is hotter than Mercury.",
        "Mars is hotter than Venus.",
        "From the sun outwards",
        "The red one is {1:SHORTANSWER:=Mars~%50%Marz}, {1:NUMERICAL:=1.5:0.1} times as far as we are.",
    ]
    options = [(option["text"], option["credit"]) for option in found[0]["options"]]
    assert options == [("Saturn", 0), ("Jupiter", 100), ("Mars", 0)]
    assert [answer["value"] for answer in found[1]["answers"]] == [2]
    assert [found[2]["answer"], found[3]["answer"]] == [True, False]
    assert found[4]["entries"] == ("Mercury", "Venus", "Earth")


def test_a_study_guide(hands: Keyboard) -> None:
    begin(hands, "1", "study_guide", "Waves", "What a wave is.")
    hands.is_in("item-1-heading")
    hands.type("Speed")
    hands.press("Enter")
    hands.is_in("item-1-body")
    hands.type("A wave of frequency $f$ and length $\\lambda$ runs at\n\n$$v = f \\lambda.$$")
    hands.tab_to("Question to check oneself", within=1)
    hands.type("Num")
    hands.press("Enter")
    hands.is_in("item-1-question-stem")
    hands.type("$f$ is 2 Hz, $\\lambda$ is 3 m. How fast is it, in m/s?")
    hands.press("Control+Enter")
    hands.is_in("item-2-heading")
    hands.type("Energy")
    hands.tab_to("Text", within=1)
    hands.type("It grows with the square of the height, $E \\sim A^{2$.")
    hands.press("Alt+ArrowUp")
    says(hands, "Moved to place 1 of 2.")
    hands.press("Control+Shift+Enter")
    hands.is_in("item-3-heading")
    hands.press("Control+Shift+Backspace")
    hands.is_at("Put it back")
    hands.press("Enter")
    hands.is_in("item-3-heading")
    hands.press("Control+Shift+Backspace")
    content = save(hands)
    assert headings(content) == ["Energy", "Speed"]
    mend(hands, "Section 1: Energy", "item-1-body")
    hands.press("Control+End", "ArrowLeft", "ArrowLeft")
    hands.type("}")
    save(hands)
    mend(hands, "Section 2: Speed", "item-2-question-answers-0-value")
    hands.type("6")
    save_as(hands, "The question has its answer.")
    submit(hands, content)
    energy, speed = fields_of(content)
    assert energy["body"] == "It grows with the square of the height, $E \\sim A^{2}$."
    assert speed["body"] == "A wave of frequency $f$ and length $\\lambda$ runs at\n\n$$v = f \\lambda.$$"
    assert speed["question"]["data"]["answers"] == [{"value": "6"}]


def test_a_podcast(hands: Keyboard) -> None:
    begin(hands, "4", "podcast", "Tides", "Why the sea comes and goes.")
    hands.is_in("item-1-speaker")
    hands.type("Ana")
    hands.press("Enter")
    hands.is_in("item-1-text")
    hands.type("Who pulls at the sea?")
    hands.tab_to("Chapter", within=1)
    hands.press("Enter")
    hands.tab_to("A chapter begins here, called", within=1)
    hands.type("The moon")
    hands.press("Control+Enter")
    hands.is_in("item-2-speaker")
    hands.type("Ben")
    hands.press("Enter")
    hands.type("The moon, and a little the sun.")
    hands.press("Control+Enter")
    hands.is_in("item-3-speaker")
    hands.type("Ana")
    hands.press("Enter")
    hands.type("And why twice a day?")
    hands.press("Control+Shift+Enter")
    hands.is_in("item-4-speaker")
    hands.press("Control+a", "Backspace", "Enter")
    hands.press("Control+a")
    hands.type("Because the earth turns.")
    hands.press("Alt+ArrowUp")
    hands.press("Alt+ArrowDown")
    says(hands, "Moved to place 4 of 4.")
    hands.press("Control+Shift+Backspace")
    hands.is_at("Put it back")
    hands.press("Enter")
    hands.is_in("item-4-speaker")
    content = save(hands)
    mend(hands, "Segment 4:", "item-4-speaker")
    hands.type("Ben")
    save_as(hands, "Ben speaks last.")
    submit(hands, content)
    assert [(segment["chapter"], segment["speaker"], segment["text"]) for segment in fields_of(content)] == [
        ("The moon", "Ana", "Who pulls at the sea?"),
        ("", "Ben", "The moon, and a little the sun."),
        ("", "Ana", "And why twice a day?"),
        ("", "Ben", "Because the earth turns."),
    ]
