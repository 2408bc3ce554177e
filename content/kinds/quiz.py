"""The quiz: questions of every type, graded on the server."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy
from pydantic import BaseModel, ConfigDict, Field

from content.item_types import Finding, ItemData, get_item_type
from content.kinds.base import Frame, Kind, StudyMode
from content.questions import QuestionData, all_question_types


class Draw(BaseModel):
    """Of the questions in the pool of that name, each student gets `count`, chosen at random."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pool: str = Field(min_length=1, max_length=60)
    count: int = Field(ge=1, le=2000)


class QuizFrame(Frame):
    """What holds for the whole quiz: the share needed to pass, in percent, whether options change places, and how
    many questions are drawn from which pool."""

    pass_mark: int = Field(default=60, ge=0, le=100)
    shuffle_options: bool = True
    draws: tuple[Draw, ...] = ()

    def wording(self) -> Iterator[str]:
        yield _("Pass mark: %(mark)d%%") % {"mark": self.pass_mark}
        yield _("Options change places: %(answer)s") % {"answer": _("yes") if self.shuffle_options else _("no")}
        for draw in self.draws:
            yield _("From “%(pool)s”, each student gets %(count)d") % {"pool": draw.pool, "count": draw.count}

    def count_drawn(self, pool: str, held: int) -> int:
        """How many of the `held` questions in `pool` one student gets: all of them unless some are drawn."""
        return min([held, *(draw.count for draw in self.draws if pool and draw.pool == pool)])


class Quiz(Kind):
    name = "quiz"
    label = gettext_lazy("Quiz")
    plural = gettext_lazy("Quizzes")
    icon = "quiz"
    description = gettext_lazy("Questions graded on the spot, each with an explanation.")
    study_mode = StudyMode.ANSWER
    text_format = "gift"
    text_help = gettext_lazy("GIFT, as Moodle writes it: the question, then its answers between braces.")
    item_noun = gettext_lazy("question")
    item_counts = ngettext_lazy("%d question", "%d questions")
    item_types = tuple(question_type.name for question_type in all_question_types())
    frame_model = QuizFrame

    def check(self, frame: Frame, items: Sequence[tuple[str, ItemData]]) -> list[tuple[int | None, Finding]]:
        findings = super().check(frame, items)
        if items and not any(get_item_type(item_type).is_graded for item_type, _data in items):
            findings.append((None, Finding("items", _("No question here can be answered. Add one that can."))))
        return findings

    def check_pools(
        self, frame: Frame, items: Sequence[tuple[str, ItemData]], pools: Sequence[str]
    ) -> list[tuple[int | None, Finding]]:
        assert isinstance(frame, QuizFrame), "a quiz keeps the frame of a quiz"
        held = Counter(pool for pool in pools if pool)
        findings: list[tuple[int | None, Finding]] = [
            (position, Finding("pool", _("This asks nothing, so it cannot be drawn. Take it out of the pool.")))
            for position, ((item_type, _data), pool) in enumerate(zip(items, pools, strict=True))
            if pool and not get_item_type(item_type).is_graded
        ]
        sentences = [*_check_draws(frame.draws, held), *_check_undrawn(frame.draws, held)]
        return findings + [(None, Finding("draws", sentence)) for sentence in sentences]


def _check_draws(draws: Sequence[Draw], held: Counter[str]) -> Iterator[str]:
    """What is wrong with what is drawn."""
    for pool, times in Counter(draw.pool for draw in draws).items():
        if times > 1:
            yield _("Questions are drawn from “%(pool)s” more than once. Keep one of the rules.") % {"pool": pool}
    for draw in draws:
        words = {"pool": draw.pool, "count": draw.count, "held": held[draw.pool]}
        if not held[draw.pool]:
            yield _("No question is in the pool “%(pool)s”. Put some in, or empty its number in the rules.") % words
        elif draw.count > held[draw.pool]:
            sentence = ngettext(
                "“%(pool)s” holds only %(held)d question, but each student is to get %(count)d. Lower the number.",
                "“%(pool)s” holds only %(held)d questions, but each student is to get %(count)d. Lower the number.",
                held[draw.pool],
            )
            yield sentence % words


def _check_undrawn(draws: Sequence[Draw], held: Counter[str]) -> Iterator[str]:
    """Pools that nothing is drawn from."""
    drawn = {draw.pool for draw in draws}
    for pool in held:
        if pool not in drawn:
            sentence = _("Say in the rules how many questions each student gets from “%(pool)s”, or dissolve the pool.")
            yield sentence % {"pool": pool}


def uneven_pools(items: Sequence[tuple[ItemData, str]]) -> list[str]:
    """The pools whose questions are worth different points: then students who were drawn others can reach other
    totals. `items` are the data of each item and its pool."""
    worth: dict[str, set[Decimal]] = defaultdict(set)
    for data, pool in items:
        if pool and isinstance(data, QuestionData):
            worth[pool].add(data.points)
    return [pool for pool, points in worth.items() if len(points) > 1]
