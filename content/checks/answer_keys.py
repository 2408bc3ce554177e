"""Whether every question has one right answer that a student can find."""

from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content.card_gaps import find_gaps
from content.checks.base import Asked, Check, Found, Outcome, Subject, kept, share_of
from content.kinds.flashcards import CardData, CardStyle
from content.questions.matching import MatchingData
from content.questions.multiple_choice import MultipleChoiceData
from content.questions.numerical import NumericalData
from content.questions.ordering import OrderingData
from content.questions.short_answer import ShortAnswerData
from content.questions.true_false import TrueFalseData
from content.text import normal_answer

Doubt = tuple[str, str]  # field, sentence
EXACT = 4  # significant digits from which a number without a tolerance is hard to hit
FULL = Decimal(100)


class AnswerKeys(Check):
    """Missing keys, and those that make one wonder: two right answers where one is to be chosen, credits that make no
    whole, tolerances that take anything or nothing."""

    name = "answer_keys"
    label = gettext_lazy("Answer keys")
    description = gettext_lazy("Whether each question says what is right, and only that.")
    low = gettext_lazy("every key is missing or doubtful")
    high = gettext_lazy("nothing is doubtful in any key")
    advice = gettext_lazy("Look at what each of these questions counts as right.")
    weight = 2.0

    def run(self, subject: Subject) -> Outcome:
        judged = [(asked.item_id, list(_doubts(asked))) for asked in subject.keyed if not asked.type.needs_grader]
        cards = [(item.item_id, item.data) for item in subject.items if isinstance(item.data, CardData)]
        backs = Counter(normal_answer(data.back) for _item, data in cards if data.style != CardStyle.CLOZE)
        judged += [(item_id, list(_of_card(data, backs))) for item_id, data in cards]
        doubtful, total = sum(bool(doubts) for _item, doubts in judged), len(judged)
        if not total:
            return Outcome(None, _("Nothing here has an answer key."))
        if not doubtful:
            sentence = ngettext("The one key is sound.", "All %(total)d keys are sound.", total) % {"total": total}
        else:
            sentence = ngettext(
                "%(count)d of %(total)d keys is missing or doubtful.",
                "%(count)d of %(total)d keys are missing or doubtful.",
                doubtful,
            ) % {"count": doubtful, "total": total}
        found = (Found(item_id, message, field) for item_id, doubts in judged for field, message in doubts)
        return Outcome(share_of(total - doubtful, total), sentence, kept(found))


def _of_card(data: CardData, backs: Counter[str]) -> Iterator[Doubt]:
    """`backs` says how many cards have each back."""
    if data.style == CardStyle.CLOZE:
        if not find_gaps(data.front):
            yield "front", _("This card has no gap, so there is nothing that it asks for.")
    elif not (back := normal_answer(data.back)):
        yield "back", _("The back of this card is empty. Write the answer.")
    elif data.style == CardStyle.REVERSED and backs[back] > 1:
        sentence = _("%(count)d cards have this back, so that backwards nobody can tell which is meant. Say it apart.")
        yield "back", sentence % {"count": backs[back]}


def _doubts(asked: Asked) -> Iterator[Doubt]:
    """What is wrong with the key of one question, each with its field in the item."""
    for kind, judge in _JUDGES.items():
        if isinstance(asked.data, kind):
            for field, sentence in judge(asked.data):
                yield asked.path if asked.is_gap else asked.field(field), sentence


def _of_choice(data: MultipleChoiceData) -> Iterator[Doubt]:
    full = [option for option in data.options if option.credit == FULL]
    earned = sum((option.credit for option in data.options if option.credit > 0), Decimal(0))
    if not earned:
        yield "options", _("No option is marked as right. Mark the one that is.")
    elif data.multiple and not 99 <= earned <= 101 and not full:
        sentence = _("The credits of the right options make %(earned)s%% together. Make it 100%%.")
        yield "options", sentence % {"earned": f"{earned.normalize():f}"}
    elif data.multiple and len(data.options) > 1 and all(option.credit > 0 for option in data.options):
        yield "options", _("Every option counts as right, so there is nothing to choose. Add a wrong one.")
    elif not data.multiple and not full:
        yield "options", _("No option earns full credit. Give one of them 100%.")
    elif not data.multiple and len(full) > 1:
        sentence = _("%(count)d options count as right, but only one can be chosen. Mark one, or allow several.")
        yield "options", sentence % {"count": len(full)}


def _of_statement(data: TrueFalseData) -> Iterator[Doubt]:
    if data.answer is None:
        yield "answer", _("Nobody said whether it is true. Choose true or false.")


def _of_numbers(data: NumericalData) -> Iterator[Doubt]:
    if not any(answer.value is not None and answer.credit == FULL for answer in data.answers):
        yield "answers", _("No number earns full credit. Write the right one.")
    for place, answer in enumerate(data.answers):
        if answer.value is None or answer.credit <= 0:
            continue
        words = {"value": f"{answer.value:f}", "tolerance": f"{answer.tolerance:f}"}
        field = f"answers.{place}.tolerance"
        if answer.value and answer.tolerance >= abs(answer.value):
            sentence = _("%(value)s is right within ± %(tolerance)s, so 0 is right, too. Make the tolerance smaller.")
            yield field, sentence % words
        elif not answer.tolerance and _digits(answer.value) >= EXACT and answer.value % 1:
            yield field, _("Only %(value)s itself is right. Allow a tolerance for who rounds.") % words


def _digits(value: Decimal) -> int:
    return len(value.normalize().as_tuple().digits)


def _of_words(data: ShortAnswerData) -> Iterator[Doubt]:
    if not any(answer.text.strip() and answer.credit == FULL for answer in data.answers):
        yield "answers", _("No answer earns full credit. Write one that does.")
    for place, answer in enumerate(data.answers):
        if answer.credit > 0 and answer.text.strip() and not answer.text.replace("*", "").strip():
            yield f"answers.{place}.text", _("“*” takes any answer as right. Write the words that are.")


def _of_pairs(data: MatchingData) -> Iterator[Doubt]:
    if any(not pair.match.strip() or not pair.prompt.strip() for pair in data.pairs) or len(data.pairs) < 2:
        yield "pairs", _("A pair is incomplete, or there are fewer than two. Complete them.")
    elif len({normal_answer(pair.match) for pair in data.pairs}) == 1 and not data.distractors:
        yield "pairs", _("All pairs have the same right side, so there is nothing to choose.")


def _of_order(data: OrderingData) -> Iterator[Doubt]:
    forms = [normal_answer(entry) for entry in data.entries]
    if len(forms) < 2 or "" in forms:
        yield "entries", _("An entry is empty, or there are fewer than two. Complete them.")
    elif max(Counter(forms).values()) > 1:
        yield "entries", _("Two entries say the same, so their order cannot be told. Change one.")


_JUDGES: dict[type[Any], Callable[[Any], Iterator[Doubt]]] = {
    MultipleChoiceData: _of_choice,
    TrueFalseData: _of_statement,
    NumericalData: _of_numbers,
    ShortAnswerData: _of_words,
    MatchingData: _of_pairs,
    OrderingData: _of_order,
}
