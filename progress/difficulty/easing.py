"""Practice from easy to hard: the order of the questions of an attempt, made once, when it begins."""

from collections.abc import Mapping, Sequence
from math import log
from uuid import UUID

from content.documents import load_items
from content.kinds.quiz import QuizFrame
from content.models import Content, ContentVersion
from progress.difficulty.scale import find_calibration, load_difficulties
from progress.drawing import draw_items
from progress.models import ItemStatistics
from progress.ordering import is_question

_ALMOST = 0.01  # a share of the points is kept so far from none and all


def easy_order(student: UUID, content: Content, version: ContentVersion) -> list[str] | None:
    """The item versions of the questions that the student gets, the easiest first; None where the version has no such
    order. Five queries at most, whatever the number of questions; none where it has no such order.

    How hard they are says the calibration of the subject; of what has no estimate in it the facility of first answers.
    A question of which neither is known stays in the place where its author put it."""
    frame = version.parsed_frame
    if not (isinstance(frame, QuizFrame) and frame.goes_from_easy_to_hard):
        return None
    entries = draw_items(load_items(version, is_shown=False), frame, student, content.pk)
    questions = [entry.pk for entry in entries if is_question(entry)]
    return [str(question) for question in order_known(questions, find_hardness(content, questions))]


def find_hardness(content: Content, questions: Sequence[UUID]) -> dict[UUID, float]:
    """In logits, of those of which it is known."""
    calibration = find_calibration(content)
    rows = load_difficulties(calibration, questions) if calibration else {}
    known = {pk: row.difficulty for pk, row in rows.items() if row.difficulty is not None}
    rest = [question for question in questions if question not in known]
    statistics = ItemStatistics.objects.filter(item_version__in=rest, is_first=True, facility__isnull=False)
    facilities = statistics.values_list("item_version", "facility")
    return known | {pk: _from_facility(facility) for pk, facility in facilities if facility is not None}


def _from_facility(facility: float) -> float:
    """A question is as hard as one that so many average students get wrong."""
    share = min(max(facility, _ALMOST), 1 - _ALMOST)
    return log((1 - share) / share)


def order_known(questions: Sequence[UUID], hardness: Mapping[UUID, float]) -> list[UUID]:
    """Those that are known change places with each other; of two that are equally hard, the author's first stays it."""
    ordered = iter(sorted((pk for pk in questions if pk in hardness), key=lambda pk: hardness[pk]))
    return [next(ordered) if pk in hardness else pk for pk in questions]
