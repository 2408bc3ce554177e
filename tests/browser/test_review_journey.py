"""Three of twenty questions are changed, and go from the teacher's editor to students: by keyboard alone, the focus in
sight wherever it goes."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Browser, expect

from accounts.models import Notice
from content.models import CommentThread, Content, ItemVerdict, ReviewDraft
from tests.browser.keyboard import EDITOR, PIECE, Keyboard, at_the_desk, save_as
from tests.browser.people import Person
from tests.browser.reviewing import (
    CHANGED,
    at_the_queue,
    item_at,
    look_closely,
    new,
    old,
    published_quiz,
    reads_only_the_old,
    request_of,
)
from tests.cast import Cast
from tests.content.studio_help import headings
from tests.jobs import JobsInMemory, run_jobs

REVIEW = re.compile(r"/admin/content/reviewrequest/[0-9a-f-]{36}/change/")
QUEUE = re.compile(r"/admin/content/reviewrequest/(\?.*)?$")
SUMMARY = "Asked in better words."
WRONG = "“Make” is what one does with cakes."
REMARK = "Why not “add up to”?"
ASKED = "Is this still a choice?"
REASON = "Nearly there: see question 8."


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return published_quiz(cast)


@pytest.fixture
def author(browser: Browser, live_server: Any, cast: Cast, quiz: Content) -> Iterator[Keyboard]:
    with at_the_desk(browser, live_server.url, cast.teacher) as keyboard:
        yield keyboard


@pytest.fixture
def reviewer(browser: Browser, live_server: Any, cast: Cast, quiz: Content) -> Iterator[Keyboard]:
    with at_the_queue(browser, live_server.url, cast.reviewer) as keyboard:
        yield keyboard


@pytest.fixture
def student(browser: Browser, live_server: Any, cast: Cast) -> Iterator[Person]:
    person = Person(browser, live_server.url, cast.student)
    yield person
    person.context.close()


def test_three_of_twenty(
    author: Keyboard, reviewer: Keyboard, student: Person, quiz: Content, jobs: JobsInMemory
) -> None:
    changes_three(author, quiz)
    submits(author)
    run_jobs(jobs)
    reads_only_the_old(student, quiz)
    takes_it(reviewer)
    judges(reviewer, quiz)
    closes_and_comes_back(reviewer, quiz)
    asks_for_changes(reviewer, quiz)
    reads_only_the_old(student, quiz)
    run_jobs(jobs)
    hears_of_it(author, quiz)
    answers(author, quiz)
    mends(author, quiz)
    reads_only_the_old(student, quiz)
    submits_with_an_answer(author, quiz)
    run_jobs(jobs)
    sees_what_was_answered(reviewer, quiz)
    approves(reviewer, quiz)
    takes_the_new_one(student, quiz)
    reads_the_record(author, quiz)


def main_part(hands: Keyboard) -> None:
    """Past what stands at the top of every page."""
    hands.tab_to("Skip to the content", within=1)
    hands.press("Enter")


def changes_three(author: Keyboard, quiz: Content) -> None:
    main_part(author)
    author.tab_to("Sums", within=30)
    author.go("Enter", PIECE)
    author.go("e", EDITOR)
    author.page.wait_for_selector("[data-editor][data-ready]")
    main_part(author)
    author.tab_to("Title", within=3)
    for number in range(1, max(CHANGED) + 1):
        author.press("Alt+PageDown")
        if number in CHANGED:
            author.is_at(old(number))
            author.press("Enter")
            author.is_in(f"item-{number}-stem")
            author.press("Control+a")
            author.type(new(number))
    save_as(author, SUMMARY)
    changed = [place for place, heading in enumerate(headings(quiz), start=1) if heading == new(place)]
    assert changed == list(CHANGED)


def submits(author: Keyboard) -> None:
    author.go("s", "**/submit/")
    main_part(author)
    author.tab_to("Note to the reviewer", within=8)
    author.type("Only three are new.")
    author.tab_to("Submit version 2", within=2)
    author.go("Enter", PIECE)
    expect(author.page.locator("main")).to_contain_text("waits for a reviewer now")


def takes_it(reviewer: Keyboard) -> None:
    reviewer.page.reload()
    expect(reviewer.page.locator("main table")).to_contain_text("3 of 20")
    look_closely(reviewer)
    reviewer.go("n", REVIEW)
    main = reviewer.page.locator("main")
    for words in ("To read: 3 of 20", "17 of 20 approved before", SUMMARY, "Only three are new."):
        expect(main).to_contain_text(words)
    expect(main.locator("[data-review-folded]")).to_have_count(17)
    expect(main.locator("[data-review-item]")).to_have_count(3)
    changes = main.locator("#item-8 .review-item__changes")
    assert "is" in changes.locator("del").all_inner_texts()[0]
    assert "much do" in changes.locator("ins").all_inner_texts()[0]


def judges(reviewer: Keyboard, quiz: Content) -> None:
    """The first is fine, the second a problem, the third gets a comment and a thread about one field of it."""
    reviewer.press("j")
    reviewer.is_at("Question 3")
    reviewer.press("f", "j")
    reviewer.is_at("Question 8")
    reviewer.press("p")
    reviewer.is_in(f"reason-{item_at(quiz, 8).pk}")
    reviewer.type(WRONG)
    reviewer.tab_to("Not clear", within=6, key="Shift+Tab")
    reviewer.press("Space", "j")
    reviewer.is_at("Question 14")
    reviewer.press("c")
    reviewer.is_in(f"reason-{item_at(quiz, 14).pk}")
    reviewer.type(REMARK)
    reviewer.tab_to("Comment on this", within=2)
    reviewer.press("Enter")
    reviewer.tab_to("What it is about", within=1)
    reviewer.type("Opt")
    reviewer.tab_to("Your comment", within=1)
    reviewer.type(ASKED)
    reviewer.tab_to("Send comment", within=1)
    reviewer.press("Enter")
    expect(reviewer.page.locator("#item-14 .thread")).to_contain_text(ASKED)
    expect(reviewer.page.locator("[data-review-said]").first).to_have_text("3")
    expect(reviewer.page.locator("[data-review-status]")).to_contain_text("Kept at")
    look_closely(reviewer)


def closes_and_comes_back(reviewer: Keyboard, quiz: Content) -> None:
    """The tab is closed in the middle; in another one everything is there again."""
    address, context = reviewer.page.url, reviewer.page.context
    reviewer.page.close()
    reviewer.page = context.new_page()
    reviewer.page.set_default_timeout(10_000)
    reviewer.page.goto(address)
    page = reviewer.page
    expect(page.locator("[data-review-status]")).to_contain_text("What you typed before is back")
    expect(page.locator("[data-review-said]").first).to_have_text("3")
    expect(page.locator(f"[name='reason-{item_at(quiz, 8).pk}']")).to_have_value(WRONG)
    expect(page.locator(f"[name='faults-{item_at(quiz, 8).pk}'][value=clarity]")).to_be_checked()
    expect(page.locator(f"[name='reason-{item_at(quiz, 14).pk}']")).to_have_value(REMARK)
    expect(page.locator("#item-14 .thread")).to_contain_text(ASKED)


def asks_for_changes(reviewer: Keyboard, quiz: Content) -> None:
    reviewer.press("d")
    reviewer.is_at("Decide")
    reviewer.tab_to("Your decision: Approve", within=3)
    reviewer.press("ArrowDown")
    reviewer.is_at("Your decision: Ask for changes")
    reviewer.tab_to("What you tell the author", within=2)
    reviewer.tab_to("Send your decision", within=1)
    reviewer.go("Enter", REVIEW)
    expect(reviewer.page.locator("[data-error-summary]")).to_be_focused()
    expect(reviewer.page.locator("[data-error-summary]")).to_contain_text("Give the author a reason")
    look_closely(reviewer)
    reviewer.tab_to("What you tell the author", within=1)
    reviewer.press("Enter")
    reviewer.is_in("reason")
    reviewer.type(REASON)
    reviewer.tab_to("Send your decision", within=1)
    reviewer.go("Enter", QUEUE)
    expect(reviewer.page.locator("main")).to_contain_text("goes back to its author with your reasons")
    said = dict(ItemVerdict.objects.filter(request=request_of(quiz)).values_list("item_version__heading", "verdict"))
    assert said == {new(3): "fine", new(8): "problem", new(14): "comment"}
    assert list(ReviewDraft.objects.values("fields", "saved_at")) == []


def hears_of_it(author: Keyboard, quiz: Content) -> None:
    """By email, in the app, and on her desk."""
    letter = next(message for message in mail.outbox if message.subject.startswith("Changes requested"))
    assert letter.to == [quiz.owner.email]
    for words in (REASON, WRONG, REMARK):
        assert words in letter.body
    assert [notice.details["what"] for notice in Notice.objects.filter(recipient=quiz.owner, event="decided")] == [
        "request_changes",
        "approve",
    ]
    author.page.reload()
    author.tab_to("Notices, ", within=12)
    author.go("Enter", "**/notices/")
    look_closely(author)
    main_part(author)
    author.tab_to("Rina Example asks you for changes", within=8)
    author.go("Enter", PIECE)
    main = author.page.locator("main")
    for words in (REASON, WRONG, REMARK, ASKED):
        expect(main).to_contain_text(words)
    look_closely(author)


def answers(author: Keyboard, quiz: Content) -> None:
    """Two of three threads at once; the third with the next version."""
    main_part(author)
    author.tab_to("Read and answer", within=25)
    author.go("Enter", "**/review/")
    look_closely(author)
    main_part(author)
    for done, opening, answer in ((1, WRONG, "Mended."), (2, ASKED, "It is, with two options.")):
        thread = CommentThread.objects.get(content=quiz, comments__text=opening)
        to_field(author, f"reply-{thread.pk}")
        author.type(answer)
        author.tab_to("Answer", within=1)
        author.press("Enter")
        expect(author.page.locator("main")).to_contain_text(f"{done} of 3 answered")


def to_field(hands: Keyboard, field: str) -> None:
    for _step in range(30):
        if hands.tab().field == field:
            return
    raise AssertionError(f"{field} is not within 30 steps")


def mends(author: Keyboard, quiz: Content) -> None:
    """The link at the problem leads to the very question."""
    author.tab_to("Sums", within=5)
    author.go("Enter", PIECE)
    main_part(author)
    author.tab_to("Question 8", within=20)
    author.go("Enter", EDITOR)
    author.page.wait_for_selector("[data-editor][data-ready]")
    to_field(author, "item-8-stem")
    author.press("Control+a")
    author.type("What do 8 and 8 add up to?")
    save_as(author, "Question 8 in plain words.")
    assert headings(quiz)[7] == "What do 8 and 8 add up to?"


def submits_with_an_answer(author: Keyboard, quiz: Content) -> None:
    author.go("s", "**/submit/")
    look_closely(author)
    thread = CommentThread.objects.get(content=quiz, comments__text=REMARK)
    main_part(author)
    to_field(author, f"answer-{thread.pk}")
    author.type("That is for question 8.")
    author.tab_to("Submit version 3", within=12)
    author.go("Enter", PIECE)
    expect(author.page.locator("main")).to_contain_text("waits for a reviewer now")


def sees_what_was_answered(reviewer: Keyboard, quiz: Content) -> None:
    """Only what is still unapproved asks for a verdict: what was called fine stays so."""
    reviewer.page.reload()
    expect(reviewer.page.locator("main table")).to_contain_text("2 of 20")
    reviewer.go("n", REVIEW)
    main = reviewer.page.locator("main")
    for words in ("To read: 2 of 20", "The author answered 3 of 3.", "Mended.", "That is for question 8."):
        expect(main).to_contain_text(words)
    expect(main.locator("#item-3")).to_have_attribute("data-review-folded", "")
    look_closely(reviewer)


def approves(reviewer: Keyboard, quiz: Content) -> None:
    for done, (keys, place) in enumerate((("j", 8), ("j", 14), ("kj", 14)), start=1):
        reviewer.press(*keys)
        reviewer.is_at(f"Question {place}")
        if done == 3:
            reviewer.tab_to("Resolved by", within=14)
        reviewer.tab_to("Resolve", within=14)
        reviewer.press("Enter")
        expect(reviewer.page.locator(".thread--resolved")).to_have_count(done)
    look_closely(reviewer)
    reviewer.press("f", "k", "f")
    expect(reviewer.page.locator("[data-review-said]").first).to_have_text("2")
    reviewer.press("d")
    reviewer.is_at("Decide")
    reviewer.tab_to("Your decision: Approve", within=3)
    reviewer.press("Space")
    reviewer.tab_to("Send your decision", within=5)
    reviewer.go("Enter", QUEUE)
    expect(reviewer.page.locator("main")).to_contain_text("is approved and published")
    quiz.refresh_from_db()
    assert quiz.published_version == quiz.latest_version == request_of(quiz).version


def takes_the_new_one(student: Person, quiz: Content) -> None:
    student.open(f"/study/{quiz.pk}/")
    student.press("Start the quiz")
    for words in (new(3), "What do 8 and 8 add up to?", new(14), old(1)):
        student.reads(words)
    student.does_not_read(new(8))


def reads_the_record(author: Keyboard, quiz: Content) -> None:
    author.page.goto(f"/studio/{quiz.pk}/record/")
    steps = author.page.locator(".record__what").all_inner_texts()
    verbs = list(quiz.transitions.order_by("-at", "-id").values_list("verb", flat=True))
    assert len(steps) == len(verbs)
    assert {"Submitted for review", "Claimed for review", "Asked for changes", "Approved"} <= set(steps)
    expect(author.page.locator("main")).to_contain_text(REASON)
    look_closely(author)
