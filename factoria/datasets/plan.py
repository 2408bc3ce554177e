"""Which story every copy tells, whose it is and when it began: the temporary tables `copy` and `study`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection

from content.kinds import StudyMode, get_kind
from content.models import Level
from factoria.datasets.histories import HISTORIES
from factoria.datasets.people import People
from factoria.datasets.studies import STUDIES

KIND_WEIGHTS = {"quiz": 40, "study_guide": 25, "flashcards": 25, "podcast": 10}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Piece:
    """A staged story of a piece: how long it takes, and after what time it was published, if it was."""

    story: int
    kind: str
    history: str
    duration: timedelta
    published_after: timedelta | None


@dataclass(frozen=True)
class StagedStudy:
    """A staged story of a study of a staged piece, and how many responses it holds."""

    story: int
    name: str
    responses: int


@dataclass(frozen=True)
class Copy:
    """One piece to be written."""

    number: int
    piece: Piece
    begin: datetime

    @property
    def published_at(self) -> datetime | None:
        after = self.piece.published_after
        return None if after is None else self.begin + after


def choose_stories(count: int, random: Random) -> list[tuple[str, str]]:
    """A kind and a history for every piece: first one published piece of each kind, then by their shares."""
    kinds, histories = list(KIND_WEIGHTS), list(HISTORIES)
    kind_choices = random.choices(kinds, list(KIND_WEIGHTS.values()), k=count)
    history_choices = random.choices(histories, [story.weight for story in HISTORIES.values()], k=count)
    chosen = list(zip(kind_choices, history_choices, strict=True))
    return [*((kind, "published") for kind in kinds), *chosen[len(kinds) :]][:count]


def plan_copies(
    chosen: Sequence[tuple[str, str]],
    pieces: dict[tuple[str, str], Piece],
    start: int,
    random: Random,
    now: datetime,
) -> Iterator[Copy]:
    """A copy for every story that was chosen, numbered from `start`."""
    for number, (kind, history) in enumerate(chosen, start):
        piece, shares = pieces[kind, history], HISTORIES[history]
        ended = now - DAY * random.uniform(shares.latest, shares.earliest)
        yield Copy(number, piece, ended - piece.duration)


def write_copies(
    copies: Sequence[Copy], people: People, topics: Sequence[UUID], places: Sequence[str], salt: str, random: Random
) -> None:
    """The temporary table `copy`."""
    levels = list(Level.values)
    weights = [1 / rank for rank in range(1, len(places) + 1)]  # few words are common, most are rare
    chosen = random.choices(places, weights, k=len(copies))
    rows = (
        (
            copy.number,
            copy.piece.story,
            people.teachers[copy.number % len(people.teachers)].pk,
            random.choice(people.reviewers).pk,
            random.choice(levels),
            random.choice(topics),
            copy.begin,
            _milliseconds(copy.begin),
            f"{salt}.{copy.number}",
            place,
            str(100_000 + copy.number),
        )
        for copy, place in zip(copies, chosen, strict=True)
    )
    _write_table("copy", MAKE_COPY, rows)


def plan_studies(
    copies: Sequence[Copy],
    studies: dict[tuple[int, str], StagedStudy],
    students: int,
    responses: int,
    random: Random,
    now: datetime,
) -> list[tuple[int, Copy, StagedStudy, datetime]]:
    """Student (by index), copy, study and its beginning: quizzes until there are `responses`, and half as many pieces
    read and decks turned, at least one of each a student. Raises ValueError where there are not quizzes enough."""
    by_mode: dict[StudyMode, list[Copy]] = {mode: [] for mode in StudyMode}
    for copy in copies:
        if copy.published_at:
            by_mode[get_kind(copy.piece.kind).study_mode].append(copy)
    planned, held = [], 0
    quizzes = _pairs(students, by_mode[StudyMode.ANSWER], random)
    while held < responses:
        pair = next(quizzes, None)
        if pair is None:
            raise ValueError(held)
        chosen = _choose(StudyMode.ANSWER, pair, studies, random, now)
        planned.append(chosen)
        held += chosen[2].responses
    others = max(students, len(planned) // 2)
    for mode in (StudyMode.READ, StudyMode.TURN):
        pairs = _pairs(students, by_mode[mode], random)
        planned += [_choose(mode, pair, studies, random, now) for pair, _n in zip(pairs, range(others), strict=False)]
    return planned


def _pairs(students: int, copies: Sequence[Copy], random: Random) -> Iterator[tuple[int, Copy]]:
    """Every student with every copy, once: round by round, each student from a place of her own."""
    starts = [random.randrange(len(copies)) for _student in range(students)] if copies else []
    for step in range(len(copies)):
        for student, start in enumerate(starts):
            yield student, copies[(start + step) % len(copies)]


def _choose(
    mode: StudyMode,
    pair: tuple[int, Copy],
    studies: dict[tuple[int, str], StagedStudy],
    random: Random,
    now: datetime,
) -> tuple[int, Copy, StagedStudy, datetime]:
    student, copy = pair
    names = [name for name, study in STUDIES.items() if study.mode == mode]
    name = random.choices(names, [STUDIES[name].weight for name in names])[0]
    study = STUDIES[name]
    assert copy.published_at is not None, "only published copies are studied"
    latest = now - study.duration
    earliest = max(copy.published_at, latest - 10 * DAY) if study.is_recent else copy.published_at
    begin = earliest + (latest - earliest) * random.random()
    return student, copy, studies[copy.piece.story, name], begin


def write_studies(planned: Sequence[tuple[int, Copy, StagedStudy, datetime]], people: People, salt: str) -> None:
    """The temporary table `study`."""
    rows = (
        (
            number,
            copy.number,
            study.story,
            people.students[student].pk,
            begin,
            _milliseconds(begin),
            f"{salt}.study.{number}",
        )
        for number, (student, copy, study, begin) in enumerate(planned)
    )
    _write_table("study", MAKE_STUDY, rows)


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _write_table(name: str, definition: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(definition)
        with cursor.copy(f"COPY {name} FROM STDIN") as copying:
            for row in rows:
                copying.write_row(row)
        cursor.execute(f"ANALYZE {name}")


MAKE_COPY = """
CREATE TEMPORARY TABLE copy (
    number integer PRIMARY KEY, story integer NOT NULL, author uuid NOT NULL, reviewer uuid NOT NULL,
    level text NOT NULL, topic uuid NOT NULL, begin timestamptz NOT NULL, begin_ms bigint NOT NULL,
    salt text NOT NULL, place text NOT NULL, serial text NOT NULL)
"""
MAKE_STUDY = """
CREATE TEMPORARY TABLE study (
    number integer PRIMARY KEY, copy integer NOT NULL, story integer NOT NULL, student uuid NOT NULL,
    begin timestamptz NOT NULL, begin_ms bigint NOT NULL, salt text NOT NULL)
"""
