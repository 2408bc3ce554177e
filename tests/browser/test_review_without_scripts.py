"""The essential way of a review without JavaScript: claim, verdicts, a thread, changes, answers, approval."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator

from content.actions.drafting import save_version
from content.documents import load_document
from content.models import Content
from tests.browser.people import Person
from tests.browser.reviewing import CHANGED, new, published_quiz, reads_only_the_old
from tests.cast import Cast
from tests.content.studio_help import newest
from tests.factories import choice

ASKED, ANSWER = "Which of the two is meant?", "The second."


@pytest.fixture
def quiz(cast: Cast) -> Content:
    """Three of its twenty questions are reworded."""
    quiz = published_quiz(cast)
    document = load_document(newest(quiz))
    items = list(document.items)
    for number in CHANGED:
        asked = choice(new(number), str(2 * number), str(number), explanation=f"Twice {number}.")
        items[number - 1] = replace(items[number - 1], data=asked.data)
    save_version(content=quiz, document=replace(document, items=tuple(items)), by=cast.teacher, base_number=1)
    return quiz


@pytest.fixture
def people(browser: Browser, live_server: Any, cast: Cast, quiz: Content) -> Iterator[tuple[Person, Person, Person]]:
    author, reviewer, student = (
        Person(browser, live_server.url, user) for user in (cast.teacher, cast.reviewer, cast.student)
    )
    yield author, reviewer, student
    for person in (author, reviewer, student):
        person.context.close()


def item(reviewer: Person, number: int) -> Locator:
    return reviewer.page.locator(f"#item-{number}")


def says(reviewer: Person, number: int, verdict: str, words: str = "") -> None:
    item(reviewer, number).locator(f"[value={verdict}]").check()
    if words:
        item(reviewer, number).locator("[name^=reason-]").fill(words)


def submits(author: Person, quiz: Content) -> None:
    author.open(f"/studio/{quiz.pk}/submit/")
    for box in author.page.locator("[name^=answer-]").all():
        box.fill(ANSWER)
    author.press("Submit version")
    author.reads("waits for a reviewer now")


def test_the_essential_way(people: tuple[Person, Person, Person], quiz: Content) -> None:
    author, reviewer, student = people
    submits(author, quiz)
    claims_and_asks(reviewer)
    keeps_it_for_later(reviewer)
    asks_for_changes(reviewer)
    reads_only_the_old(student, quiz)
    author.open(f"/studio/{quiz.pk}/")
    author.reads(ASKED)
    submits(author, quiz)
    approves(reviewer)
    student.open(f"/study/{quiz.pk}/")
    student.press("Start the quiz")
    for number in CHANGED:
        student.reads(new(number))


def claims_and_asks(reviewer: Person) -> None:
    reviewer.open("/admin/content/reviewrequest/")
    reviewer.reads("3 of 20")
    reviewer.press("Take the next one")
    reviewer.reads("To read: 3 of 20")
    says(reviewer, 3, "fine")
    item(reviewer, 8).get_by_text("Comment on this").click()
    item(reviewer, 8).get_by_label("Your comment").fill(ASKED)
    with reviewer.page.expect_navigation():
        item(reviewer, 8).get_by_role("button", name="Send comment").click()
    reviewer.reads("Your comment is sent.")
    assert ASKED in item(reviewer, 8).inner_text()


def keeps_it_for_later(reviewer: Person) -> None:
    """A button of the page keeps what was said; letting go and claiming again loses nothing of it."""
    for number, verdict, words in ((3, "fine", ""), (8, "problem", "Two ways to read it."), (14, "fine", "")):
        says(reviewer, number, verdict, words)
    reviewer.press("Save and go on later")
    reviewer.reads("What you typed is kept.")
    reviewer.press("Let go")
    reviewer.open("/admin/content/reviewrequest/")
    reviewer.press("Take the next one")
    assert item(reviewer, 8).locator("[value=problem]").is_checked()
    assert item(reviewer, 8).locator("[name^=reason-]").input_value() == "Two ways to read it."


def asks_for_changes(reviewer: Person) -> None:
    """Without a reason it is not sent, and every verdict stays."""
    reviewer.page.get_by_label("Ask for changes").check()
    reviewer.press("Send your decision")
    reviewer.reads("Give the author a reason")
    assert reviewer.page.locator("[data-review-item] [name^=verdict-]:checked").count() == 3
    reviewer.fill("What you tell the author", "See question 8.")
    reviewer.press("Send your decision")
    reviewer.reads("goes back to its author with your reasons")


def approves(reviewer: Person) -> None:
    """What was called fine stays so: one question asks for a verdict."""
    reviewer.open("/admin/content/reviewrequest/")
    reviewer.reads("1 of 20")
    reviewer.press("Take the next one")
    reviewer.reads("The author answered 2 of 2.")
    reviewer.reads("To read: 1 of 20")
    assert ANSWER in item(reviewer, 8).inner_text()
    with reviewer.page.expect_navigation():
        item(reviewer, 8).get_by_role("button", name="Resolve").first.click()
    says(reviewer, 8, "fine")
    reviewer.page.get_by_label("Approve: it may be published").check()
    reviewer.press("Send your decision")
    reviewer.reads("is approved and published")
