"""The whole journey in a browser without JavaScript: from a teacher's question bank to a student's progress."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from content.models import Content
from progress.models import ReviewLog
from tests.browser.people import Person
from tests.cast import Cast

BANK = """// [id:lima]
::Peru::What is the capital of Peru?{=Lima#Yes, on the coast. ~Cusco#The Incas' capital. ~Quito#That is Ecuador's.}

// [id:whale]
A whale is a fish.{FALSE#It breathes air.#Right, it is a mammal.####Whales are mammals.}

This one never ends {=right ~wrong

// [id:answer]
What is 6 times 7?{#42:0}
"""
GUIDE = """Leaves are green for a reason.

## What a leaf does

It turns light into sugar: $6 CO_2 + 6 H_2O$ becomes $C_6 H_{12} O_6$.

| part | does |
|------|------|
| stoma | breathes |

## Why it is green

Chlorophyll takes in red and blue light, and sends green back.
"""
SCRIPT = "# Leaves\n\nAna: Why are leaves green?\n\nBen: Because of chlorophyll.\n"


@pytest.fixture
def people(browser: Browser, live_server: Any, cast: Cast) -> Iterator[dict[str, Person]]:
    names = ("teacher", "reviewer", "student", "staff", "operator")
    people = {name: Person(browser, live_server.url, getattr(cast, name)) for name in names}
    yield people
    for person in people.values():
        person.context.close()


def test_the_whole_journey(people: dict[str, Person], tmp_path: Path) -> None:
    teacher, reviewer, student, staff, operator = people.values()
    imports_a_bank(teacher, tmp_path)
    imports_cards(teacher, tmp_path)
    writes(teacher, "study_guide", "Green leaves", GUIDE)
    writes(teacher, "podcast", "Talking leaves", SCRIPT)
    edits_and_submits(teacher)
    decides(reviewer, "Green leaves", "Approve")
    decides(reviewer, "bank", "Approve")
    decides(reviewer, "capitals", "Approve")
    decides(reviewer, "Talking leaves", "Ask for changes", "Say where the other colours go.")
    student.open("/library/")
    student.reads("Green leaves")
    student.does_not_read("Talking leaves")
    answers_the_review(teacher)
    decides(reviewer, "Talking leaves", "Approve")
    edits_without_publishing(teacher, student)
    reads_the_guide(student)
    takes_the_quiz(student)
    turns_the_cards(student)
    rates(student)
    sees_her_desk(student)
    teacher.open(f"/studio/{piece('Green leaves').pk}/feedback/")
    teacher.reads("I finally understand leaves.")
    reads_the_reports(staff)
    suspends_the_student(operator, student)


def piece(title: str) -> Content:
    return Content.objects.get(latest_version__title=title)


def imports_a_bank(teacher: Person, folder: Path) -> None:
    file = folder / "bank.gift"
    file.write_text(BANK)
    teacher.open("/studio/import/")
    teacher.page.locator("input[type=file]").set_input_files(file)
    teacher.press("Check only")
    teacher.reads("nothing is changed yet")
    assert not Content.objects.exists()
    teacher.press("Import")
    teacher.reads("Line 7")  # where the question that never ends begins
    assert piece("bank").items.count() == 3
    file.write_text(BANK.replace("What is 6 times 7?", "What do 6 and 7 make, multiplied?"))
    teacher.open("/studio/import/")
    teacher.page.locator("input[type=file]").set_input_files(file)
    teacher.press("Import")
    teacher.reads("What do 6 and 7 make, multiplied?")
    quiz = piece("bank")
    assert (quiz.versions.count(), quiz.items.count()) == (2, 3)
    assert sorted(quiz.items.values_list("versions__number", flat=True)) == [1, 1, 1, 2]


def imports_cards(teacher: Person, folder: Path) -> None:
    file = folder / "capitals.csv"
    file.write_text("country,capital,area\nPeru,Lima,1285216\nChile,Santiago,756102\nNowhere,,0\n")
    teacher.open("/studio/import/")
    teacher.page.locator("input[type=file]").set_input_files(file)
    teacher.press("Import")
    teacher.reads("Line 4")
    assert piece("capitals").items.count() == 2


def writes(teacher: Person, kind: str, title: str, text: str) -> None:
    teacher.open(f"/studio/new/{kind}/?as=text")
    teacher.fill("Title", title)
    teacher.page.locator("[name=material]").fill(text)
    teacher.press("Create")
    teacher.reads(title)
    teacher.press("Preview")
    teacher.reads("chlorophyll" if kind == "podcast" else "Chlorophyll")


def edits_and_submits(teacher: Person) -> None:
    teacher.open(f"/studio/{piece('bank').pk}/edit/")
    stem = teacher.page.get_by_label("Question", exact=False).first
    stem.fill("Which city is the capital of Peru?")
    teacher.press("Save")
    teacher.reads("1 question changed")
    for title in ("bank", "capitals", "Green leaves", "Talking leaves"):
        submits(teacher, title)


def submits(teacher: Person, title: str) -> None:
    teacher.open(f"/studio/{piece(title).pk}/submit/")
    teacher.press("Submit version")
    assert piece(title).status == "pending"


def decides(reviewer: Person, title: str, outcome: str, reason: str = "") -> None:
    reviewer.open("/admin/content/reviewrequest/")
    reviewer.follow(title)
    reviewer.press("Claim and review")
    if outcome == "Approve":
        reviewer.page.get_by_label("I have read the other items").check()
    reviewer.page.get_by_label(outcome, exact=False).check()
    reviewer.fill("What you tell the author", reason)
    reviewer.press("Send your decision")
    assert piece(title).status == ("published" if outcome == "Approve" else "changes_requested")


def answers_the_review(teacher: Person) -> None:
    teacher.open("/studio/")
    teacher.reads("Say where the other colours go.")
    teacher.open(f"/studio/{piece('Talking leaves').pk}/edit/?as=text")
    teacher.page.locator("[name=material]").fill(f"{SCRIPT}\nAna: And the other colours are taken in.\n")
    teacher.press("Save")
    submits(teacher, "Talking leaves")


def edits_without_publishing(teacher: Person, student: Person) -> None:
    """What is not approved is seen nowhere: not in the library, its search, the piece, nor its study page."""
    guide = piece("Green leaves")
    teacher.open(f"/studio/{guide.pk}/edit/?as=text")
    teacher.page.locator("[name=material]").fill(f"{GUIDE}\n## Unapproved\n\nAn xylophone of words.\n")
    teacher.press("Save")
    for path in ("/library/?q=xylophone", f"/library/{guide.pk}/", f"/study/{guide.pk}/"):
        student.open(path)
        student.does_not_read("An xylophone of words")
        student.does_not_read("Unapproved")


def reads_the_guide(student: Person) -> None:
    student.open("/library/")
    student.follow("Green leaves")
    student.press("Read")
    student.reads("What a leaf does")
    assert student.page.locator("math").count() == 2
    for _part in range(3):
        student.press("Mark as read")
    student.open("/study/")
    student.reads("100%")


def takes_the_quiz(student: Person) -> None:
    student.open(f"/study/{piece('bank').pk}/")
    student.press("Start the quiz")
    student.page.get_by_label("Lima").check()
    student.press("Save answers")
    student.page.reload()
    assert student.page.get_by_label("Lima").is_checked()
    student.page.get_by_label("True", exact=True).check()
    student.page.get_by_label("Your answer").fill("42")
    student.press("Finish")
    for text in ("Yes, on the coast.", "It breathes air.", "Whales are mammals."):
        student.reads(text)
    attempt = student_attempt()
    assert (attempt.score, attempt.max_score) == (2, 3)


def student_attempt() -> Any:
    return piece("bank").quiz_attempts.get()


def turns_the_cards(student: Person) -> None:
    student.open(f"/study/{piece('capitals').pk}/cards/")
    for rating in ("Good", "Again"):
        student.page.locator("main").get_by_text("Show the answer").click()
        student.press(rating)
    assert sorted(ReviewLog.objects.filter(source="review").values_list("rating", flat=True)) == [1, 3]
    assert ReviewLog.objects.filter(source="quiz", content=piece("bank")).count() == 1  # what she had wrong there


def rates(student: Person) -> None:
    student.open(f"/library/{piece('Green leaves').pk}/rate/")
    student.page.locator("[name=rating][value='5']").check(force=True)
    student.page.locator("textarea").fill("I finally understand leaves.")
    student.press("Send rating")


def sees_her_desk(student: Person) -> None:
    student.open("/study/")
    for text in ("Green leaves", "bank", "capitals", "66.7%"):
        student.reads(text)


def reads_the_reports(staff: Person) -> None:
    staff.open("/reports/")
    for name, expected in (("student-progress", "Sami Example"), ("content-production", "Talking leaves")):
        staff.open(f"/reports/{name}/")
        staff.reads(expected)
        with staff.page.expect_download() as download:
            staff.find("Download CSV").click()
        text = Path(download.value.path()).read_text(encoding="utf-8-sig")
        assert any(expected in row for row in csv.reader(io.StringIO(text)))


def suspends_the_student(operator: Person, student: Person) -> None:
    """It takes effect on her very next page."""
    operator.open("/admin/accounts/user/?q=Sami")
    operator.page.locator("#result_list input[name=_selected_action]").check()
    operator.page.locator("select[name=action]").select_option("suspend_accounts")
    operator.press("Go")
    operator.reads("Suspended")
    student.page.goto("/study/")
    assert "/accounts/login/" in student.page.url
