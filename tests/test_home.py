"""The first page: what this is for visitors, what waits for everybody else."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from content.actions.submitting import submit_content
from content.models import ReviewDecision
from feedback.actions.giving import give_feedback
from progress.models import LearningProgress
from tests.cast import Cast
from tests.factories import UserFactory, decide, make_deck, make_guide, make_quiz, publish
from tests.reports.rows import make_progress

pytestmark = pytest.mark.django_db


def desk_of(client: Client, user: User) -> str:
    client.force_login(user)
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_a_visitor_reads_what_this_is(client: Client) -> None:
    page = client.get("/")
    assert "Study material you can trust" in page.content.decode()
    assert "/accounts/signup/" in page.content.decode()
    assert client.post("/").status_code == 405


def test_a_student_sees_what_to_go_on_with_and_what_is_new(client: Client, cast: Cast) -> None:
    begun = publish(make_guide(cast.teacher, title="Begun guide"), cast.reviewer)
    publish(make_quiz(cast.teacher, title="New quiz"), cast.reviewer)
    make_deck(cast.teacher, title="Unpublished deck")
    make_progress(cast.student, begun)
    page = desk_of(client, cast.student)
    assert "Hello, Sami" in page
    assert page.index("Go on where you left off") < page.index("Begun guide") < page.index("New in the library")
    assert "New quiz" in page
    assert "Unpublished deck" not in page
    assert page.count("Begun guide") <= page.count("New quiz") + 2
    for other in ("Studio</h2>", "Review</h2>", "Reports</h2>", "Administration</h2>"):
        assert other not in page


def test_cards_of_today_stand_first(client: Client, cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher, cards=3), cast.reviewer)
    make_progress(cast.student, deck)
    page = desk_of(client, cast.student)
    assert "3 cards to turn today" in page
    assert 'href="/study/review/"' in page


def test_suggestions_are_in_the_language_she_prefers(client: Client, cast: Cast) -> None:
    publish(make_guide(cast.teacher, title="Guía breve", language="es"), cast.reviewer)
    publish(make_guide(cast.teacher, title="Short guide", language="en"), cast.reviewer)
    User.objects.filter(pk=cast.student.pk).update(preferences={"language": "es"})
    page = desk_of(client, cast.student)
    assert "Guía breve" in page
    assert "Short guide" not in page


def test_a_teacher_sees_what_came_back_her_drafts_and_the_newest_ratings(client: Client, cast: Cast) -> None:
    decide(
        make_quiz(cast.teacher, title="Sent back"), cast.reviewer, ReviewDecision.Outcome.REQUEST_CHANGES, "Too short."
    )
    make_guide(cast.teacher, title="My draft")
    make_guide(cast.colleague, title="Another's draft")
    submit_content(content=make_deck(cast.teacher, title="Handed in"), by=cast.teacher)
    rated = publish(make_deck(cast.teacher, title="Rated deck"), cast.reviewer)
    give_feedback(content=rated, by=cast.student, rating=4, type="quality", text="I like it.")
    page = desk_of(client, cast.teacher)
    assert page.index("Sent back") < page.index("Too short.") < page.index("My draft") < page.index("I like it.")
    assert "1 piece of yours waits for review." in page
    assert "Another&#x27;s draft" not in page
    assert f"/studio/{rated.pk}/feedback/" in page


def test_a_reviewer_sees_how_much_waits_and_takes_the_next(client: Client, cast: Cast) -> None:
    assert "Nothing waits for you to take" in desk_of(client, cast.reviewer)
    for owner in (cast.teacher, cast.colleague):
        submit_content(content=make_quiz(owner), by=owner)
    page = desk_of(client, cast.reviewer)
    assert "2 pieces wait for a reviewer" in page
    assert "Take the next one" in page
    client.post("/admin/content/reviewrequest/next/")
    page = desk_of(client, cast.reviewer)
    assert "You hold 1." in page
    assert "Go on reviewing" in page
    assert "Another reviewer holds 1." in desk_of(client, cast.second_reviewer)


def test_staff_and_operators_find_their_places(client: Client, cast: Cast) -> None:
    assert "/reports/student-progress/" in desk_of(client, cast.staff)
    assert "/admin/accounts/user/" in desk_of(client, cast.operator)


def test_who_has_no_role_hears_what_to_do(client: Client, cast: Cast) -> None:
    assert "Your account has no role yet" in desk_of(client, cast.stranger)


def test_several_roles_are_several_sections_at_a_bounded_price(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    everybody = UserFactory.create(roles=list(Role))
    client.force_login(everybody)
    with django_assert_max_num_queries(15):
        client.get("/")
    for number in range(8):
        sent = make_quiz(everybody, title=f"Sent {number}")
        decide(sent, cast.reviewer, ReviewDecision.Outcome.REJECT, "No.")
        make_guide(everybody, title=f"Draft {number}")
        rated = publish(make_deck(everybody, title=f"Deck {number}"), cast.reviewer)
        give_feedback(content=rated, by=cast.student, rating=4, type="quality", text="I like it.")
        make_progress(everybody, publish(make_guide(cast.teacher, title=f"Guide {number}"), cast.reviewer))
        publish(make_deck(cast.teacher, title=f"New {number}"), cast.reviewer)
        submit_content(content=make_quiz(cast.teacher), by=cast.teacher)
    assert LearningProgress.objects.filter(student=everybody).count() == 8
    with django_assert_max_num_queries(15):
        page = client.get("/")
    assert len(page.content) < 60_000
    html = page.content.decode()
    for section in ("Review</h2>", "Studio</h2>", "Study</h2>", "Reports</h2>", "Administration</h2>"):
        assert section in html
