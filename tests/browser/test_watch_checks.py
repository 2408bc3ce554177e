"""The page of the checks while they run: it goes on by itself, and without JavaScript by a link."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from content.actions.checking import ask_for_checks, run_checks
from tests.browser.people import Person
from tests.cast import Cast
from tests.content.studio_help import newest
from tests.factories import make_quiz


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scripts", [False, True])
def test_what_was_found_shows_once_it_is(browser: Browser, live_server: Any, cast: Cast, scripts: bool) -> None:
    quiz = make_quiz(cast.teacher)
    ask_for_checks(newest(quiz))
    teacher = Person(browser, live_server.url, cast.teacher, scripts=scripts)
    teacher.open(reverse("content:check-list", args=[quiz.pk]))
    teacher.reads("The checks are running")
    run_checks(newest(quiz))
    if not scripts:
        teacher.press("Look again")
    expect(teacher.page.get_by_text("2 of 4 questions have no explanation.")).to_be_visible(timeout=10_000)
    expect(teacher.page.locator("[aria-busy]")).to_have_count(0)
    teacher.context.close()
