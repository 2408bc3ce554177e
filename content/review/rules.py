"""Where a second step is asked for, in words, and whether there are people to take both."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from content.models import ReviewRule
from content.querysets import REVIEWER


def all_reviewers() -> QuerySet[User]:
    """Everybody who may review, and log in."""
    app_label, codename = REVIEWER.split(".")
    hers = Q(group__user=OuterRef("pk")) | Q(user=OuterRef("pk"))
    permission = Permission.objects.filter(hers, content_type__app_label=app_label, codename=codename)
    return User.objects.filter(Exists(permission), is_active=True)


def describe_rule(rule: ReviewRule) -> str:
    """What it does: which material, and who takes which step."""
    named = {"topic": rule.topic, "level": rule.get_level_display()}
    if rule.topic and rule.level:
        what = _("Material on “%(topic)s” and all below it, for: %(level)s.") % named
    elif rule.topic:
        what = _("Material on “%(topic)s” and all below it.") % named
    else:
        what = _("Material for: %(level)s.") % named if rule.level else _("All material.")
    return f"{what} {_describe_steps(rule)}"


def _describe_steps(rule: ReviewRule) -> str:
    groups = {"first": rule.first_group, "second": rule.second_group}
    if rule.first_group and rule.second_group:
        return _("First a member of “%(first)s” approves, then another person of “%(second)s”.") % groups
    if rule.first_group:
        return _("First a member of “%(first)s” approves, then any other reviewer.") % groups
    if rule.second_group:
        return _("First any reviewer approves, then another person of “%(second)s”.") % groups
    return _("Two reviewers approve, one after the other.")


def missing_people(rules: Iterable[ReviewRule]) -> dict[UUID, str]:
    """By rule, a sentence where nobody can take one of its steps as things stand. Two queries."""
    rules = list(rules)
    everybody = set(all_reviewers().values_list("pk", flat=True))
    members = _members_of({pk for rule in rules for pk in (rule.first_group_id, rule.second_group_id) if pk})
    missing = {}
    for rule in rules:
        first = members[rule.first_group_id] & everybody if rule.first_group_id else everybody
        second = members[rule.second_group_id] & everybody if rule.second_group_id else everybody
        if sentence := _what_is_missing(rule, first, second):
            missing[rule.pk] = sentence
    return missing


def _members_of(groups: set[int]) -> Mapping[int | None, set[UUID]]:
    found: dict[int | None, set[UUID]] = defaultdict(set)
    for group, user in User.groups.through.objects.filter(group__in=groups).values_list("group", "user"):
        found[group].add(user)
    return found


def _what_is_missing(rule: ReviewRule, first: set[UUID], second: set[UUID]) -> str:
    if not first:
        return _("Nobody can take the first step: there is no reviewer in “%(group)s”.") % {"group": rule.first_group}
    if not second:
        return _("Nobody can take the second step: there is no reviewer in “%(group)s”.") % {"group": rule.second_group}
    if len(first | second) < 2:
        return _("One and the same person would have to take both steps. Add a second reviewer.")
    return ""
