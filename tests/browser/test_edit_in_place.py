"""A teacher edits in place with JavaScript, by keyboard alone: rows and options come, move, go and come back, nothing
is loaded anew, and nothing is sent but what is needed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from content.models import Content
from tests.browser.people import Person
from tests.cast import Cast
from tests.content.studio_help import fields_of, headings
from tests.factories import choice, make_deck, make_guide, make_podcast, make_quiz


@pytest.fixture
def teacher(browser: Browser, live_server: Any, cast: Cast) -> Iterator[Person]:
    person = Person(browser, live_server.url, cast.teacher, scripts=True)
    errors: list[str] = []
    person.page.on("pageerror", lambda error: errors.append(str(error)))
    yield person
    person.context.close()
    assert errors == []


@pytest.fixture
def edit(teacher: Person) -> Callable[[Content], Page]:
    def open_editor(content: Content) -> Page:
        teacher.open(f"/studio/{content.pk}/edit/")
        teacher.page.wait_for_load_state("networkidle")
        return teacher.page

    return open_editor


def long_quiz(cast: Cast, questions: int) -> Content:
    return make_quiz(cast.teacher, items=tuple(choice(f"Question {n}?", "Yes", "No") for n in range(questions)))


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name"))


def says(page: Page, words: str) -> None:
    expect(page.locator("[data-says]")).to_contain_text(words)


def save(page: Page) -> None:
    """By its key; leaving asks nothing."""
    with page.expect_navigation(url="**/studio/*/"):
        page.keyboard.press("Control+s")


def test_a_deck_is_written_by_keyboard(edit: Callable[[Content], Page], cast: Cast) -> None:
    deck = make_deck(cast.teacher, cards=2)
    page = edit(deck)
    page.locator("[name=item-2-front]").focus()
    press(page, "Control+Enter")
    expect(page.locator("[name=item-3-front]")).to_be_focused()  # it was there, and empty
    page.locator("[name=item-2-front]").focus()
    page.get_by_role("button", name="Add below").nth(1).press("Enter")
    expect(page.locator("[name=item-6-front]")).to_be_focused()
    says(page, "Added, as number 3.")
    page.keyboard.type("A new front")
    press(page, "Tab")
    page.keyboard.type("A new back")
    press(page, "Alt+ArrowUp", "Alt+ArrowUp")
    assert focused(page) == "item-6-back"
    says(page, "Moved to place 1 of 6.")
    press(page, "Control+Shift+Enter")
    expect(page.locator("[name=item-7-front]")).to_be_focused()
    page.keyboard.type("Its twin: ")
    save(page)
    assert headings(deck)[0] == "A new front"
    assert headings(deck)[1].startswith("Its twin:") or headings(deck)[1].endswith("Its twin:")
    assert headings(deck)[2:] == ["Front 1 of Small deck", "Front 2 of Small deck"]
    assert [card["back"] for card in fields_of(deck)[:2]] == ["A new back", "A new back"]


def test_what_is_removed_can_be_put_back(edit: Callable[[Content], Page], cast: Cast) -> None:
    deck = make_deck(cast.teacher, cards=3)
    page = edit(deck)
    page.locator("[name=item-2-back]").fill("Typed")
    press(page, "Control+Shift+Backspace")
    expect(page.get_by_role("button", name="Put it back")).to_be_focused()
    assert page.locator("[data-row='3'] [data-number]").inner_text() == "2"
    press(page, "Enter")
    expect(page.locator("[name=item-2-front]")).to_be_focused()
    page.locator("[name=item-1-front]").focus()
    press(page, "Control+Shift+Backspace")
    save(page)
    assert headings(deck) == ["Front 2 of Small deck", "Front 3 of Small deck"]
    assert fields_of(deck)[0]["back"] == "Typed"


def test_options_are_written_with_enter(edit: Callable[[Content], Page], cast: Cast) -> None:
    quiz = make_quiz(cast.teacher, items=(choice("Which?", "Right", "Wrong"),))
    page = edit(quiz)
    page.locator("[name=item-1-options-0-text]").focus()
    press(page, "Enter")
    assert focused(page) == "item-1-options-1-text"
    press(page, "Enter")
    page.keyboard.type("Third")
    press(page, "Enter")
    page.keyboard.type("Fourth")
    press(page, "Alt+ArrowUp", "Alt+ArrowUp")
    assert focused(page) == "item-1-options-1-text"
    assert page.get_by_role("textbox", name="Option 2", exact=True).input_value() == "Fourth"
    assert page.get_by_role("textbox", name="Option 3", exact=True).input_value() == "Wrong"
    page.get_by_label("Option 2 is right").press("Space")
    page.get_by_role("textbox", name="Option 3", exact=True).focus()
    press(page, "Control+Shift+Backspace")
    expect(page.get_by_role("button", name="Put it back")).to_be_focused()
    page.get_by_role("textbox", name="Option 3", exact=True).focus()
    press(page, "Enter", "Enter")
    save(page)
    options = [(option["text"], option["credit"]) for option in fields_of(quiz)[0]["options"]]
    assert options == [("Right", 100), ("Fourth", 100), ("Third", 0)]


def test_a_removed_option_comes_back_with_its_feedback(edit: Callable[[Content], Page], cast: Cast) -> None:
    quiz = make_quiz(cast.teacher, items=(choice("Which?", "Right", "Wrong", "Worse"),))
    page = edit(quiz)
    page.get_by_role("textbox", name="Option 1", exact=True).focus()
    press(page, "Control+Shift+Backspace")
    assert page.get_by_role("textbox", name="Option 1", exact=True).input_value() == "Wrong"
    press(page, "Enter")
    assert page.get_by_role("textbox", name="Option 1", exact=True).input_value() == "Right"
    says(page, "It is back, as number 1.")
    save(page)
    assert [option["feedback"] for option in fields_of(quiz)[0]["options"]] == ["Yes: Right.", "", ""]


def test_opening_one_row_of_many_sends_and_fetches_one(edit: Callable[[Content], Page], cast: Cast) -> None:
    quiz = long_quiz(cast, 60)
    page = edit(quiz)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.url.endswith("/row/") else None)
    page.locator("[data-row='40'] .item-row__open").focus()
    press(page, "Enter")
    expect(page.locator("[name=item-40-stem]")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Which one?")
    opening = next(request for request in sent if "open-40" in (request.post_data or ""))
    assert len(opening.post_data or "") < 1500
    assert page.locator("[data-row]").count() == 60
    press(page, "Alt+ArrowUp")
    save(page)
    assert headings(quiz)[37:40] == ["Question 37?", "Which one?", "Question 38?"]


def test_a_new_question_takes_another_type(edit: Callable[[Content], Page], cast: Cast) -> None:
    quiz = make_quiz(cast.teacher)
    page = edit(quiz)
    page.locator("[name=item-4-stem]").focus()
    press(page, "Control+Enter")
    expect(page.locator("[name=item-5-stem]")).to_be_focused()
    page.keyboard.type("Why?")
    page.locator("[name=item-5-type]").select_option("essay")
    expect(page.locator("[name=item-5-min_words]")).to_be_visible()
    save(page)
    assert headings(quiz)[-1] == "Why?"


def test_what_is_typed_while_another_type_comes_is_kept(edit: Callable[[Content], Page], cast: Cast) -> None:
    page = edit(make_quiz(cast.teacher))
    page.locator("[name=item-4-stem]").focus()
    press(page, "Control+Enter")
    expect(page.locator("[name=item-5-stem]")).to_be_focused()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/row/", hold)
    press(page, "Shift+Tab")
    page.keyboard.type("Numerical")
    press(page, "Enter")
    page.keyboard.type("How many?")
    press(page, "ArrowLeft")
    for route in held:
        route.continue_()
    expect(page.locator("[name=item-5-answers-0-value]")).to_be_visible()
    expect(page.locator("[name=item-5-stem]")).to_be_focused()
    page.keyboard.type(" moons")
    assert page.locator("[name=item-5-stem]").input_value() == "How many moons?"


def test_a_section_gets_a_question(edit: Callable[[Content], Page], cast: Cast) -> None:
    guide = make_guide(cast.teacher, sections=1)
    page = edit(guide)
    page.locator("[name=item-1-question_type]").select_option("true_false")
    expect(page.locator("[name=item-1-question-stem]")).to_be_focused()
    page.keyboard.type("Leaves are green.")
    page.get_by_label("True", exact=True).press("Space")
    save(page)
    assert fields_of(guide)[0]["question"]["data"] == {"stem": "Leaves are green.", "answer": True}


def test_a_script_is_written_by_keyboard(edit: Callable[[Content], Page], cast: Cast) -> None:
    script = make_podcast(cast.teacher)
    page = edit(script)
    page.locator("[name=item-2-text]").focus()
    press(page, "Control+Enter")
    page.keyboard.type("Ana")
    press(page, "Enter")
    page.keyboard.type("Because of chlorophyll.")
    save(page)
    assert headings(script)[-1] == "Ana: Because of chlorophyll."


def test_without_the_server_nothing_is_lost_and_it_says_so(edit: Callable[[Content], Page], cast: Cast) -> None:
    quiz = long_quiz(cast, 8)
    page = edit(quiz)
    page.locator("[name=title]").fill("Typed")
    page.context.set_offline(True)
    page.locator("[data-row='2'] .item-row__open").press("Enter")
    says(page, "That did not work: the server was not reached.")
    assert page.locator("[name=title]").input_value() == "Typed"
    page.context.set_offline(False)
    page.locator("[data-row='2'] .item-row__open").press("Enter")
    expect(page.locator("[name=item-2-stem]")).to_be_focused()


def test_a_row_is_dragged_by_its_number(edit: Callable[[Content], Page], cast: Cast) -> None:
    quiz = long_quiz(cast, 6)
    page = edit(quiz)
    page.set_viewport_size({"width": 1280, "height": 1200})  # at its edges the page would scroll along
    handles = page.locator("[data-number]")
    goal = page.locator("[data-row='3']").bounding_box()
    assert goal
    handles.nth(0).hover()
    page.mouse.down()
    page.mouse.move(goal["x"] + 5, goal["y"] + goal["height"] - 3, steps=12)
    page.mouse.up()
    says(page, "Moved to place 3 of 6.")
    assert handles.all_inner_texts() == ["1", "2", "3", "4", "5", "6"]
    page.locator("[name=title]").focus()
    save(page)
    assert headings(quiz)[:3] == ["Question 1?", "Question 2?", "Question 0?"]


def test_form_and_text_by_key(edit: Callable[[Content], Page], cast: Cast) -> None:
    deck = make_deck(cast.teacher, cards=1)
    page = edit(deck)
    page.locator("[name=item-1-front]").fill("Typed")
    with page.expect_navigation():
        press(page, "Control+Shift+F")
    assert page.locator("[name=material]").input_value().startswith("Typed\t")
    page.locator("[name=material]").focus()
    with page.expect_navigation():
        press(page, "Control+Shift+F")
    assert page.locator("[name=item-1-front]").input_value() == "Typed"
