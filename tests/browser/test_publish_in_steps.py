"""A piece that needs two people to approve it: the clock publishes it, its author takes it away and brings it back, an
emergency withdraws it, and somebody reads the review again without seeing it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import Browser, expect

from accounts.models import User
from accounts.roles import Role
from content.actions.scheduling import expire_due, publish_due
from content.models import Content, ReviewDecision, ReviewRule, SecondReview, Topic
from tests.browser.people import Person
from tests.browser.reviewing import look_closely
from tests.cast import Cast
from tests.content.second_help import draw_all
from tests.factories import UserFactory, make_deck

QUEUE = "/admin/content/reviewrequest/"
SECOND = "/admin/content/secondreview/"
WHY = "Card 2 names the wrong organ. It is the liver."
DECK = "Organs"
STEPS = ["submit", "approve_step", "approve", "publish", "unpublish", "publish", "withdraw_published"]


@pytest.fixture
def deck(cast: Cast) -> Content:
    """In a topic that a subject reviewer reads first, then an editor; every review is drawn to be repeated."""
    topic = Topic.objects.at_path("Medicine")
    groups = {name: Group.objects.get(name=name) for name in ("Subject reviewers", "Editors")}
    scheme = {"first_group": groups["Subject reviewers"], "second_group": groups["Editors"]}
    ReviewRule.objects.create(name="Medicine", topic=topic, scheme=ReviewRule.Scheme.EXPERT, **scheme)
    cast.reviewer.groups.add(groups["Subject reviewers"])
    cast.second_reviewer.groups.add(groups["Editors"])
    draw_all()
    return make_deck(cast.teacher, title=DECK, topic=topic)


@pytest.fixture
def people(browser: Browser, live_server: Any, cast: Cast, deck: Content) -> Iterator[dict[str, Person]]:
    third = UserFactory.create(username="third", full_name="Thea Example", roles=[Role.REVIEWER])
    users: dict[str, User] = {
        "author": cast.teacher,
        "expert": cast.reviewer,
        "editor": cast.second_reviewer,
        "third": third,
        "student": cast.student,
    }
    people = {name: Person(browser, live_server.url, user, scripts=True) for name, user in users.items()}
    yield people
    for person in people.values():
        person.context.close()


def test_two_steps_then_the_clock_then_an_emergency(people: dict[str, Person], deck: Content) -> None:
    author, expert, editor, third, student = people.values()
    submits(author, deck)
    takes_the_first_step(expert, editor)
    takes_the_second_step(editor, deck)
    does_not_find_it(student, deck)
    the_clock_publishes(deck)
    finds_it(student, deck)
    reads_it_again(third, deck)
    takes_it_away_and_brings_it_back(author, student, deck)
    withdraws_it(editor, deck)
    reads_why(student, deck)
    reads_the_record(author, deck)


def submits(author: Person, deck: Content) -> None:
    author.open(f"/studio/{deck.pk}/submit/")
    author.press("Submit version 1")


def takes_the_first_step(expert: Person, editor: Person) -> None:
    """It does not wait for an editor yet."""
    editor.open(QUEUE)
    editor.does_not_read(DECK)
    expert.open(QUEUE)
    expert.reads("Step 1 of 2")
    expert.press("Take the next one")
    expert.reads("Subject reviewers")
    look_closely(expert)
    calls_all_fine(expert)
    expert.page.get_by_label("Approve: it goes on to the second step").check()
    expert.press("Send your decision")
    expert.reads("goes on to the second step, for another reviewer")
    expert.does_not_read("Step 2 of 2")


def calls_all_fine(reviewer: Person) -> None:
    for box in reviewer.page.locator("[data-review-item] [value=fine]").all():
        box.check()


def takes_the_second_step(editor: Person, deck: Content) -> None:
    """Tomorrow students shall see it; a time that has passed is refused, and nothing that was said is lost."""
    editor.open(QUEUE)
    editor.press("Take the next one")
    editor.reads("Step 2 of 2")
    editor.reads("Rina Example approved the first step")
    calls_all_fine(editor)
    editor.page.get_by_label("Approve: it may be published").check()
    editor.page.get_by_label("At a time that I set").check()
    set_time(editor, timedelta(days=-1))
    editor.press("Send your decision")
    editor.reads("This time is past.")
    assert editor.page.locator("[data-review-item] [value=fine]:checked").count() == 3
    look_closely(editor)
    set_time(editor, timedelta(days=1))
    editor.press("Send your decision")
    editor.reads("is approved, and will be published at its time")
    deck.refresh_from_db()
    assert (deck.status, deck.published_version) == ("approved", None)


def set_time(person: Person, away: timedelta) -> None:
    person.page.locator("[name=publish_at]").fill(f"{timezone.localtime() + away:%Y-%m-%dT%H:%M}")


def does_not_find_it(student: Person, deck: Content) -> None:
    student.open("/library/")
    student.does_not_read(DECK)
    response = student.page.goto(f"/study/{deck.pk}/")
    assert response is not None
    assert response.status == 404


def the_clock_publishes(deck: Content) -> None:
    """When its time has come, and once only."""
    assert publish_due() == 0
    Content.objects.filter(pk=deck.pk).update(publish_at=timezone.now() - timedelta(hours=3))
    assert [publish_due(), publish_due(), expire_due()] == [1, 0, 0]


def finds_it(student: Person, deck: Content) -> None:
    student.open("/library/")
    student.follow(DECK)
    student.reads(DECK)


def reads_it_again(third: Person, deck: Content) -> None:
    """She is told nothing of what was said before, and finds what they had not found."""
    third.open(SECOND)
    look_closely(third)
    third.press("Take the next one")
    for name in ("Rina Example", "Rolf Example"):
        third.does_not_read(name)
    look_closely(third)
    calls_all_fine(third)
    item = third.page.locator("[data-review-item]").nth(1)
    item.get_by_label("Problem").check()
    third.page.get_by_label("Ask for changes").check()
    third.press("Send your review")
    expect(third.page.locator("[data-error-summary]")).to_be_focused()
    third.reads("Say what the problem is.")
    look_closely(third)
    third.page.locator("[data-review-item] textarea").nth(1).fill("It is the liver.")
    third.page.locator("[name=reason]").fill("One card is wrong.")
    third.press("Send your review")
    third.reads("items alike")
    third.reads("They differ")
    look_closely(third)
    assert SecondReview.objects.get().outcome == ReviewDecision.Outcome.REQUEST_CHANGES


def takes_it_away_and_brings_it_back(author: Person, student: Person, deck: Content) -> None:
    author.open(f"/studio/{deck.pk}/publishing/")
    look_closely(author)
    author.fill("Why", "Not this term.")
    author.press("Unpublish")
    does_not_find_it_in_the_library(student)
    author.open(f"/studio/{deck.pk}/publishing/")
    look_closely(author)
    author.press("Publish now")
    finds_it(student, deck)


def does_not_find_it_in_the_library(student: Person) -> None:
    student.open("/library/")
    student.does_not_read(DECK)


def withdraws_it(editor: Person, deck: Content) -> None:
    editor.open(f"/admin/content/content/{deck.pk}/withdraw/")
    editor.press("Withdraw it now")
    editor.reads("Say why: students who look for it read this.")
    look_closely(editor)
    editor.fill("Why, for students", WHY)
    editor.page.get_by_label(re.compile("^2. ")).check()
    editor.press("Withdraw it now")
    editor.reads("is withdrawn")
    look_closely(editor)


def reads_why(student: Person, deck: Content) -> None:
    does_not_find_it_in_the_library(student)
    student.page.goto(f"/study/{deck.pk}/")
    student.reads("This was withdrawn")
    student.reads(WHY)
    look_closely(student)


def reads_the_record(author: Person, deck: Content) -> None:
    author.open(f"/studio/{deck.pk}/record/")
    author.reads(WHY)
    author.reads("Not this term.")
    verbs = list(deck.transitions.order_by("at", "id").values_list("verb", flat=True))
    assert [verb for verb in verbs if verb in STEPS] == STEPS
