"""An open attempt as its page shows it: all questions at once or one, and where one can go from there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from content.models import ItemVersion
from content.questions.base import Submitted
from progress.models import QuizAttempt
from progress.ordering import is_question, split_blocks
from progress.presenting import Asked, ShownQuestion, load_asked
from progress.rules import quiz_frame
from progress.visibility import Shows

END = "end"  # the place behind the last question, where the attempt is finished


@dataclass(frozen=True)
class Stop:
    """One question in the overview of all. `place` names the page it is on; `is_here` says that this is it."""

    id: UUID
    number: int
    is_answered: bool
    is_checked: bool
    is_here: bool

    @property
    def place(self) -> str:
        return str(self.number)


@dataclass(frozen=True)
class AttemptPage:
    """`place` is the number of the one question shown, or `END`; empty where all of them are."""

    questions: list[ShownQuestion]
    overview: list[Stop]
    place: str = ""

    @property
    def is_end(self) -> bool:
        return self.place == END

    @property
    def unanswered(self) -> list[Stop]:
        return [stop for stop in self.overview if not stop.is_answered]

    @property
    def answered_count(self) -> int:
        return len(self.overview) - len(self.unanswered)

    @property
    def previous(self) -> str:
        """The place before this one, empty at the first."""
        number = len(self.overview) + 1 if self.is_end else int(self.place or 0)
        return str(number - 1) if number > 1 else ""

    @property
    def next(self) -> str:
        """The place behind this one, empty at the end."""
        if self.is_end or not self.place:
            return ""
        return str(int(self.place) + 1) if int(self.place) < len(self.overview) else END


def load_attempt_page(
    attempt: QuizAttempt,
    place: str,
    errors: Mapping[UUID, str] | None = None,
    sent: Mapping[UUID, Submitted] | None = None,
) -> AttemptPage:
    """The page at that place; where there is none of that name, at the first question without an answer. Two queries,
    however many questions."""
    asked = load_asked(attempt, errors, sent)
    if not quiz_frame(attempt.version).one_per_page:
        return AttemptPage([asked.show(entry, Shows.ANSWERS) for entry in asked.entries], _overview(asked, ""))
    place = _find_place(asked, place)
    shown = [] if place == END else _split_pages(asked.entries)[int(place) - 1]
    return AttemptPage([asked.show(entry, Shows.ANSWERS) for entry in shown], _overview(asked, place), place)


def _find_place(asked: Asked, place: str) -> str:
    if asked.errors:
        return str(min(asked.numbers[question] for question in asked.errors))
    if place == END:
        return END
    if place.isascii() and place.isdigit() and len(place) < 6 and 0 < int(place) <= len(asked.numbers):
        return str(int(place))
    open_ones = (str(number) for question, number in asked.numbers.items() if not asked.is_answered(question))
    return next(open_ones, END)


def _split_pages(entries: Sequence[ItemVersion]) -> list[list[ItemVersion]]:
    """A page for each question, with the texts before it; on the last also what comes after it."""
    pages = split_blocks(entries)
    if len(pages) > 1 and not is_question(pages[-1][-1]):
        last = pages.pop()
        pages[-1] += last
    return pages


def _overview(asked: Asked, place: str) -> list[Stop]:
    checked = {question for question, response in asked.responses.items() if response.checked_at}
    return [
        Stop(question, number, asked.is_answered(question), question in checked, str(number) == place)
        for question, number in asked.numbers.items()
    ]
