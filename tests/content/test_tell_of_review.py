"""What people are told of a review, from its submission to its end, in the app and by email."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.actions.digesting import send_digests
from accounts.letters import Told, write_letter
from accounts.models import Notice, User
from content import events
from content.actions.authorship import accept_invitation, decline_invitation, invite_author
from content.actions.claiming import claim_request
from content.actions.deciding import Verdict, decide_request
from content.actions.drafting import save_version
from content.actions.submitting import submit_content
from content.documents import load_document, load_items
from content.models import ReviewDecision, ReviewRequest
from tests.accounts.notice_help import ago, was_told
from tests.cast import Cast
from tests.content.review_help import items_of, waiting
from tests.factories import choice, make_quiz, publish
from tests.jobs import JobsInMemory, run_jobs

pytestmark = pytest.mark.django_db
Outcome = ReviewDecision.Outcome


def told(person: User, event: str) -> Told:
    return Told(Notice.objects.get(recipient=person, event=event))


def held(cast: Cast) -> ReviewRequest:
    return claim_request(request=waiting(cast.teacher, title="Leaves"), by=cast.reviewer)


def test_reviewers_hear_what_waits_and_how_much_of_it_is_new(cast: Cast) -> None:
    content = publish(make_quiz(cast.teacher, title="Leaves"), cast.reviewer)
    assert content.latest_version is not None
    document = load_document(content.latest_version)
    longer = replace(document, items=(*document.items, choice("Which gas do leaves give off?", "Oxygen", "Helium")))
    save_version(content=content, document=longer, by=cast.teacher, base_number=1)
    content.refresh_from_db()
    request = submit_content(content=content, by=cast.teacher, note="One more at the end.")
    notice = Told(Notice.objects.get(recipient=cast.second_reviewer, key=f"submitted:{request.pk}:1"))
    assert notice.sentence == "Tamara Example submitted “Leaves” for review."
    assert notice.reason == "One more at the end."
    facts = {fact.name: fact.value or fact.at for fact in notice.facts}
    assert facts == {"Kind": "Quiz", "Level": "High school", "To read": "1 of 5", "Due": request.due_at}
    assert not Notice.objects.filter(recipient=cast.teacher, event=events.SUBMITTED).exists()


def test_the_author_hears_who_takes_it(cast: Cast) -> None:
    held(cast)
    notice = told(cast.teacher, events.CLAIMED)
    assert (notice.sentence, notice.notice.email_state) == ("Rina Example is reviewing “Leaves”.", "none")


def test_the_end_says_each_problem_and_comment_of_each_item(cast: Cast, jobs: JobsInMemory) -> None:
    request = held(cast)
    first, second, third, _fourth = items_of(request)
    decide_request(
        request=request,
        by=cast.reviewer,
        outcome=Outcome.REQUEST_CHANGES,
        reason="Nearly there.",
        verdicts={
            first.pk: Verdict.comment("A nice one."),
            second.pk: Verdict.fine(),
            third.pk: Verdict.problem("Lima has another name."),
        },
    )
    notice = told(cast.teacher, events.DECIDED)
    assert notice.points == [
        {"about": third.heading, "label": "Problem", "said": "Lima has another name."},
        {"about": first.heading, "label": "Comment", "said": "A nice one."},
    ]
    run_jobs(jobs)
    (message,) = mail.outbox
    assert message.subject == "Changes requested: Leaves"
    for words in ("Nearly there.", third.heading, "Problem: Lima has another name.", "Comment: A nice one."):
        assert words in str(message.body)


def test_what_is_approved_for_later_is_not_said_to_be_published(cast: Cast) -> None:
    request = held(cast)
    verdicts = {entry.pk: Verdict.fine() for entry in load_items(request.version)}
    later = timezone.now() + timedelta(days=3)
    decide_request(request=request, by=cast.reviewer, outcome=Outcome.APPROVE, verdicts=verdicts, publish_at=later)
    letter = write_letter([told(cast.teacher, events.DECIDED).notice])
    assert letter.subject == "Approved: Leaves"
    assert "published at the time that is set" in str(letter.body)


def test_an_invitation_that_is_answered_tells_nothing_more(cast: Cast, jobs: JobsInMemory) -> None:
    for answer in (accept_invitation, decline_invitation):
        asked = invite_author(content=make_quiz(cast.teacher), who="carlos", by=cast.teacher)
        assert told(cast.colleague, events.INVITED).notice.email_state == "waiting"
        answer(authorship=asked, by=cast.colleague)
        assert not Notice.objects.filter(recipient=cast.colleague, event=events.INVITED).exists()
    run_jobs(jobs)
    assert mail.outbox == []


def test_a_reviewer_hears_of_submissions_once_a_day(cast: Cast) -> None:
    for title in ("Leaves", "Roots"):
        waiting(cast.teacher, title=title)
    for notice in Notice.objects.filter(event=events.SUBMITTED):
        was_told(notice, ago(hours=25))
    send_digests()
    assert {message.to[0] for message in mail.outbox} == {cast.reviewer.email, cast.second_reviewer.email}
    for message in mail.outbox:
        assert message.subject == "2 things happened at La Factoria"
        assert "“Leaves”" in str(message.body)
        assert "“Roots”" in str(message.body)
