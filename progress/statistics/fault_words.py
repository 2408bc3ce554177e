"""The words for what the figures of an item say against it: a sentence that a teacher understands, and the numbers."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content.review.findings import FindingTable, FindingWords, register_finding
from progress.statistics.faults import DISTRACTOR, LOW_DISCRIMINATION, TOO_EASY, TOO_HARD

Numbers = Mapping[str, Any]
_HERE = "progress.statistics.fault_words"


def register_faults() -> None:
    register_finding(LOW_DISCRIMINATION, gettext_lazy("Tells students apart wrongly"), f"{_HERE}.say_discrimination")
    register_finding(DISTRACTOR, gettext_lazy("A wrong option is preferred"), f"{_HERE}.say_distractor")
    register_finding(TOO_HARD, gettext_lazy("Hardly anybody gets it"), f"{_HERE}.say_hard")
    register_finding(TOO_EASY, gettext_lazy("Everybody gets it"), f"{_HERE}.say_easy")


def say_discrimination(numbers: Numbers) -> FindingWords:
    if numbers["discrimination"] < 0:
        sentence = _("Students who do well elsewhere get this wrong more often than the others: look at its key.")
    else:
        sentence = _("Students who do well elsewhere get this right hardly more often than the others: is it clear?")
    limit = _("at least %(limit)s is expected") % {"limit": _decimal(numbers["limit"])}
    return _words(numbers, sentence, discrimination=limit)


def say_distractor(numbers: Numbers) -> FindingWords:
    names = {"option": _option(numbers["option"]), "chosen": numbers["chosen"], "right": numbers["right"]}
    names |= {"size": numbers["size"], "key": _option(numbers["key"]) if numbers["key"] else ""}
    if numbers["key"]:
        sentence = _(
            "Of the %(size)d students who do best elsewhere, %(chosen)d chose %(option)s and only %(right)d %(key)s, "
            "which counts as right: look at %(option)s."
        )
    else:
        sentence = _(
            "Of the %(size)d students who do best elsewhere, %(chosen)d chose %(option)s and only %(right)d what "
            "counts as right: look at %(option)s."
        )
    return _words(numbers, sentence % names)


def say_hard(numbers: Numbers) -> FindingWords:
    sentence = _("Hardly anybody gets this right: it may be too hard, not clear, or its key may be wrong.")
    limit = _("at least %(limit)s is expected") % {"limit": _percent(numbers["limit"])}
    return _words(numbers, sentence, facility=limit)


def say_easy(numbers: Numbers) -> FindingWords:
    sentence = _("Nearly everybody gets this right, so it tells nothing of anybody: does it give its answer away?")
    limit = _("at most %(limit)s is expected") % {"limit": _percent(numbers["limit"])}
    return _words(numbers, sentence, facility=limit)


def _words(numbers: Numbers, sentence: str, **notes: str) -> FindingWords:
    """The sentence with the figures behind it; a note stands after the figure of its name."""
    count = ngettext("%(count)d student", "%(count)d students", numbers["count"]) % {"count": numbers["count"]}
    facts = [(_("First answers"), count)]
    for name, label, shown in (
        ("facility", _("Mean score"), _percent),
        ("discrimination", _("Discrimination"), _decimal),
    ):
        if numbers[name] is not None:
            note = f" ({notes[name]})" if name in notes else ""
            facts.append((label, shown(numbers[name]) + note))
    return FindingWords(sentence, facts, _table(numbers))


def _table(numbers: Numbers) -> FindingTable | None:
    """Who chose which option, by quarter; None where there are none."""
    if not numbers["options"]:
        return None
    quarters = [_("Weakest quarter"), _("Second"), _("Third"), _("Best quarter")]
    rows = [[_row_name(row), *(str(count) for count in row["counts"]), str(row["total"])] for row in numbers["options"]]
    sizes = [_("All students"), *(str(size) for size in numbers["sizes"]), str(numbers["count"])]
    title = _("Who chose what, by how well they do elsewhere")
    return FindingTable(title, [_("Option"), *quarters, _("All")], [*rows, sizes])


def _row_name(row: Mapping[str, Any]) -> str:
    label = row["label"] or _("No answer")
    return _("%(label)s (right)") % {"label": label} if row["is_key"] else label


def _option(name: Mapping[str, str]) -> str:
    """As its author knows it: by its letter and its words."""
    if not name["letter"]:
        return _("“%(label)s”") % name
    return _("option %(letter)s (“%(label)s”)") % name


def _percent(share: float) -> str:
    percent = round(100 * share, 1)
    return _("%(percent)s %%") % {"percent": number_format(int(percent) if percent.is_integer() else percent)}


def _decimal(value: float) -> str:
    return str(number_format(value, 2)).replace("-", "−")
