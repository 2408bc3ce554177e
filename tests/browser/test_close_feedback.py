"""A student reports a mistake on her phone; its author mends it and says so; a reviewer approves; she is told, and sees
it as it is now."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from content.models import Content
from feedback.models import ContentFeedback
from tests.browser.people import Person
from tests.browser.reviewing import look_closely
from tests.cast import Cast
from tests.factories import choice, make_quiz, publish
from tests.jobs import JobsInMemory, run_jobs

PHONE = {"width": 360, "height": 740}
WRONG, MENDED = "Which gas do plants give off at night?", "Which gas do plants take in by day?"
REPORT, ANSWER = "At night they give off carbon dioxide.", "You are right: the question was meant the other way round."


@pytest.fixture
def quiz(cast: Cast) -> Content:
    items = (choice(WRONG, "Oxygen", "Carbon dioxide"), choice("How many legs has a spider?", "Eight", "Six"))
    return publish(make_quiz(cast.teacher, title="Plants and spiders", items=items), cast.reviewer)


@pytest.fixture
def people(browser: Browser, live_server: Any, cast: Cast, quiz: Content) -> Iterator[tuple[Person, Person, Person]]:
    student = Person(browser, live_server.url, cast.student, scripts=True)
    student.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    author, reviewer = (Person(browser, live_server.url, user, scripts=True) for user in (cast.teacher, cast.reviewer))
    yield student, author, reviewer
    for person in (student, author, reviewer):
        person.context.close()


def test_a_reported_mistake_is_mended_and_told(
    people: tuple[Person, Person, Person], quiz: Content, jobs: JobsInMemory
) -> None:
    student, author, reviewer = people
    reports(student, quiz)
    finds_it_on_the_desk(author)
    mends(author, quiz)
    promises(author, quiz)
    submits(author, quiz)
    run_jobs(jobs)
    reads_it_beside_the_item(reviewer)
    approves(reviewer)
    run_jobs(jobs)
    is_told(student)
    sees_what_is_left(author, quiz)


def reports(student: Person, quiz: Content) -> None:
    student.open(f"/study/{quiz.pk}/")
    student.press("Start the quiz")
    student.page.get_by_label("Oxygen").check()
    student.page.get_by_label("Eight").check()
    student.press("Finish")
    student.reads("Your answers")
    look_closely(student)
    student.press("Report a mistake")
    student.reads(WRONG)
    look_closely(student)
    student.fill("What is wrong", REPORT)
    student.press("Send the report")
    student.reads("you hear what becomes of it")
    student.reads("Your answers")


def finds_it_on_the_desk(author: Person) -> None:
    author.open("/studio/")
    author.reads("1 asks for an answer")
    author.reads(REPORT)


def mends(author: Person, quiz: Content) -> None:
    item = quiz.items.order_by("pk").first()
    assert item is not None
    author.open(f"/studio/{quiz.pk}/edit/?open={item.pk}")
    author.page.locator("[name$=-stem]").first.fill(MENDED)
    options = author.page.locator("[name$=-text][name*=options]")
    for place, text in enumerate(("Carbon dioxide", "Oxygen")):
        options.nth(place).fill(text)
    author.press("Save")
    author.reads("Plants and spiders")


def promises(author: Person, quiz: Content) -> None:
    author.open(f"/studio/{quiz.pk}/feedback/")
    author.reads("Version 2 reads otherwise where students found something")
    look_closely(author)
    author.page.locator("[name=said]").check()
    author.page.locator("form[action$='/addressed/'] [name=answer]").fill(ANSWER)
    author.press("Version 2 addresses these")
    author.reads("Once students see version 2, its writer is told.")
    author.reads("Version 2 addresses it")


def submits(author: Person, quiz: Content) -> None:
    author.open(f"/studio/{quiz.pk}/submit/")
    author.reads("Say which feedback it answers")
    author.press("Submit version")
    author.reads("waits for a reviewer now")


def reads_it_beside_the_item(reviewer: Person) -> None:
    reviewer.open("/admin/content/reviewrequest/")
    reviewer.press("Take the next one")
    reviewer.reads(REPORT)
    reviewer.reads("The author says that version 2 addresses it.")
    reviewer.reads("Quality")
    look_closely(reviewer)


def approves(reviewer: Person) -> None:
    reviewer.page.locator("#item-1 [value=fine]").check()
    reviewer.page.locator("[name=outcome][value=approve]").check()
    reviewer.press("Send your decision")
    said = ContentFeedback.objects.get()
    assert said.addressed_by is not None
    assert (said.status, said.addressed_by.number) == ("addressed", 2)


def is_told(student: Person) -> None:
    student.open(reverse("accounts:notice-list"))
    student.reads("What you said of “Plants and spiders” is addressed")
    student.reads(ANSWER)
    student.press("What you said of “Plants and spiders”")
    student.reads("Addressed by version 2")
    student.reads(MENDED)
    student.reads(ANSWER)
    look_closely(student)


def sees_what_is_left(author: Person, quiz: Content) -> None:
    author.open("/studio/")
    author.does_not_read("asks for an answer")
    author.open(f"/studio/{quiz.pk}/")
    author.reads("What it is made of")
    look_closely(author)
