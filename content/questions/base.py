"""What all question types share: the fields every question has, reading an answer, and grading it."""

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Context, Decimal
from typing import Annotated, Any, ClassVar, NamedTuple, TypeVar

from django.utils.translation import gettext as _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from content.item_types import Finding, Grade, ItemData, ItemType
from content.rendering import find_math_errors, render
from content.text import TextFormat, clean_input, collapse, normal_answer, plain, shorten

Submitted = Mapping[str, Sequence[str]]

MAX_TEXT = 10_000  # characters of an answer
MAX_OPTIONS = 200
_WHOLE = Context(prec=28)


def normal_decimal(value: Decimal) -> Decimal:
    """The same number in its one normal form: 1.50 and 15E-1 as 1.5, 1E+2 as 100, -0 as 0.
    Raises ValueError for numbers of more than sixty digits or beyond 1E±60, which nobody can read."""
    if len(value.as_tuple().digits) > 60 or (value and abs(value.adjusted()) > 60):
        raise ValueError("a number has at most sixty digits")
    return Decimal(f"{value.normalize(Context(prec=80)):f}") if value else Decimal(0)


Number = Annotated[Decimal, AfterValidator(normal_decimal)]
Credit = Annotated[Decimal, Field(ge=-100, le=100), AfterValidator(normal_decimal)]  # percent


class BadAnswer(ValueError):
    """What was sent cannot be an answer to this question; the message tells the student what to do."""


class NotCarried(ValueError):
    """An answer to one wording of a question says nothing under another: what was chosen is not there any more, or
    something was not asked then."""


class Part(BaseModel):
    """Base of what a question consists of: options, answers, pairs."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AnswerOption(NamedTuple):
    """Something that an answer can be, or hold, told apart in statistics: its `name` within the question (at most 40
    characters, never empty), what it is called for its author, and whether it is right to choose it."""

    name: str
    label: str
    is_key: bool


NO_ANSWER = ""  # in place of the name of an option, where nothing was answered
OTHER = "other"  # the name of an answer that the author did not think of


class QuestionData(ItemData):
    """The fields of every question. `name` is a short title for its author; `explanation` is shown to all
    after answering; `points` is what a right answer is worth in its quiz."""

    name: str = ""
    stem: str = ""
    explanation: str = ""
    points: Annotated[Decimal, Field(ge=0, le=1000), AfterValidator(normal_decimal)] = Decimal(1)


Q = TypeVar("Q", bound=QuestionData)


class QuestionType(ItemType[Q]):
    """One type of question. An answer is JSON; the docstring of each type gives its shape, and the form
    fields it is read from, without the question's prefix: a template names its inputs f"{prefix}-{field}".

    Templates by convention: `content/questions/<name>.html` asks the question, and shows its result."""

    is_question = True
    is_graded = True
    needs_grader: ClassVar[bool] = False  # only a person can say what an answer is worth
    Data: type[Q]

    @property
    def template(self) -> str:
        return f"content/questions/{self.name}.html"

    @property
    def edit_template(self) -> str:
        return f"content/questions/edit/{self.name}.html"

    @abstractmethod
    def read_answer(self, data: Q, submitted: Submitted) -> Any:
        """The answer as JSON, None when nothing was answered. Raises BadAnswer."""

    def read_again(self, data: Q, submitted: Submitted) -> Any:
        """What was sent, to be shown again where `read_answer` would not take it: like an answer, and never graded."""
        return "".join(submitted.get("text", [])[:1]) or None

    @abstractmethod
    def grade(self, data: Q, answer: Any) -> Grade:
        """What an answer of `read_answer` is worth; none at all is worth 0."""

    @abstractmethod
    def answer_text(self, data: Q, answer: Any) -> str:
        """The answer in plain words, for lists and reports."""

    @abstractmethod
    def correct_text(self, data: Q) -> str:
        """What was right, as safe HTML; empty where nothing is."""

    def carry_answer(self, before: Q, after: Q, answer: Any) -> Any:
        """What `answer`, given to the wording `before`, is under the wording `after` of the same question: the same
        choice, wherever it stands there. It can be graded there. Raises NotCarried."""
        return answer

    def guess_score(self, data: Q) -> Decimal | None:
        """The share of its points that the question alone gives somebody who guesses, on average: Moodle's random guess
        score. None where that cannot be said."""
        return None

    def options_of(self, data: Q) -> list[AnswerOption]:
        """The options that statistics tell apart, at most `MAX_OPTIONS` and one; empty where there are none. Where an
        answer has parts, they are the parts: who got a part right chose it."""
        return []

    def chosen(self, data: Q, answer: Any) -> list[str]:
        """The names of the options that `answer` chose, each once; `NO_ANSWER` where nothing was answered. Where
        `options_of` knows none, nobody chose any."""
        return []

    def places(self, data: Q) -> int:
        """How many options can change places: an order for a student is a permutation of range(places)."""
        return 0

    def may_shuffle(self, data: Q) -> bool:
        """Whether the author lets the options change places."""
        return self.places(data) > 1

    def arrange(self, data: Q, order: Sequence[int] | None = None) -> Sequence[int]:
        """The order in which the options are shown: `order` where a student has one of her own, else the author's,
        unless that would tell the answer."""
        return range(self.places(data)) if order is None else order

    def restore_order(self, submitted: Submitted, order: Sequence[int]) -> Submitted:
        """The form fields as `read_answer` wants them, where the form named the options by their places in `order`:
        so that its source does not tell in which order the author wrote them."""
        return submitted

    def heading(self, data: Q) -> str:
        return shorten(words_of(data.stem, data.format) or data.name or _("A question without a text"))

    def text(self, data: Q) -> str:
        parts = [(data.stem, data.format), *self.wording(data), (data.explanation, data.format)]
        return "\n".join(words for words in (words_of(*part) for part in parts) if words)

    def wording(self, data: Q) -> Iterator[tuple[str, TextFormat]]:
        """The texts, between the stem and the explanation, that `text` is made of."""
        yield from ()

    def html(self, data: Q) -> dict[str, Any]:
        return {"stem": render(data.stem, data.format), "explanation": render(data.explanation, data.format)}

    def check(self, data: Q) -> list[Finding]:
        findings = self.math_findings(data, "stem", data.stem)
        findings += self.math_findings(data, "explanation", data.explanation)
        if not data.stem.strip():
            findings.append(Finding("stem", _("This question has no text. Write what it asks.")))
        return findings

    def math_findings(self, data: Q, field: str, text: str) -> list[Finding]:
        """A finding for each formula that cannot be set; only Markdown has formulas."""
        if data.format != TextFormat.MARKDOWN or "$" not in text:
            return []
        return [Finding(field, error) for error in find_math_errors(text)]


def words_of(text: str, fmt: TextFormat) -> str:
    """What a reader sees of `text`, on one line. In Moodle's format a tag that is none (“the <body>”) is a
    word."""
    if fmt == TextFormat.MOODLE and "<" in text:
        return plain(render(text, fmt), TextFormat.HTML)
    return plain(text, fmt)


def field_value(submitted: Submitted, name: str, limit: int = MAX_TEXT) -> str:
    """The text of one field, trimmed; empty when not sent. Raises BadAnswer when it is too long or sent
    twice."""
    values = submitted.get(name, [])
    if len(values) > 1:
        raise BadAnswer(_("This question takes one answer, and several were sent. Answer it again."))
    text = clean_input(values[0]).strip() if values else ""
    if len(text) > limit:
        raise BadAnswer(
            _("Your answer has %(length)d characters; at most %(limit)d fit. Shorten it.")
            % {"length": len(text), "limit": limit}
        )
    return text


def option_index(value: str, count: int) -> int:
    """The index an option was sent as. Raises BadAnswer when there is no such option."""
    if not (value.isascii() and value.isdigit() and len(value) < 6 and int(value) < count):
        raise BadAnswer(_("What you chose is not among the options of this question. Choose one of them."))
    return int(value)


def match_texts(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Where each text of `before` stands in `after`, by their places: first those that are the same letter by letter,
    then those that are the same as an answer would be. Each is found once; what is not there is left out."""
    found: dict[int, int] = {}
    for form in (collapse, normal_answer):
        free: dict[str, list[int]] = defaultdict(list)
        for place in sorted(set(range(len(after))) - set(found.values()), reverse=True):
            free[form(after[place])].append(place)
        for place, text in enumerate(before):
            if place not in found and (places := free.get(form(text))):
                found[place] = places.pop()
    return found


def share(credit: Decimal) -> Decimal:
    """A credit in percent as a fraction from -1 to 1."""
    return _WHOLE.divide(credit, Decimal(100))


def feedback_html(text: str, fmt: TextFormat) -> tuple[str, ...]:
    """Feedback for `Grade`: its HTML, or nothing where none was written."""
    return (render(text, fmt),) if text.strip() else ()


def html_list(texts: Sequence[str]) -> str:
    """Texts that are HTML already: one stands alone, several make a list."""
    if len(texts) < 2:
        return "".join(texts)
    return "<ul>" + "".join(f"<li>{text}</li>" for text in texts) + "</ul>"


def not_answered() -> str:
    return _("Not answered")
