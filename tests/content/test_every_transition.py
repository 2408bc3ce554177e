"""Every state × action × role, tried with the real actions and compared with the tables of docs/review.md."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from procrastinate.contrib.django import app as jobs_app
from pytest_django import DjangoDbBlocker

from accounts.refusals import Refusal
from content.models import Content, ReviewRequest
from content.verbs import LABELS
from tests.content.transition_help import (
    ACTIONS,
    CLOCK,
    EVIDENCE,
    ONLY_IN,
    ROLES,
    People,
    Try,
    find_evidence,
    hold,
    make_people,
    make_pieces,
    state_of,
)
from tests.jobs import JobsInMemory

DOCUMENT = Path(__file__).parents[2] / "docs" / "review.md"
DENIED, REFUSED = "no", "refused"
Table = dict[str, dict[str, str]]


def read_table(first_heading: str) -> Table:
    """The table whose first column has that heading: row by action, then cell by column."""
    lines = iter(DOCUMENT.read_text(encoding="utf-8").splitlines())
    header = next(line for line in lines if line.startswith(f"| {first_heading} |"))
    columns = _cells(header)[1:]
    next(lines)
    table = {}
    for line in lines:
        if not line.startswith("|"):
            break
        action, *cells = _cells(line)
        table[action] = dict(zip(columns, cells, strict=True))
    return table


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


BY_STATE, BY_ROLE = read_table("what"), read_table("who may")
STATES = tuple(next(iter(BY_STATE.values())))


def expected(action: str, state: str, role: str) -> str:
    """The state after it, or how it is refused, as the tables say: “no” comes before the state, “not this” after."""
    may, after = BY_ROLE[action][role], BY_STATE[action][state]
    if may == DENIED:
        return DENIED
    if after == "–":
        return REFUSED
    return {"yes": after, "not this": DENIED, REFUSED: REFUSED}[may]


@dataclass(frozen=True)
class Stage:
    """Everybody, and a piece in every state with its latest request and the keys of its record so far."""

    people: People
    pieces: dict[str, tuple[Content, ReviewRequest, frozenset[UUID]]]

    def take(self, state: str) -> tuple[Content, ReviewRequest, frozenset[UUID]]:
        """The piece in that state as it was read once: a copy, for an action may write on it."""
        content, request, known = self.pieces[state]
        content, request = deepcopy((content, request))
        return content, request, known


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """All of it, made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        with jobs_app.replace_connector(JobsInMemory()):
            people = make_people()
            yield Stage(people, {state: _read(content) for state, content in make_pieces(people).items()})
        transaction.set_rollback(True)


def _read(content: Content) -> tuple[Content, ReviewRequest, frozenset[UUID]]:
    request = content.review_requests.select_related("version", "content").latest("submitted_at")
    return request.content, request, frozenset(content.transitions.values_list("pk", flat=True))


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", ACTIONS)
def test_every_transition(stage: Stage, action: str, state: str) -> None:
    roles = [role for role in ROLES if state in ONLY_IN.get(role, STATES)]
    assert {role: attempt(stage, action, state, role) for role in roles} == {
        role: expected(action, state, role) for role in roles
    }


def attempt(stage: Stage, action: str, state: str, role: str) -> str:
    """What comes of it: the state after it, or how it was refused. All of it is taken back."""
    mark = transaction.savepoint()
    try:
        return _attempt(stage, action, state, role)
    finally:
        transaction.savepoint_rollback(mark)


def _attempt(stage: Stage, action: str, state: str, role: str) -> str:
    content, request, known = stage.take(state)
    by, before = ROLES[role](stage.people), content.status
    hold(request, role, stage.people)
    try:
        ACTIONS[action](Try(content, request, by))
    except (PermissionDenied, Refusal) as refusal:
        left = Content.objects.filter(pk=content.pk).values_list("status", Count("transitions")).get()
        assert left == (before, len(known)), "what is refused leaves no trace"
        return DENIED if isinstance(refusal, PermissionDenied) else REFUSED
    after = state_of(content)
    assert_recorded(content, before, known, by.pk)
    return after


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("event", CLOCK)
def test_every_state_under_the_clock(stage: Stage, event: str, state: str) -> None:
    """The clock refuses nothing: where it has nothing to do, the piece stays as it is, and so it does a second time."""
    content, _request, known = stage.take(state)
    before = content.status
    field, run = CLOCK[event]
    Content.objects.filter(pk=content.pk).update(publish_at=None)
    Content.objects.filter(pk=content.pk).update(**{field: timezone.now() - timedelta(seconds=1)})
    run()
    assert state_of(content) == BY_STATE[event][state]
    assert_recorded(content, before, known, None)
    steps = content.transitions.count()
    run()
    assert content.transitions.count() == steps


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("state", STATES)
def test_every_state_under_evidence(stage: Stage, state: str) -> None:
    """It refuses nothing either, and what is found twice counts once."""
    content, _request, known = stage.take(state)
    before, is_seen = content.status, content.is_published
    assert find_evidence(content, "too_hard") == is_seen
    assert state_of(content) == BY_STATE[EVIDENCE][state]
    assert_recorded(content, before, known, None)
    steps = content.transitions.count()
    assert find_evidence(content, "too_hard") == 0
    assert content.transitions.count() == steps


def assert_recorded(content: Content, before: str, known: frozenset[UUID], by: UUID | None) -> None:
    """What changed the state stands in the record, step by step, under the name of who did it."""
    steps = list(content.transitions.exclude(pk__in=known).order_by("at", "id"))
    assert [step.from_status for step in steps] == [before, *(step.to_status for step in steps)][: len(steps)]
    assert content.status == (steps[-1].to_status if steps else before)
    assert {step.by_id for step in steps} <= {by}
    assert {step.verb for step in steps} <= LABELS.keys(), "each step of the record has a name"


def test_the_tables_name_every_action_state_and_role() -> None:
    assert {status.replace("_", " ") for status in Content.Status.values} <= set(STATES)
    assert set(BY_STATE) == {*ACTIONS, *CLOCK, EVIDENCE}
    assert set(BY_ROLE) == set(ACTIONS)
    assert {role for cells in BY_ROLE.values() for role in cells} == set(ROLES)
    allowed = {"–", *STATES}
    assert {cell for cells in BY_STATE.values() for cell in cells.values()} <= allowed
    assert {cell for cells in BY_ROLE.values() for cell in cells.values()} <= {"yes", "no", "not this", REFUSED}
