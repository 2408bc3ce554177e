"""Whether a piece has the length and the parts that its kind needs."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from statistics import mean
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content.card_gaps import beside_gap, gap_numbers
from content.checks.base import Asked, Check, Found, Outcome, Subject, kept, share_of
from content.documents import DocumentItem
from content.kinds import get_kind
from content.kinds.flashcards import CardData, CardStyle, whole_front
from content.kinds.podcast import SegmentData
from content.kinds.study_guide import SectionData
from content.questions.multiple_choice import MultipleChoiceData
from content.text import plain

Fault = tuple[str, str]  # field, sentence


@dataclass(frozen=True)
class Range:
    """How many there should be, both ends included."""

    fewest: int
    most: int

    def holds(self, number: int) -> bool:
        return self.fewest <= number <= self.most


ITEMS = {"quiz": Range(3, 60), "flashcards": Range(5, 100), "study_guide": Range(2, 30), "podcast": Range(2, 200)}
STEM = Range(2, 120)  # words, as all below
OPTIONS = Range(3, 6)  # of these, not words
OPTION = Range(0, 40)
CARD_SIDE = Range(1, 60)
TYPED = Range(1, 5)
SECTION = Range(25, 1200)
SEGMENT = Range(1, 250)
TELLING = 2.0  # times the length of the others at which a right option gives itself away
LONG = 60  # characters from which that shows
WHOLE = 0.5  # what is left of the metric where the number of items does not fit the kind


class Structure(Check):
    """How many items there are, and how long, against what works for the kind: a question that nobody reads to its end,
    a card that holds five facts, a section of one line."""

    name = "structure"
    label = gettext_lazy("Structure")
    description = gettext_lazy("Whether the number of items and their length suit the kind of material.")
    low = gettext_lazy("nothing has the length that suits its kind")
    high = gettext_lazy("everything has")
    advice = gettext_lazy("Divide what is too long, and fill in or join what is too short.")

    def run(self, subject: Subject) -> Outcome:
        total, wanted = len(subject.items), ITEMS.get(subject.document.kind)
        if not total or wanted is None:
            return Outcome(None, _("There is nothing here to measure."))
        found = [
            Found(item.item_id, sentence, field) for item in subject.items for field, sentence in _faults_of_item(item)
        ]
        found += [
            Found(asked.item_id, sentence, asked.field(field))
            for asked in subject.questions
            for field, sentence in _faults_of_question(asked)
        ]
        faulty = len({finding.item_id for finding in found})
        share, count = share_of(total - faulty, total), get_kind(subject.document.kind).count_items(total)
        if not wanted.holds(total):
            sentence = _("It has %(count)s; %(fewest)d to %(most)d suit this kind.")
            words = {"count": count, "fewest": wanted.fewest, "most": wanted.most}
            whole = Found(None, sentence % words, "items")
            return Outcome((share or 0) * WHOLE, sentence % words, kept([whole, *found]))
        if not found:
            return Outcome(1.0, _("It has %(count)s, and none is too long or too short.") % {"count": count})
        sentence = ngettext(
            "%(faulty)d of %(total)d items is too long, too short or unevenly built.",
            "%(faulty)d of %(total)d items are too long, too short or unevenly built.",
            faulty,
        )
        return Outcome(share, sentence % {"faulty": faulty, "total": total}, kept(found))


def _faults_of_item(item: DocumentItem) -> Iterator[Fault]:
    for kind, judge in _JUDGES.items():
        if isinstance(item.data, kind):
            yield from judge(item.data)


def _of_card(data: CardData) -> Iterator[Fault]:
    for side, text in (("front", whole_front(data)), ("back", data.back)):
        if (count := _count(text, data)) > CARD_SIDE.most:
            sentence = _("This side has %(count)d words. A card is learnt best with one fact: divide it.")
            yield side, sentence % {"count": count}
    if data.style == CardStyle.TYPED and (count := _count(data.back, data)) > TYPED.most:
        sentence = _("Students have to type %(count)d words without a slip. Ask for fewer, or let them turn the card.")
        yield "back", sentence % {"count": count}
    if data.style == CardStyle.CLOZE and _shows_nothing(data.front):
        yield "front", _("A gap is all there is, so that nothing tells what it asks for. Write a sentence around it.")


def _shows_nothing(front: str) -> bool:
    """Whether one of its gaps stands alone."""
    return any(not any(map(str.isalnum, beside_gap(front, number))) for number in gap_numbers(front))


def _of_section(data: SectionData) -> Iterator[Fault]:
    count = _count(data.body, data)
    if count > SECTION.most:
        sentence = _("This section has %(count)d words; %(most)d are much to read at once. Divide it.")
        yield "body", sentence % {"count": count, "most": SECTION.most}
    elif count < SECTION.fewest and not data.question:
        sentence = ngettext(
            "This section has %(count)d word. Write more, or join it to another.",
            "This section has %(count)d words. Write more, or join it to another.",
            count,
        )
        yield "body", sentence % {"count": count}


def _of_segment(data: SegmentData) -> Iterator[Fault]:
    if (count := _count(data.text, data)) > SEGMENT.most:
        sentence = _("One voice speaks %(count)d words without a break. Let another speak, or divide it.")
        yield "text", sentence % {"count": count}


_JUDGES: dict[type[Any], Callable[[Any], Iterator[Fault]]] = {
    CardData: _of_card,
    SectionData: _of_section,
    SegmentData: _of_segment,
}


def _faults_of_question(asked: Asked) -> Iterator[Fault]:
    count = _count(asked.data.stem, asked.data)
    if count > STEM.most:
        sentence = _("The question has %(count)d words. Ask it in fewer, or move what comes before into a section.")
        yield "stem", sentence % {"count": count}
    if isinstance(asked.data, MultipleChoiceData):
        yield from _of_choice(asked.data)


def _of_choice(data: MultipleChoiceData) -> Iterator[Fault]:
    number = len(data.options)
    if number < OPTIONS.fewest:
        sentence = ngettext(
            "%(number)d option is easily guessed. Offer three or four.",
            "%(number)d options are easily guessed. Offer three or four.",
            number,
        )
        yield "options", sentence % {"number": number}
    elif number > OPTIONS.most:
        yield "options", _("%(number)d options are much to weigh. Keep the best four or five.") % {"number": number}
    if any(_count(option.text, data) > OPTION.most for option in data.options):
        yield "options", _("An option has more than %(most)d words. Say it in fewer.") % {"most": OPTION.most}
    if _tells_itself(data):
        yield "options", _("The right option is much longer than the others, which gives it away. Make them alike.")


def _tells_itself(data: MultipleChoiceData) -> bool:
    """Whether the right option, where there is one, can be told by its length."""
    lengths = {True: list[int](), False: list[int]()}
    for option in data.options:
        lengths[option.credit > Decimal(0)].append(len(plain(option.text, data.format)))
    if len(lengths[True]) != 1 or len(lengths[False]) < 2:
        return False
    right, wrong = lengths[True][0], lengths[False]
    return right >= LONG and right > max(wrong) and right >= TELLING * mean(wrong)


def _count(text: str, data: Any) -> int:
    return len(plain(text, data.format).split())
