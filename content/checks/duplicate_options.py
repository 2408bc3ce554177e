"""Whether the options of a question say different things."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content.checks.base import Asked, Check, Found, Outcome, Subject, kept, share_of
from content.questions.base import MAX_OPTIONS
from content.questions.matching import MatchingData
from content.questions.multiple_choice import MultipleChoiceData
from content.questions.ordering import OrderingData
from content.text import TextFormat, collapse, normal_answer, plain

LONG = 8  # letters of a word in which one letter more, less or other is a slip of the pen
_EXACT = re.compile(r"[`$\\<>]")  # code and formulas: there every sign counts
_ENDS = " .,;:\"'“”‘’"
_ARTICLE = re.compile(r"^(?:the|an|a) (?=\w{3})")

Options = Sequence[tuple[str, str]]  # field, words


class DuplicateOptions(Check):
    """Two options alike give the answer away, or make it a matter of luck."""

    name = "duplicate_options"
    label = gettext_lazy("Options")
    description = gettext_lazy("Whether no two options of a question say the same, or nearly the same.")
    low = gettext_lazy("every question has options that say the same")
    high = gettext_lazy("all options differ")
    advice = gettext_lazy("Change one of the two options, or remove it.")

    def run(self, subject: Subject) -> Outcome:
        chosen = [(asked, options) for asked in subject.keyed if (options := _options(asked))]
        found = [(asked, list(_alike(options))) for asked, options in chosen]
        bad, total = sum(bool(pairs) for _asked, pairs in found), len(chosen)
        if not total:
            return Outcome(None, _("No question here has options."))
        if not bad:
            return Outcome(1.0, _("No two options of a question say the same."))
        sentence = ngettext(
            "%(count)d of %(total)d questions with options has two that say the same.",
            "%(count)d of %(total)d questions with options have two that say the same.",
            bad,
        )
        findings = (
            Found(asked.item_id, message, asked.path if asked.is_gap else asked.field(field))
            for asked, pairs in found
            for field, message in pairs
        )
        return Outcome(share_of(total - bad, total), sentence % {"count": bad, "total": total}, kept(findings))


def _options(asked: Asked) -> Options:
    """What a student chooses from; empty where nothing is."""
    for kind, options in _OPTIONS.items():
        if isinstance(asked.data, kind):
            return options(asked.data)[:MAX_OPTIONS]
    return []


def _alike(options: Options) -> Iterator[tuple[str, str]]:
    """The pairs of options that say the same, each at the field of the second."""
    forms = [_form(words) for _field, words in options]
    for (_one, (_field, first)), (other, (field, second)) in combinations(enumerate(options), 2):
        if not forms[other] or not forms[_one]:
            continue
        words = {"first": first[:60], "second": second[:60]}
        if forms[_one] == forms[other]:
            yield field, _("“%(first)s” and “%(second)s” say the same. Change one.") % words
        elif is_slip(forms[_one], forms[other]):
            yield field, _("“%(first)s” and “%(second)s” are nearly the same. Change one, if it is a slip.") % words


def _form(words: str) -> str:
    """The form in which options are compared."""
    if _EXACT.search(words):
        return collapse(words)
    return _ARTICLE.sub("", normal_answer(words).strip(_ENDS.replace(".", "").replace(",", "")).rstrip(_ENDS))


def is_slip(one: str, other: str) -> bool:
    """Whether two texts differ in one letter of one long word alone."""
    words, others = one.split(), other.split()
    if len(words) != len(others) or _EXACT.search(one + other):
        return False
    differing = [pair for pair in zip(words, others, strict=True) if pair[0] != pair[1]]
    if len(differing) != 1:
        return False
    short, long = sorted(differing[0], key=len)
    return len(short) >= LONG and short.isalpha() and long.isalpha() and _is_one_letter_off(short, long)


def _is_one_letter_off(short: str, long: str) -> bool:
    if len(long) - len(short) > 1:
        return False
    at = next((place for place, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]


def _of_choice(data: MultipleChoiceData) -> Options:
    return [(f"options.{place}.text", _shown(option.text, data.format)) for place, option in enumerate(data.options)]


def _of_pairs(data: MatchingData) -> Options:
    """All that may be chosen: each right side once, for several pairs may have the same, and what fits none."""
    matches = dict.fromkeys(collapse(pair.match) for pair in data.pairs)
    return [("distractors", text) for text in (*matches, *map(collapse, data.distractors)) if text]


def _of_order(data: OrderingData) -> Options:
    return [(f"entries.{place}.text", _shown(text, data.format)) for place, text in enumerate(data.entries)]


def _shown(text: str, fmt: TextFormat) -> str:
    """The words as they are compared: code and formulas keep their marks."""
    return collapse(text) if _EXACT.search(text) and fmt == TextFormat.MARKDOWN else plain(text, fmt)


_OPTIONS: dict[type[Any], Callable[[Any], Options]] = {
    MultipleChoiceData: _of_choice,
    MatchingData: _of_pairs,
    OrderingData: _of_order,
}
