"""A timed quiz through a refresh, on a second device, without a network, over its end: nothing is lost or gained."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Dialog, Page, expect

from accounts.models import User
from content.models import Content, ItemVersion
from progress.actions.attempting import check_answer, finish_attempt, start_attempt
from progress.models import AttemptEvent, QuizAttempt, QuizException, Response
from tests.browser.people import Person
from tests.browser.test_every_page_is_accessible import RULES
from tests.cast import Cast
from tests.factories import QUESTIONS, item
from tests.progress.quizzes import make_ruled_quiz, set_clock
from tests.progress.study import entries_of, now

Open = Callable[[User], Person]


@pytest.fixture
def person(browser: Browser, live_server: Any) -> Iterator[Open]:
    people: list[Person] = []

    def log_in(user: User) -> Person:
        people.append(Person(browser, live_server.url, user, scripts=True))
        return people[-1]

    yield log_in
    for one in people:
        one.context.close()


def open_attempt(student: Person, attempt: QuizAttempt, query: str = "") -> Page:
    student.open(f"/study/{attempt.content_id}/attempt/{query}")
    expect(student.page.locator("[data-attempt]:not([data-unsaved])")).to_be_attached()
    return student.page


def says(page: Page, text: str) -> None:
    expect(page.locator("[data-attempt-status]")).to_contain_text(text, timeout=15_000)


def is_open_still(page: Page) -> None:
    expect(page.locator("[data-attempt]")).to_be_attached()


def field(page: Page, entry: ItemVersion) -> Any:
    return page.locator(f"[name='q-{entry.pk}-text']")


def kept(attempt: QuizAttempt) -> dict[str, Any]:
    """The answers on the server, by the question type."""
    rows = Response.objects.filter(attempt=attempt).values_list("item_version__item__type", "answer")
    return {name: answer for name, answer in rows if answer is not None}


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return make_ruled_quiz(cast.teacher, cast.reviewer, time_limit=20)


@pytest.fixture
def attempt(quiz: Content, cast: Cast) -> QuizAttempt:
    return start_attempt(student=cast.student, content=quiz)


def test_each_answer_is_saved_as_it_is_given_and_a_refresh_keeps_them(
    person: Open, cast: Cast, attempt: QuizAttempt
) -> None:
    page = open_attempt(person(cast.student), attempt)
    _gas, _whale, peru, _product = entries_of(attempt.content)
    page.get_by_label("False").check()
    says(page, "Saved at")
    assert kept(attempt) == {"true_false": False}
    field(page, peru).press_sequentially("Lima")
    expect(page.locator("[data-attempt-answered]")).to_have_text("2", timeout=15_000)
    assert kept(attempt) == {"true_false": False, "short_answer": "Lima"}
    page.reload()
    assert page.get_by_label("False").is_checked()
    assert field(page, peru).input_value() == "Lima"
    left = page.locator("[data-attempt-left]").inner_text()
    assert left.startswith("19:")
    found = Axe().run(page, options=RULES)
    assert [violation["id"] for violation in found.response["violations"]] == []


def test_a_bad_answer_is_told_at_its_question(person: Open, cast: Cast, attempt: QuizAttempt) -> None:
    page = open_attempt(person(cast.student), attempt)
    product = entries_of(attempt.content)[3]
    field(page, product).fill("forty-two")
    says(page, "number")
    expect(page.locator(f"#question-{product.pk} [data-question-error]")).to_be_visible()
    page.reload()
    expect(field(page, product)).to_have_value("forty-two")
    expect(page.locator(f"#question-{product.pk} [data-question-error]")).to_be_visible()
    field(page, product).fill("42")
    says(page, "Saved at")
    expect(page.locator(f"#question-{product.pk} [data-question-error]")).to_be_hidden()
    assert kept(attempt) == {"numerical": "42"}


def test_a_second_device(person: Open, cast: Cast, attempt: QuizAttempt) -> None:
    desk, phone = person(cast.student), person(cast.student)
    here = open_attempt(desk, attempt)
    there = open_attempt(phone, attempt)
    _gas, _whale, peru, product = entries_of(attempt.content)
    field(here, peru).fill("Lima")
    says(here, "Saved at")
    field(there, product).fill("42")
    says(there, "Saved at")
    with there.expect_navigation():
        there.get_by_role("button", name="Save answers").click()
    assert kept(attempt) == {"short_answer": "Lima", "numerical": "42"}, (
        "the blank field of the phone overwrote nothing"
    )
    assert field(there, peru).input_value() == "Lima"
    with there.expect_response("**/attempt/answer/"):  # the page said before that something was saved
        field(there, peru).fill("Cusco")
    field(here, peru).fill("Lima, the capital")
    says(here, "on another device since")
    assert kept(attempt)["short_answer"] == "Lima, the capital"


def test_without_a_network_the_answers_wait_in_the_browser(person: Open, cast: Cast, attempt: QuizAttempt) -> None:
    student = person(cast.student)
    page = open_attempt(student, attempt)
    peru = entries_of(attempt.content)[2]
    student.context.set_offline(True)
    page.get_by_label("False").check()
    field(page, peru).fill("Lima")
    says(page, "No connection")
    page.get_by_role("button", name="Finish").click()
    is_open_still(page)
    says(page, "No connection")
    assert kept(attempt) == {}
    student.context.set_offline(False)
    says(page, "Saved at")
    assert kept(attempt) == {"true_false": False, "short_answer": "Lima"}


def test_a_page_that_crashed_without_a_network(person: Open, cast: Cast, attempt: QuizAttempt) -> None:
    student = person(cast.student)
    page = open_attempt(student, attempt)
    peru = entries_of(attempt.content)[2]
    student.context.set_offline(True)
    field(page, peru).fill("Lima")
    says(page, "No connection")
    page.close(run_before_unload=False)
    assert kept(attempt) == {}
    student.context.set_offline(False)
    student.page = student.context.new_page()
    page = open_attempt(student, attempt)
    says(page, "is here again")
    assert field(page, peru).input_value() == "Lima"
    assert kept(attempt) == {"short_answer": "Lima"}
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('answer:')).length") == 0


@pytest.mark.parametrize(("choice", "counts"), [("Those from here", "Lima"), ("Those from there", "Cusco")])
def test_what_was_left_behind_gives_way_to_what_came_since(
    person: Open, cast: Cast, attempt: QuizAttempt, choice: str, counts: str
) -> None:
    desk, phone = person(cast.student), person(cast.student)
    here = open_attempt(desk, attempt)
    peru = entries_of(attempt.content)[2]
    desk.context.set_offline(True)
    field(here, peru).fill("Lima")
    says(here, "No connection")
    here.close(run_before_unload=False)
    there = open_attempt(phone, attempt)
    field(there, peru).fill("Cusco")
    says(there, "Saved at")
    desk.context.set_offline(False)
    desk.page = desk.context.new_page()
    here = open_attempt(desk, attempt)
    says(here, "Which answers count?")
    assert kept(attempt) == {"short_answer": "Cusco"}
    here.get_by_role("button", name=choice).click()
    expect(here.locator("[data-attempt-status]")).not_to_contain_text("Which answers count?")
    here.wait_for_load_state()
    expect(field(here, peru)).to_have_value(counts)
    expect(here.locator("[data-attempt-answered]")).to_have_text("1")
    assert kept(attempt) == {"short_answer": counts}


def test_the_attempt_ends_itself_when_the_time_is_up(person: Open, cast: Cast, attempt: QuizAttempt) -> None:
    student = person(cast.student)
    set_clock(attempt, seconds_left=66)
    page = open_attempt(student, attempt)
    expect(page.locator("[data-attempt-announcement]")).to_have_text("One minute left.", timeout=15_000)
    set_clock(attempt, seconds_left=4)
    field(page, entries_of(attempt.content)[2]).fill("Lima")  # its saving tells the page how late it is
    page.wait_for_url("**/attempts/1/", timeout=15_000)
    attempt.refresh_from_db()
    assert attempt.deadline is not None
    assert attempt.finished_at is not None
    assert abs(attempt.finished_at - attempt.deadline) < timedelta(seconds=2)
    assert attempt.score == 1
    assert attempt.ended_by == "student"


def test_what_comes_after_the_end_is_refused(person: Open, cast: Cast, attempt: QuizAttempt) -> None:
    student = person(cast.student)
    page = open_attempt(student, attempt)
    peru = entries_of(attempt.content)[2]
    page.get_by_label("False").check()
    says(page, "Saved at")
    student.context.set_offline(True)
    field(page, peru).fill("Lima")
    says(page, "No connection")
    set_clock(attempt, seconds_left=-300)
    student.context.set_offline(False)
    page.wait_for_url("**/attempts/1/", timeout=15_000)
    student.reads("The time was up before you finished.")
    attempt.refresh_from_db()
    assert attempt.score == 1
    assert attempt.ended_by == "clock"
    assert attempt.finished_at in (attempt.deadline, attempt.saved_at)
    kinds = AttemptEvent.objects.filter(attempt=attempt).values_list("kind", flat=True)
    assert sorted(kinds) == ["closed", "late"]
    assert kept(attempt) == {"true_false": False}


def test_leaving_with_what_is_not_saved_asks_first(person: Open, cast: Cast, attempt: QuizAttempt) -> None:
    student = person(cast.student)
    page = open_attempt(student, attempt)
    student.context.set_offline(True)
    page.get_by_label("False").check()
    says(page, "No connection")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.close(run_before_unload=True)
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    student.context.set_offline(False)
    says(page, "Saved at")


def test_time_counts_while_somebody_is_there(person: Open, cast: Cast, attempt: QuizAttempt) -> None:
    student = person(cast.student)
    student.page.clock.install()
    page = open_attempt(student, attempt)
    active = "import('/static/js/active_time.js').then((module) => module.activeTime())"
    page.mouse.move(100, 100)
    before = page.evaluate(active)
    page.clock.fast_forward("10:00")
    still = page.evaluate(active)
    assert 59_000 < still - before < 62_000, "a minute after the last sign it stops"
    page.mouse.move(200, 200)
    page.clock.fast_forward("00:30")
    assert 30_000 <= page.evaluate(active) - still < 33_000


def test_every_look_of_it_is_accessible(person: Open, cast: Cast) -> None:
    """Rules and an exception, a practice with checked answers, and results as far as they show: on a narrow phone."""
    student, items = (
        person(cast.student),
        (*QUESTIONS, item("essay", stem="Why?"), item("description", stem="The end.")),
    )
    student.page.set_viewport_size({"width": 320, "height": 640})
    wrong = {}

    def look(name: str, path: str) -> None:
        student.open(path)
        found = Axe().run(student.page, options=RULES)
        wrong[name] = [violation["id"] for violation in found.response["violations"]]
        if student.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong[name].append("scrolls sideways")

    for results in ("all", "marks", "score", "after_last"):
        quiz = make_ruled_quiz(
            cast.teacher, cast.reviewer, items=items, title=results, results=results, attempts=3, time_limit=5
        )
        QuizException.objects.create(
            content=quiz, student=cast.student, time_limit=9, attempts=0, given_by=cast.teacher, given_at=now()
        )
        attempt = start_attempt(student=cast.student, content=quiz)
        finish_attempt(
            attempt=attempt, by=cast.student, answers=some_answers(quiz), as_shown=True, accepts_missing=True
        )
        look(results, f"/study/{quiz.pk}/attempts/1/")
        look(f"start, {results}", f"/study/{quiz.pk}/")
    practice = make_ruled_quiz(cast.teacher, cast.reviewer, items=items, title="Practice", mode="practice")
    attempt = start_attempt(student=cast.student, content=practice)
    for question, fields in some_answers(practice).items():
        check_answer(attempt=attempt, by=cast.student, question=question, answers={question: fields})
    look("practice", f"/study/{practice.pk}/attempt/")
    assert {name: found for name, found in wrong.items() if found} == {}


def some_answers(quiz: Content) -> dict[UUID, dict[str, list[str]]]:
    _gas, whale, peru, product, essay, _text = (entry.pk for entry in entries_of(quiz))
    return {
        whale: {"choice": ["true"]},
        peru: {"text": ["Cusco"]},
        product: {"text": ["42"]},
        essay: {"text": ["Because."]},
    }


def test_one_question_a_page(person: Open, cast: Cast) -> None:
    quiz = make_ruled_quiz(cast.teacher, cast.reviewer, one_per_page=True, time_limit=20)
    attempt = start_attempt(student=cast.student, content=quiz)
    student = person(cast.student)
    page = open_attempt(student, attempt)
    page.get_by_label("Carbon dioxide").check()
    student.press("Next")
    page.get_by_label("False").check()
    student.press("Next")
    page.locator("input[type=text]").fill("Lima")
    with page.expect_navigation():
        page.locator("input[type=text]").press("Enter")
    student.reads("Question 4")
    assert kept(attempt) == {"multiple_choice": [0], "true_false": False, "short_answer": "Lima"}
    with page.expect_navigation():
        page.get_by_role("button", name="End", exact=True).click()
    student.reads("1 question has no answer yet.")
    found = Axe().run(page, options=RULES)
    assert [violation["id"] for violation in found.response["violations"]] == []
    student.press("Finish anyway")
    student.reads("3 of 4 points")
