"""What students of a class are told of its work."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.actions.notifying import notify
from accounts.models import User
from progress import work_events
from progress.classes.work import study_url, title_of
from progress.models import Assignment

Fact = dict[str, Any]
_GIVEN = "given"


def tell(
    event: str,
    assignment: Assignment,
    to: Collection[UUID],
    *,
    key: str,
    by: User | None = None,
    what: str = "",
    facts: Sequence[Fact] = (),
    reason: str = "",
) -> None:
    """Tell students, by their keys, about an assignment whose class and piece are loaded. Who was told under the same
    `key` is not told again."""
    notify(
        event=event,
        to=to,
        actor=by,
        subject=title_of(assignment),
        url=study_url(assignment),
        key=_key(assignment, key),
        details={"what": what, "facts": [fact(_("Class"), assignment.classroom.name), *facts], "reason": reason},
    )


def tell_given(assignment: Assignment, to: Collection[UUID], *, by: User | None = None) -> None:
    """That it is there to be done: by who gave it, or, where it opened later, by nobody. Once."""
    what = "" if by else "opened"
    facts, note = due_facts(assignment.due_at, assignment.closes_at), assignment.note
    tell(work_events.GIVEN, assignment, to, key=_GIVEN, by=by, what=what, facts=facts, reason=note)


def key_of_given(assignment: Assignment) -> str:
    """Under which students are told that they have it to do."""
    return _key(assignment, _GIVEN)


def _key(assignment: Assignment, what: str) -> str:
    return f"work:{assignment.pk}:{what}"


def due_facts(due_at: datetime | None, closes_at: datetime | None = None) -> list[Fact]:
    facts = []
    if due_at:
        facts.append({"name": _("Due"), "at": due_at.isoformat()})
    if closes_at:
        facts.append({"name": _("Closes"), "at": closes_at.isoformat()})
    return facts


def say_no_date() -> Fact:
    return fact(_("Due"), _("at no set time"))


def fact(name: str, value: str) -> Fact:
    return {"name": name, "value": value}
