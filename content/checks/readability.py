"""Whether the level can read it."""

from collections.abc import Iterator, Sequence

from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from content.checks.base import Check, Found, Outcome, Subject, kept
from content.checks.syllables import Reading, read
from content.documents import DocumentItem
from content.models import Level
from content.text import TextFormat

# The years of schooling that readers of a level have behind them at its end. For adults it is what public bodies advise
# for the general reader, and some more.
HARDEST = {Level.ELEMENTARY: 5, Level.MIDDLE_SCHOOL: 8, Level.HIGH_SCHOOL: 12, Level.COLLEGE: 16, Level.ADULT: 12}
TOO_HARD = 6  # grades above the level at which the metric is 0
FEWEST = 40  # words in an item from which on its own grade says something
SHORTEST = 5  # words that make a text prose; below, it is a label, a word to find or a number
SHOWN = 5  # items that are named as the hardest


class Readability(Check):
    """The grade of Flesch and Kincaid (see `content.checks.syllables`) against that of the level."""

    name = "readability"
    label = gettext_lazy("Readability")
    description = gettext_lazy("How hard the English is for the audience, by the grade of Flesch and Kincaid.")
    low = gettext_lazy("six grades or more above the audience")
    high = gettext_lazy("no harder than the audience can read")
    advice = gettext_lazy("Shorten the sentences, and prefer short words to long ones.")

    def run(self, subject: Subject) -> Outcome:
        if not subject.is_english:
            language = {"language": _language(subject.language)}
            return Outcome(None, _("Readability is measured in English only; this is in %(language)s.") % language)
        readings = [(item, _read_item(texts)) for item, texts in subject.texts]
        whole = sum((reading for _item, reading in readings), Reading())
        if whole.words < FEWEST:
            return Outcome(None, _("There is too little text to measure how hard it is to read."))
        level = Level(subject.level)
        metric = _metric(whole.grade, HARDEST[level])
        figures = {
            "grade": max(0.0, round(whole.grade, 1)),
            "level": level.label,
            "hardest": HARDEST[level],
            "words": round(whole.words / whole.sentences),
        }
        sentence = (
            _("It reads at grade %(grade)s; %(level)s reads up to grade %(hardest)d.")
            if metric == 1
            else _(
                "It reads at grade %(grade)s, with %(words)d words a sentence; %(level)s reads up to grade %(hardest)d."
            )
        )
        return Outcome(metric, sentence % figures, kept(_hardest(readings, HARDEST[level])))


def _read_item(texts: Sequence[tuple[str, str, TextFormat]]) -> Reading:
    """The figures of its prose: without labels, words to find and numbers."""
    readings = (read(text, fmt) for _path, text, fmt in texts)
    return sum((reading for reading in readings if reading.words >= SHORTEST), Reading())


def _metric(grade: float, hardest: int) -> float:
    return max(0.0, min(1.0, 1 - (grade - hardest) / TOO_HARD))


def _hardest(readings: Sequence[tuple[DocumentItem, Reading]], hardest: int) -> Iterator[Found]:
    """The items that are too hard, the hardest first."""
    hard = [(reading.grade, item) for item, reading in readings if reading.words >= FEWEST and reading.grade > hardest]
    for grade, item in sorted(hard, key=lambda found: -found[0])[:SHOWN]:
        sentence = _("It reads at grade %(grade)s. Shorten its sentences, and prefer short words.")
        yield Found(item.item_id, sentence % {"grade": round(grade, 1)})


def _language(code: str) -> str:
    """The language by its name, or by its code where that is all we know."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
