"""How hard a quiz is for a class, before anybody there takes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np
from django.utils.translation import gettext as _

from content.documents import load_items
from content.kinds import StudyMode
from content.kinds.quiz import QuizFrame
from content.models import Content, ItemVersion
from content.questions import QuestionData
from progress.authors import heading_of
from progress.difficulty.foretelling import Floats, Outlook, foretell, guess_difficulty
from progress.difficulty.scale import Scale, load_difficulties, load_scale
from progress.drawing import draw_items
from progress.models import Classroom, Enrolment, ItemDifficulty, StudentAbility
from progress.ordering import is_question
from progress.rules import quiz_frame

LEAST_KNOWN = 0.5  # share of the questions that have to have an estimate, for anything to be said
HARDEST = 3
_WITHIN = 1.96  # standard errors: 95 of 100 classes earn what lies between


@dataclass(frozen=True)
class HardItem:
    """A question by its number in the quiz, and how likely one of the students gets it right."""

    number: int
    heading: str
    chance: float

    @property
    def percent(self) -> int:
        return round(100 * self.chance)


@dataclass(frozen=True)
class Expected:
    """The share of the points that `students` will earn on average, and between what it will lie in 95 of 100 such
    cases: all None where too little is known, and `reason` says what. `known_items` of the `items` have an estimate,
    from so many `answers`, and `known_students` of the students; what is not known is taken as usual in its subject,
    and makes the interval wider. `is_class` is False where it is of whoever studies the subject."""

    is_class: bool
    items: int = 0
    known_items: int = 0
    students: int = 0
    known_students: int = 0
    answers: int = 0
    mean: float | None = None
    low: float | None = None
    high: float | None = None
    hardest: Sequence[HardItem] = ()
    reason: str = ""

    @property
    def percents(self) -> tuple[int, int, int]:
        """Mean, low and high, in whole percent."""
        mean, low, high = (round(100 * (share or 0)) for share in (self.mean, self.low, self.high))
        return mean, low, high

    @property
    def unknown_items(self) -> int:
        return self.items - self.known_items

    @property
    def unknown_students(self) -> int:
        return self.students - self.known_students


@dataclass(frozen=True)
class _People:
    """The keys of the students, how able they are and how surely, and how many of them are known."""

    keys: list[UUID]
    ability: Floats
    error: Floats
    known: int = 0


def expect(content: Content, classroom: Classroom | None = None, *, scale: Scale | None = None) -> Expected:
    """What the students of a class will earn in the published version of a quiz; without a class, whoever studies the
    subject. An answer counts as right or wrong: what a quiz gives for half an answer, or takes for a wrong one, is not
    in it. Eight queries at most, whatever the number of questions and students."""
    expected = Expected(is_class=classroom is not None)
    version = content.published_version
    if version is None or content.kind_type.study_mode != StudyMode.ANSWER:
        return replace(expected, reason=_("This is no published quiz."))
    version.content = content
    frame, entries = quiz_frame(version), load_items(version, is_shown=False)
    questions = [entry for entry in entries if is_question(entry)]
    scale = scale or load_scale(content)
    rows = load_difficulties(scale.calibration, [entry.pk for entry in questions]) if scale else {}
    known = [rows[entry.pk] for entry in questions if _is_known(entry, rows)]
    expected = replace(expected, items=len(questions), known_items=len(known), answers=sum(row.count for row in known))
    if scale is None or not questions or len(known) < LEAST_KNOWN * len(questions):
        return replace(expected, reason=_("Too few students have answered its questions to say how hard they are."))
    people = _load_people(classroom, scale) if classroom else _everybody(scale)
    expected = replace(expected, students=len(people.keys), known_students=people.known)
    if classroom and not people.keys:
        return replace(expected, reason=_("Nobody is in this class yet."))
    if classroom:
        worth = _worth_by_student(entries, questions, frame, people.keys, content)
    else:
        worth = _usual(questions, frame)
    outlook = _look_ahead(people, [rows.get(entry.pk) for entry in questions], scale, worth)
    reach = _WITHIN * outlook.error
    return replace(
        expected,
        mean=outlook.share,
        low=max(0.0, outlook.share - reach),
        high=min(1.0, outlook.share + reach),
        hardest=_find_hardest(questions, rows, outlook),
    )


def _is_known(entry: ItemVersion, rows: Mapping[UUID, ItemDifficulty]) -> bool:
    return entry.pk in rows and rows[entry.pk].difficulty is not None


def _look_ahead(people: _People, rows: Sequence[ItemDifficulty | None], scale: Scale, worth: Floats) -> Outlook:
    placed = np.array([_place(row, scale) for row in rows])
    return foretell(
        ability=people.ability,
        ability_error=people.error,
        difficulty=placed[:, 0],
        difficulty_error=placed[:, 1],
        worth=worth,
        is_everybody=not people.keys,
    )


def _load_people(classroom: Classroom, scale: Scale) -> _People:
    """Two queries. Who has no estimate may be as able as anybody."""
    keys = list(Enrolment.objects.current().filter(classroom=classroom).values_list("student", flat=True))
    rows = StudentAbility.objects.filter(calibration=scale.calibration, student__in=keys)
    found = {student: (ability, error) for student, ability, error in rows.values_list("student", "ability", "error")}
    placed = np.array([found.get(key, (scale.mean, scale.spread)) for key in keys]).reshape(-1, 2)
    return _People(keys, placed[:, 0], placed[:, 1], len(found))


def _everybody(scale: Scale) -> _People:
    return _People([], np.array([scale.mean]), np.array([scale.spread]))


def _place(row: ItemDifficulty | None, scale: Scale) -> tuple[float, float]:
    """How hard a question is and how surely that is known."""
    if row and row.difficulty is not None and row.error is not None:
        return row.difficulty, row.error
    return guess_difficulty(
        count=row.count if row else 0,
        right=row.right if row else 0,
        mean=scale.mean,
        spread=scale.spread,
        item_spread=scale.item_spread,
    )


def _worth_by_student(
    entries: Sequence[ItemVersion], questions: Sequence[ItemVersion], frame: QuizFrame, keys: list[UUID], piece: Content
) -> Floats:
    """By the very questions that each of them is drawn."""
    places = {entry.pk: place for place, entry in enumerate(questions)}
    points, worth = _points(questions), np.zeros((len(keys), len(questions)))
    for row, student in enumerate(keys):
        drawn = [places[entry.pk] for entry in draw_items(entries, frame, student, piece.pk) if entry.pk in places]
        worth[row, drawn] = points[drawn]
    return _shares(worth)


def _usual(questions: Sequence[ItemVersion], frame: QuizFrame) -> Floats:
    """By how often each is drawn."""
    held: dict[str, int] = {}
    for entry in questions:
        held[entry.pool] = held.get(entry.pool, 0) + 1
    often = [frame.count_drawn(entry.pool, held[entry.pool]) / held[entry.pool] for entry in questions]
    return _shares((_points(questions) * np.array(often))[None, :])


def _points(questions: Sequence[ItemVersion]) -> Floats:
    return np.array(
        [float(entry.parsed.points) if isinstance(entry.parsed, QuestionData) else 0.0 for entry in questions]
    )


def _shares(worth: Floats) -> Floats:
    """Every student weighs the same; where no question is worth anything, all are worth the same."""
    whole = worth.sum(axis=1, keepdims=True)
    shares: Floats = np.where(whole > 0, worth / np.where(whole > 0, whole, 1), 1 / worth.shape[1]) / len(worth)
    return shares


def _find_hardest(
    questions: Sequence[ItemVersion], rows: Mapping[UUID, ItemDifficulty], outlook: Outlook
) -> list[HardItem]:
    known = [
        HardItem(place + 1, heading_of(entry), float(outlook.chances[place]))
        for place, entry in enumerate(questions)
        if _is_known(entry, rows)
    ]
    return sorted(known, key=lambda item: item.chance)[:HARDEST]
