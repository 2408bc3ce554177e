"""How staff set the rules of review in the admin: the policy, second steps, groups of reviewers."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions.standing import change_roles
from accounts.models import User
from accounts.refusals import Refusal
from accounts.roles import Role
from content.actions.grouping import save_reviewer_group
from content.models import ReviewerGroup, ReviewPolicy, ReviewRule, Topic
from content.review.rules import describe_rule, missing_people
from tests.cast import Cast
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
POLICY = "/admin/content/reviewpolicy/"
RULES = "/admin/content/reviewrule/"
GROUPS = "/admin/content/reviewergroup/"
SETTINGS = {
    "claim_minutes": 240,
    "shortest_claim": 15,
    "longest_claim": 1440,
    "days_to_review": 5,
    "second_review_percent": 10,
    "trivial_words": 3,
    "enough_answers": 30,
    "least_discrimination": 0.1,
    "lowest_facility": 0.15,
    "highest_facility": 0.98,
}


@pytest.fixture
def staff(client: Client, cast: Cast) -> Client:
    client.force_login(cast.staff)
    return client


def group(name: str) -> ReviewerGroup:
    return ReviewerGroup.objects.get(name=name)


def test_the_list_leads_to_the_one_row(staff: Client) -> None:
    page = staff.get(POLICY, follow=True)
    assert page.redirect_chain == [(f"{POLICY}1/change/", 302)]
    assert ReviewPolicy.objects.count() == 1
    html = page.content.decode()
    assert "which is a week" in html
    assert "without seeing the first" in html
    staff.get(POLICY)
    assert ReviewPolicy.objects.count() == 1


def test_what_is_set_holds(staff: Client) -> None:
    staff.get(POLICY)
    assert staff.post(f"{POLICY}1/change/", SETTINGS | {"claim_minutes": 30}).status_code == 302
    policy = ReviewPolicy.current()
    assert (policy.claim_minutes, policy.second_review_percent) == (30, 10)


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"shortest_claim": 4}, "shortest_claim", "5 minutes at least"),
        ({"longest_claim": 10_081}, "longest_claim", "a week at most"),
        ({"claim_minutes": 14}, "claim_minutes", "less than the shortest claim"),
        ({"claim_minutes": 1441}, "claim_minutes", "more than the longest claim"),
        ({"second_review_percent": 101}, "second_review_percent", "less than or equal to 100"),
        ({"days_to_review": 0}, "days_to_review", "greater than or equal to 1"),
        ({"claim_minutes": "soon"}, "claim_minutes", "whole number"),
        ({"longest_claim": 99999999999}, "longest_claim", "a week at most"),
        ({"trivial_words": ""}, "trivial_words", "required"),
    ],
)
def test_errors_stand_at_their_field(staff: Client, change: dict[str, Any], field: str, sentence: str) -> None:
    staff.get(POLICY)
    page = staff.post(f"{POLICY}1/change/", SETTINGS | change)
    assert page.status_code == 200
    errors = page.context["adminform"].form.errors
    assert any(sentence in error for error in errors[field]), errors
    assert "__all__" not in errors
    assert ReviewPolicy.current().second_review_percent == 0


def test_nobody_makes_a_second_policy_or_deletes_it(staff: Client) -> None:
    staff.get(POLICY)
    assert staff.get(f"{POLICY}add/").status_code == 403
    assert staff.post(f"{POLICY}1/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("person", ["student", "teacher", "reviewer", "operator", "stranger"])
@pytest.mark.parametrize("page", [POLICY, RULES, f"{RULES}add/", GROUPS, f"{GROUPS}add/"])
def test_the_role_is_needed(client: Client, cast: Cast, person: str, page: str) -> None:
    client.force_login(getattr(cast, person))
    assert client.get(page).status_code == 403
    assert not ReviewPolicy.objects.exists()


def test_a_rule_is_made_and_read_in_words(staff: Client, cast: Cast) -> None:
    topic = Topic.objects.at_path("Science / Biology")
    first, second = group("Subject reviewers"), group("Editors")
    sent = {
        "name": "Biology",
        "topic": topic.pk,
        "level": "college",
        "scheme": "expert",
        "first_group": first.pk,
        "second_group": second.pk,
        "is_active": "on",
    }
    assert staff.post(f"{RULES}add/", sent).status_code == 302
    rule = ReviewRule.objects.get()
    assert (rule.topic, rule.level, rule.first_group_id, rule.second_group_id) == (
        topic,
        "college",
        first.pk,
        second.pk,
    )
    page = staff.get(RULES).content.decode()
    assert "Material on “Science / Biology” and all below it, for: College." in page
    assert "First a member of “Subject reviewers” approves, then another person of “Editors”." in page
    assert "Biology: Nobody can take the first step: there is no reviewer in “Subject reviewers”." in page
    first.user_set.add(cast.reviewer)
    second.user_set.add(cast.second_reviewer)
    assert "Nobody can take" not in staff.get(RULES).content.decode()


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"scheme": "expert"}, "first_group", "Choose the group of the subject reviewers."),
        ({"scheme": "expert"}, "second_group", "Choose the group of the editors."),
        ({"level": "college"}, "__all__", "There is a rule for this topic and audience already."),
        ({"name": "College"}, "name", "already exists"),
        ({"level": "nobody"}, "level", "Select a valid choice"),
        ({"topic": "nonsense"}, "topic", "not a valid UUID"),
        ({"first_group": "1"}, "first_group", "Select a valid choice"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said(staff: Client, change: dict[str, Any], field: str, sentence: str) -> None:
    ReviewRule.objects.create(name="College", level="college")
    if "first_group" in change:  # a role is no group of reviewers
        change = {"first_group": Group.objects.get(name=Role.STAFF).pk}
    page = staff.post(f"{RULES}add/", {"name": "Other", "scheme": "two", "level": "", "topic": ""} | change)
    assert page.status_code == 200
    errors = page.context["adminform"].form.errors
    assert any(sentence in error for error in errors[field]), errors
    assert ReviewRule.objects.count() == 1


def test_what_rules_do_in_words(cast: Cast) -> None:
    assert describe_rule(ReviewRule(name="x")) == "All material. Two reviewers approve, one after the other."
    first, second = group("Subject reviewers"), group("Editors")
    assert "then any other reviewer" in describe_rule(ReviewRule(name="x", first_group=first))
    assert "First any reviewer approves" in describe_rule(ReviewRule(name="x", second_group=second))


def test_one_person_alone_cannot_take_both_steps(cast: Cast) -> None:
    rule = ReviewRule.objects.create(
        name="x", scheme="expert", first_group=group("Subject reviewers"), second_group=group("Editors")
    )
    for name in ("Subject reviewers", "Editors"):
        group(name).user_set.add(cast.reviewer, cast.student)
    assert missing_people([rule]) == {
        rule.pk: "One and the same person would have to take both steps. Add a second reviewer."
    }


def test_staff_keep_groups_of_reviewers(staff: Client, cast: Cast) -> None:
    page = staff.get(GROUPS).content.decode()
    assert "Subject reviewers" in page
    for role in Role:
        assert f">{role.value}</a>" not in page
    sent = {"name": "Biologists", "members": [cast.reviewer.pk, cast.second_reviewer.pk]}
    assert staff.post(f"{GROUPS}add/", sent).status_code == 302
    made = group("Biologists")
    assert set(made.user_set.all()) == {cast.reviewer, cast.second_reviewer}
    change = f"{GROUPS}{made.pk}/change/"
    assert "Rina Example (rina)" in staff.get(change).content.decode()
    assert "Sami" not in staff.get(change).content.decode()
    assert staff.post(change, {"name": "Biologists", "members": [cast.reviewer.pk]}).status_code == 302
    assert set(made.user_set.all()) == {cast.reviewer}
    assert not made.permissions.exists()


def test_emptying_a_group_that_a_rule_needs_is_warned_of(staff: Client) -> None:
    editors = group("Editors")
    ReviewRule.objects.create(name="x", second_group=editors)
    page = staff.post(f"{GROUPS}{editors.pk}/change/", {"name": "Editors"}, follow=True).content.decode()
    assert "Nobody can take the second step: there is no reviewer in “Editors”." in page


def test_a_group_in_a_rule_is_not_deleted(staff: Client) -> None:
    editors = group("Editors")
    ReviewRule.objects.create(name="x", second_group=editors)
    page = staff.post(f"{GROUPS}{editors.pk}/delete/", {"post": "yes"})
    assert page.status_code == 200
    assert "protected" in page.content.decode()
    assert group("Editors") == editors
    ReviewRule.objects.all().delete()
    assert staff.post(f"{GROUPS}{editors.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not ReviewerGroup.objects.filter(name="Editors").exists()


@pytest.mark.parametrize("name", ["Reviewer", "Staff", "Subject reviewers"])
def test_a_name_that_is_taken(staff: Client, name: str) -> None:
    page = staff.post(f"{GROUPS}add/", {"name": name})
    assert page.status_code == 200
    assert "already exists" in page.content.decode()


def test_a_role_is_never_changed_here(staff: Client, cast: Cast) -> None:
    role = Group.objects.get(name=Role.STAFF)
    assert staff.post(f"{GROUPS}{role.pk}/change/", {"name": "Mine", "members": [cast.reviewer.pk]}).status_code == 302
    role.refresh_from_db()
    assert role.name == "Staff"
    assert cast.reviewer not in role.user_set.all()
    with pytest.raises(Refusal, match="This is a role"):
        save_reviewer_group(name="x", members=[], by=cast.staff, group=ReviewerGroup.objects.get(pk=role.pk))
    granted = ReviewerGroup.objects.create(name="Has a permission")
    granted.permissions.add(Permission.objects.first())  # type: ignore[arg-type]
    assert granted not in ReviewerGroup.available()


def test_only_reviewers_belong_to_it(staff: Client, cast: Cast) -> None:
    page = staff.post(f"{GROUPS}add/", {"name": "New", "members": [cast.student.pk]})
    assert "Select a valid choice" in page.content.decode()
    with pytest.raises(Refusal, match="These are none: Sami Example"):
        save_reviewer_group(name="New", members=[cast.student], by=cast.staff)
    with pytest.raises(PermissionDenied):
        save_reviewer_group(name="New", members=[], by=cast.operator)


def test_changing_roles_leaves_groups_of_reviewers_alone(cast: Cast) -> None:
    reviewer = UserFactory.create(roles=[Role.REVIEWER])
    group("Editors").user_set.add(reviewer)
    change_roles(user=reviewer, roles=[Role.REVIEWER, Role.TEACHER], by=cast.operator)
    names = set(User.objects.get(pk=reviewer.pk).groups.values_list("name", flat=True))
    assert names == {"Reviewer", "Teacher", "Editors"}


def test_lists_cost_the_same_for_few_and_many(staff: Client, cast: Cast, django_assert_num_queries: Any) -> None:
    for number in range(2):
        ReviewRule.objects.create(name=f"Rule {number}", topic=Topic.objects.at_path(f"Topic {number}"))
    counts = []
    for page in (RULES, GROUPS):
        staff.get(page)
        with CaptureQueriesContext(connection) as found:
            staff.get(page)
        counts.append(len(found.captured_queries))
    for number in range(2, 12):
        ReviewRule.objects.create(name=f"Rule {number}", topic=Topic.objects.at_path(f"Topic {number}"))
        ReviewerGroup.objects.create(name=f"Group {number}")
    for page, count in zip((RULES, GROUPS), counts, strict=True):
        assert count <= 15
        with django_assert_num_queries(count):
            staff.get(page)
