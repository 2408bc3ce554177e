"""How hard a question is, in words: against the students who study its subject."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.models import Content
from progress.difficulty.foretelling import share_right
from progress.difficulty.scale import Scale, load_difficulties, load_scale
from progress.models import ItemDifficulty

LEAST_SPREAD = 0.5  # logits that students differ by at least, for what is called easy or hard
ROUGH = 0.5  # logits of standard error, from which on it is but roughly known


@dataclass(frozen=True)
class Saying:
    """`label` is "Easy", "Medium" or "Hard", empty where it is not known; `percent` is the share of the students of the
    subject who get it right. `details` holds the figures: difficulty, its standard error and the answers."""

    sentence: str
    details: str = ""
    label: str = ""
    tone: str = "neutral"
    percent: int | None = None
    row: ItemDifficulty | None = None

    @property
    def logits(self) -> str:
        """The difficulty by itself, with its sign; empty where it is not known."""
        return "" if self.row is None or self.row.difficulty is None else say_logits(self.row.difficulty)


def say_difficulties(content: Content, items: Iterable[UUID]) -> dict[UUID, Saying]:
    """For each of the item versions, in a piece. Five queries at most."""
    items, scale = list(items), load_scale(content)
    rows = load_difficulties(scale.calibration, items) if scale else {}
    return {item: say_difficulty(rows.get(item), scale) for item in items}


def say_difficulty(row: ItemDifficulty | None, scale: Scale | None) -> Saying:
    """Hard is what is harder than an able student is able (one spread above the mean), easy the same below."""
    if row is None or scale is None:
        return Saying(_("How hard it is cannot be told before students have answered it."))
    if row.difficulty is None or row.error is None:
        return Saying(_say_undecided(row), row=row)
    reach = max(scale.spread, LEAST_SPREAD)
    share = share_right(difficulty=row.difficulty, error=row.error, mean=scale.mean, spread=scale.spread)
    percent = round(100 * share)
    sentence = _("Of 100 students of the subject about %(percent)d get it right.") % {"percent": percent}
    if row.difficulty > scale.mean + reach:
        label, tone = _("Hard"), "warn"
    elif row.difficulty < scale.mean - reach:
        label, tone = _("Easy"), "good"
    else:
        label, tone = _("Medium"), "info"
    if row.error > ROUGH:
        sentence += " " + _("This is but roughly known yet.")
    return Saying(sentence, say_figures(row), label, tone, percent, row)


def say_figures(row: ItemDifficulty) -> str:
    """Difficulty and standard error in logits, from how many answers."""
    figures = {"difficulty": say_logits(row.difficulty or 0.0), "error": number_format(round(row.error or 0.0, 2), 2)}
    figures["answers"] = ngettext("%(count)d answer", "%(count)d answers", row.count) % {"count": row.count}
    return _("%(difficulty)s logits, standard error %(error)s, from %(answers)s") % figures


def say_logits(value: float) -> str:
    """With its sign, a real minus."""
    value = round(value, 2)
    sign = "−" if value < 0 else "+" if value > 0 else ""
    return f"{sign}{number_format(abs(value), 2)}"


def _say_undecided(row: ItemDifficulty) -> str:
    count = {"count": row.count}
    if row.right == row.count:
        sentence = ngettext(
            "The %(count)d student who answered it got it right: how easy it is, that does not tell.",
            "All %(count)d students who answered it got it right: how easy it is, that does not tell.",
            row.count,
        )
    elif row.right:
        sentence = ngettext(
            "%(count)d student answered it, but it has no others of its subject to be compared with.",
            "%(count)d students answered it, but it has no others of its subject to be compared with.",
            row.count,
        )
    else:
        sentence = ngettext(
            "The %(count)d student who answered it did not get it right: how hard it is, that does not tell.",
            "None of the %(count)d students who answered it got it right: how hard it is, that does not tell.",
            row.count,
        )
    return sentence % count
