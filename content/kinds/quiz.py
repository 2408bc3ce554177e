"""The quiz: questions of every type, graded on the server."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum

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


class Mode(StrEnum):
    """Practice shows after each question how it was; graded, the rules of the quiz hold and its end tells the score."""

    PRACTICE = "practice"
    GRADED = "graded"


class Results(StrEnum):
    """What a student sees of a finished attempt: answers and explanations; these only once no attempt is left, and
    until then what was right; only what was right; the score alone."""

    ALL = "all"
    AFTER_LAST = "after_last"
    MARKS = "marks"
    SCORE = "score"


class Counts(StrEnum):
    """Which of several attempts makes the score of the quiz."""

    BEST = "best"
    LATEST = "latest"
    FIRST = "first"
    AVERAGE = "average"


class QuizFrame(Frame):
    """The rules of the whole quiz.

    `pass_mark` is the share of the points needed to pass, in percent; `draws` say how many questions are drawn from
    which pool. `time_limit` is in minutes; for `grace` seconds after it answers are still taken. `attempts` is how many
    a student has; None is no limit. Time and attempts are limited in graded mode alone. `wrong_costs` is the share of
    its points, in percent, that a wrong answer takes away; without `partial_credit` an answer is right or wrong. With
    `easy_first` questions go from easy to hard in practice, as far as it is known how hard they are."""

    mode: Mode = Mode.GRADED
    pass_mark: int = Field(default=60, ge=0, le=100)
    time_limit: int | None = Field(default=None, ge=1, le=1440)
    grace: int = Field(default=60, ge=0, le=600)
    attempts: int | None = Field(default=None, ge=1, le=100)
    counts: Counts = Counts.BEST
    results: Results = Results.ALL
    one_per_page: bool = False
    shuffle_questions: bool = False
    easy_first: bool = False
    shuffle_options: bool = True
    partial_credit: bool = True
    wrong_costs: int = Field(default=0, ge=0, le=100)
    draws: tuple[Draw, ...] = ()

    @property
    def is_practice(self) -> bool:
        return self.mode == Mode.PRACTICE

    @property
    def goes_from_easy_to_hard(self) -> bool:
        return self.easy_first and self.is_practice

    def mark(self, fraction: Decimal | None, *, is_answered: bool) -> Decimal | None:
        """What an answer earns by the rules of the quiz, as a share of its points from -1 to 1, where its question
        alone would give `fraction`. None while a person has to grade it."""
        if fraction is None or not is_answered:
            return fraction
        if not self.partial_credit and fraction < 1:
            fraction = min(fraction, Decimal(0))
        if self.wrong_costs and fraction <= 0:
            return min(fraction, Decimal(-self.wrong_costs) / 100)
        return fraction

    def wording(self) -> Iterator[str]:
        yield from rules_in_words(self)

    def count_drawn(self, pool: str, held: int) -> int:
        """How many of the `held` questions in `pool` one student gets: all of them unless some are drawn."""
        return min([held, *(draw.count for draw in self.draws if pool and draw.pool == pool)])


RESULTS_IN_WORDS = {
    Results.ALL: gettext_lazy("answers and explanations"),
    Results.AFTER_LAST: gettext_lazy("answers and explanations after the last attempt, until then what was right"),
    Results.MARKS: gettext_lazy("what was right and what was not"),
    Results.SCORE: gettext_lazy("the score alone"),
}
COUNTS_IN_WORDS = {
    Counts.BEST: gettext_lazy("the best"),
    Counts.LATEST: gettext_lazy("the latest"),
    Counts.FIRST: gettext_lazy("the first"),
    Counts.AVERAGE: gettext_lazy("the average of all"),
}


def rules_in_words(frame: QuizFrame) -> Iterator[str]:
    """The rules as lines to read and to compare: those that say nothing special are left out."""
    if frame.is_practice:
        yield _("For practice: each question tells at once how it was")
    yield _("Pass mark: %(mark)d%%") % {"mark": frame.pass_mark}
    yield from _limits_in_words(frame)
    if frame.results != Results.ALL:
        yield _("Students see: %(what)s") % {"what": RESULTS_IN_WORDS[frame.results]}
    if frame.one_per_page:
        yield _("One question a page")
    if frame.goes_from_easy_to_hard:
        yield _("Questions go from easy to hard, by how students answered them")
    elif frame.shuffle_questions:
        yield _("Questions change places")
    yield _("Options change places: %(answer)s") % {"answer": _("yes") if frame.shuffle_options else _("no")}
    yield from _marking_in_words(frame)
    for draw in frame.draws:
        yield _("From “%(pool)s”, each student gets %(count)d") % {"pool": draw.pool, "count": draw.count}


def _limits_in_words(frame: QuizFrame) -> Iterator[str]:
    if frame.time_limit and not frame.is_practice:
        sentence = ngettext("Time limit: %(minutes)d minute", "Time limit: %(minutes)d minutes", frame.time_limit)
        yield sentence % {"minutes": frame.time_limit}
        yield _("Answers are taken for %(seconds)d seconds more") % {"seconds": frame.grace}
    if frame.attempts and not frame.is_practice:
        yield _("Attempts: %(count)d") % {"count": frame.attempts}


def _marking_in_words(frame: QuizFrame) -> Iterator[str]:
    if frame.counts != Counts.BEST:
        yield _("The attempt that counts: %(which)s") % {"which": COUNTS_IN_WORDS[frame.counts]}
    if not frame.partial_credit:
        yield _("No partial credit: an answer is right or wrong")
    if frame.wrong_costs:
        yield _("A wrong answer costs %(share)d%% of its points") % {"share": frame.wrong_costs}


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
