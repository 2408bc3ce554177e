"""Two steps by two people, where a rule wants them: which rule, who takes which step, and what approves an item."""

from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refusal, WrongState
from accounts.roles import Role
from content.access import can_review
from content.actions.claiming import claim_next_request, claim_request
from content.actions.deciding import Verdict, decide_request
from content.actions.drafting import save_version
from content.actions.submitting import find_rule, submit_content, withdraw_submission
from content.documents import Document, load_document, load_items
from content.models import (
    Content,
    ItemApproval,
    ItemVerdict,
    ReviewDecision,
    ReviewRequest,
    ReviewRule,
    StepApproval,
    Topic,
    Transition,
)
from content.review.approval import items_to_read
from tests.cast import Cast, make_cast
from tests.content.review_help import QUEUE, address, also, at_once, waiting
from tests.factories import UserFactory, choice, make_quiz

pytestmark = pytest.mark.django_db
Outcome, Scheme = ReviewDecision.Outcome, ReviewRule.Scheme
WRONG = Verdict.problem("Wrong.", ItemVerdict.Fault.ACCURACY)


def rule(name: str = "All", topic: Topic | None = None, **given: Any) -> ReviewRule:
    return ReviewRule.objects.create(name=name, topic=topic, **given)


def expert_rule(**given: Any) -> ReviewRule:
    groups = {name: Group.objects.get(name=name) for name in ("Subject reviewers", "Editors")}
    return rule(scheme=Scheme.EXPERT, first_group=groups["Subject reviewers"], second_group=groups["Editors"], **given)


def join(user: User, group: str) -> User:
    user.groups.add(Group.objects.get(name=group))
    return User.objects.get(pk=user.pk)


def unread(request: ReviewRequest) -> list[UUID]:
    items = {entry.pk: entry for entry in load_items(request.version)}
    missing = items_to_read(request, items)
    return [pk for pk in items if pk in missing]


def decide(request: ReviewRequest, by: User, *said: Verdict, outcome: str = Outcome.APPROVE, reason: str = "") -> Any:
    """Claim it and decide: `said` of what is to be read, in its order, fine of the rest."""
    request = claim_request(request=request, by=by)
    verdicts: dict[Any, Verdict] = {pk: Verdict.fine() for pk in unread(request)}
    verdicts |= dict(zip(verdicts, said, strict=False))
    return decide_request(request=request, by=by, outcome=outcome, reason=reason, verdicts=verdicts)


def now(request: ReviewRequest) -> ReviewRequest:
    return ReviewRequest.objects.select_related("content", "version").get(pk=request.pk)


def change_item(content: Content, place: int, stem: str) -> None:
    content.refresh_from_db()
    document = load_document(content.latest_version)  # type: ignore[arg-type]
    items = list(document.items)
    fresh = choice(stem, "Right", "Wrong")
    items[place] = type(fresh)(**{**vars(items[place]), "data": fresh.data, "type": fresh.type})
    changed = Document(**{**vars(document), "items": tuple(items)})
    save_version(content=content, document=changed, by=content.owner, base_number=content.latest_version.number)  # type: ignore[union-attr]
    content.refresh_from_db()


def test_the_deepest_topic_wins_then_the_level(cast: Cast) -> None:
    science, biology = Topic.objects.at_path("Science"), Topic.objects.at_path("Science / Biology")
    cells = Topic.objects.at_path("Science / Biology / Cells")
    quiz = make_quiz(cast.teacher, topic=cells, level="college")
    assert find_rule(quiz) is None
    rules = [
        rule("All"),
        rule("College", level="college"),
        rule("Science", science),
        rule("Science for college", science, level="college"),
        rule("Biology", biology),
    ]
    for found in reversed(rules):
        assert find_rule(quiz) == found
        ReviewRule.objects.filter(pk=found.pk).update(is_active=False)
    assert find_rule(quiz) is None


@pytest.mark.parametrize("path", ["Science / Bio", "Science / Biology 2", "Science", "Art / Science / Biology"])
def test_a_rule_covers_its_topic_and_what_is_below_it_only(cast: Cast, path: str) -> None:
    rule("Biology", Topic.objects.at_path("Science / Biology"))
    assert find_rule(make_quiz(cast.teacher, topic=Topic.objects.at_path(path))) is None
    assert find_rule(make_quiz(cast.teacher, topic=Topic.objects.at_path("Science / Biology"))) is not None


def test_a_rule_of_another_level_does_not_count(cast: Cast) -> None:
    rule("College", level="college")
    assert waiting(cast.teacher, content=make_quiz(cast.teacher, level="elementary")).steps == 1
    assert waiting(cast.teacher, content=make_quiz(cast.teacher, level="college")).steps == 2


def test_two_people_approve_and_only_the_second_publishes(cast: Cast) -> None:
    rule()
    request = waiting(cast.teacher)
    approval = decide(request, cast.reviewer, reason="Well made.")
    assert isinstance(approval, StepApproval)
    assert (approval.reviewer, approval.step, approval.reason) == (cast.reviewer, 1, "Well made.")
    request = now(request)
    assert (request.state, request.step, request.is_claimed) == ("open", 2, False)
    assert request.content.status == "pending"
    assert not ItemApproval.objects.exists()
    decision = decide(request, cast.second_reviewer)
    assert isinstance(decision, ReviewDecision)
    assert now(request).content.status == "published"
    assert ItemApproval.objects.count() == 4
    assert set(ItemApproval.objects.values_list("approved_by", flat=True)) == {cast.second_reviewer.pk}
    verbs = Transition.objects.filter(request=request).order_by("at").values_list("verb", flat=True)
    assert [verb for verb in verbs if "approve" in verb] == ["approve_step", "approve"]


def test_the_person_of_the_first_step_does_not_take_the_second(client: Client, cast: Cast) -> None:
    rule()
    request = waiting(cast.teacher)
    decide(request, cast.reviewer)
    request = now(request)
    assert not can_review(cast.reviewer, request)
    assert can_review(cast.second_reviewer, request)
    assert request not in ReviewRequest.objects.reviewable_by(cast.reviewer)
    assert claim_next_request(by=cast.reviewer) is None
    with pytest.raises(PermissionDenied, match="You took the first step"):
        claim_request(request=request, by=cast.reviewer)
    client.force_login(cast.reviewer)
    assert client.post(address(request, "claim")).status_code == 403
    assert "Small quiz" not in client.get(reverse(QUEUE)).content.decode()
    assert not now(request).is_claimed


def test_the_database_refuses_it_too(cast: Cast) -> None:
    rule()
    request = waiting(cast.teacher)
    decide(request, cast.reviewer)
    insert = (
        "INSERT INTO content_reviewdecision (id, request_id, reviewer_id, outcome, reason, decided_at) "
        "VALUES (gen_random_uuid(), %s, %s, 'approve', '', %s)"
    )
    step = (
        "INSERT INTO content_stepapproval (id, request_id, step, reviewer_id, reason, approved_at) "
        "VALUES (gen_random_uuid(), %s, 2, %s, '', %s)"
    )
    for statement in (insert, step):
        with (
            pytest.raises(DatabaseError, match="two steps need two people"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [request.pk, cast.reviewer.pk, timezone.now()])
    with pytest.raises(DatabaseError, match="nobody reviews their own work"), connection.cursor() as cursor:
        cursor.execute(insert, [request.pk, cast.teacher.pk, timezone.now()])


def test_each_step_is_for_its_group(cast: Cast) -> None:
    expert_rule()
    expert, editor = join(cast.reviewer, "Subject reviewers"), join(cast.second_reviewer, "Editors")
    request = waiting(cast.teacher)
    assert claim_next_request(by=editor) is None
    with pytest.raises(PermissionDenied, match="This step is for “Subject reviewers”"):
        claim_request(request=request, by=editor)
    decide(request, expert)
    with pytest.raises(PermissionDenied, match="You took the first step"):
        claim_request(request=now(request), by=join(expert, "Editors"))
    stranger = UserFactory.create(roles=[Role.REVIEWER])
    with pytest.raises(PermissionDenied, match="This step is for “Editors”"):
        claim_request(request=now(request), by=stranger)
    decide(now(request), editor)
    assert now(request).content.status == "published"


def test_sent_back_from_the_first_step(cast: Cast) -> None:
    rule()
    request = waiting(cast.teacher)
    decide(request, cast.reviewer, WRONG, outcome=Outcome.REQUEST_CHANGES, reason="One is wrong.")
    assert now(request).content.status == "changes_requested"
    assert not StepApproval.objects.exists()
    assert not ItemApproval.objects.exists()


def test_sent_back_from_the_second_step_both_begin_again(cast: Cast) -> None:
    rule()
    request = waiting(cast.teacher)
    decide(request, cast.reviewer)
    decide(now(request), cast.second_reviewer, WRONG, outcome=Outcome.REQUEST_CHANGES, reason="One is wrong.")
    content = now(request).content
    assert content.status == "changes_requested"
    assert ItemApproval.objects.count() == 3  # what the last step called fine
    change_item(content, 0, "Which gas, then?")
    again = submit_content(content=content, by=cast.teacher)
    assert (again.step, again.steps) == (1, 2)
    assert len(unread(again)) == 1
    decide(again, cast.second_reviewer)
    decide(now(again), cast.reviewer)  # another request: whoever took the second step may take the first, and so on
    assert now(again).content.status == "published"


def test_what_was_fine_in_the_first_step_is_folded_there_and_read_in_the_second(cast: Cast) -> None:
    rule()
    request = waiting(cast.teacher)
    decide(request, cast.reviewer, WRONG, outcome=Outcome.REQUEST_CHANGES, reason="The first is wrong.")
    content = now(request).content
    change_item(content, 0, "Which gas, then?")
    again = submit_content(content=content, by=cast.teacher)
    assert len(unread(again)) == 1
    decide(again, cast.reviewer)
    assert len(unread(now(again))) == 4
    decide(now(again), cast.second_reviewer)
    assert ItemApproval.objects.count() == 4
    assert now(again).content.status == "published"


def test_the_second_step_has_to_read_all_that_is_not_approved(cast: Cast) -> None:
    rule()
    request = waiting(cast.teacher)
    decide(request, cast.reviewer)
    claimed = claim_request(request=now(request), by=cast.second_reviewer)
    with pytest.raises(Refusal, match="4 items are not called fine yet"):
        decide_request(request=claimed, by=cast.second_reviewer, outcome=Outcome.APPROVE, verdicts={})


def test_a_rule_that_changes_meanwhile_does_not_touch_what_was_submitted(cast: Cast) -> None:
    one = rule()
    request = waiting(cast.teacher)
    ReviewRule.objects.filter(pk=one.pk).update(is_active=False)
    decide(request, cast.reviewer)
    assert (now(request).step, now(request).content.status) == (2, "pending")
    other = waiting(cast.teacher, title="Later")
    assert other.steps == 1
    ReviewRule.objects.filter(pk=one.pk).update(is_active=True)
    decide(other, cast.reviewer)
    assert now(other).content.status == "published"


def test_a_group_that_is_emptied_or_gone_meanwhile(cast: Cast) -> None:
    one = expert_rule()
    expert = join(cast.reviewer, "Subject reviewers")
    request = waiting(cast.teacher)
    decide(request, expert)
    with pytest.raises(PermissionDenied):
        claim_request(request=now(request), by=cast.second_reviewer)
    one.delete()
    Group.objects.get(name="Editors").delete()  # then it is for any reviewer but the first
    with pytest.raises(PermissionDenied, match="You took the first step"):
        claim_request(request=now(request), by=expert)
    decide(now(request), cast.second_reviewer)
    assert now(request).content.status == "published"


def test_who_leaves_the_group_meanwhile_does_not_decide(cast: Cast) -> None:
    expert_rule()
    expert = join(cast.reviewer, "Subject reviewers")
    request = claim_request(request=waiting(cast.teacher), by=expert)
    Group.objects.get(name="Subject reviewers").user_set.remove(expert)
    with pytest.raises(PermissionDenied, match="This step is for “Subject reviewers”"):
        decide_request(
            request=request,
            by=User.objects.get(pk=expert.pk),
            outcome=Outcome.APPROVE,
            verdicts={pk: Verdict.fine() for pk in unread(request)},
        )


def test_an_author_takes_neither_step(cast: Cast) -> None:
    rule()
    author = also(cast.teacher, Role.REVIEWER)
    request = waiting(author)
    with pytest.raises(PermissionDenied, match="your own work"):
        claim_request(request=request, by=author)
    decide(request, cast.reviewer)
    with pytest.raises(PermissionDenied, match="your own work"):
        claim_request(request=now(request), by=author)


def test_withdrawn_between_the_steps(cast: Cast) -> None:
    rule()
    request = waiting(cast.teacher)
    decide(request, cast.reviewer)
    withdraw_submission(content=now(request).content, by=cast.teacher)
    with pytest.raises(WrongState, match="closed already"):
        claim_request(request=now(request), by=cast.second_reviewer)
    assert not ItemApproval.objects.exists()
    again = waiting(cast.teacher, content=now(request).content)
    assert (again.step, len(unread(again))) == (1, 0)  # read in the first step before, under the same words


@pytest.mark.django_db(transaction=True)
def test_two_decide_the_first_step_at_once() -> None:
    cast = make_cast()
    rule()
    request = waiting(cast.teacher)
    claimed = claim_request(request=request, by=cast.reviewer)
    given: dict[str, Any] = {"request": claimed, "by": cast.reviewer, "outcome": Outcome.APPROVE}
    given["verdicts"] = {pk: Verdict.fine() for pk in unread(request)}
    results = at_once(*[lambda: decide_request(**given)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["PermissionDenied", "StepApproval"]
    assert now(request).step == 2


@pytest.mark.django_db(transaction=True)
def test_many_claim_the_second_step_at_once() -> None:
    cast = make_cast()
    rule()
    request = waiting(cast.teacher)
    decide(request, cast.reviewer)
    people = [cast.reviewer, cast.second_reviewer, *(UserFactory.create(roles=[Role.REVIEWER]) for _number in range(4))]
    results = at_once(*(lambda by=by: claim_request(request=now(request), by=by) for by in people))
    assert sum(isinstance(result, ReviewRequest) for result in results) == 1
    assert isinstance(results[0], PermissionDenied)
