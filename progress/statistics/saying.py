"""Item statistics in words: what they come to, in a sentence; what each figure is; why one is not there."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.models import ItemVersion, ReviewPolicy
from progress.models import ItemStatistics
from progress.statistics.figures import Reason
from progress.statistics.options import preferred_to_key

REASONS: dict[str, str | Promise] = {
    Reason.ONE_ANSWER: gettext_lazy("It takes at least two answers."),
    Reason.SAME_MARK: gettext_lazy("Everybody earned the same here."),
    Reason.ALONE: gettext_lazy("There was nothing else to earn in these quizzes, so there is nothing to compare with."),
    Reason.ONE_BESIDE_OTHERS: gettext_lazy("It takes at least two answers that stood beside other questions."),
    Reason.SAME_REST: gettext_lazy("Everybody did equally well in all other questions."),
    Reason.NO_GUESS: gettext_lazy("Nobody can say what a guess earns in this type of question."),
    Reason.NO_OPTIONS: gettext_lazy("This type of question has no options."),
}


class Definition(NamedTuple):
    """A figure by the name of its field, what it is called, and what it says."""

    name: str
    label: str | Promise
    sentence: str | Promise


DEFINITIONS = (
    Definition(
        "facility",
        gettext_lazy("Facility index"),
        gettext_lazy("The share of its points that an answer earns on average: the higher, the easier."),
    ),
    Definition(
        "deviation",
        gettext_lazy("Standard deviation"),
        gettext_lazy("How far answers lie from that average. Nothing means that everybody earned the same."),
    ),
    Definition(
        "discrimination",
        gettext_lazy("Discrimination index"),
        gettext_lazy(
            "How closely points here go with points in all other questions of the attempt: 100% in step, 0% not at all,"
            " below it the other way round. It is their correlation."
        ),
    ),
    Definition(
        "efficiency",
        gettext_lazy("Discriminative efficiency"),
        gettext_lazy(
            "How much of the discrimination is there that would be possible with the same points: it is fair to very"
            " easy and very hard questions, too."
        ),
    ),
    Definition(
        "guess_score",
        gettext_lazy("Random guess score"),
        gettext_lazy("What somebody earns on average who only guesses."),
    ),
)


class Saying(NamedTuple):
    """A sentence, and the tone of a badge that goes with it: neutral, good, warn or bad."""

    text: str
    tone: str = "neutral"


def say(entry: ItemVersion, row: ItemStatistics | None, policy: ReviewPolicy) -> Saying:
    """What the figures of an item version, which comes with its item, say to its author. With fewer answers than the
    policy calls enough they say nothing yet."""
    if row is None:
        return Saying(_("No answers yet."))
    if row.count < policy.enough_answers:
        words = {"count": row.count, "enough": policy.enough_answers}
        return Saying(_("Too few answers yet to say: %(count)d of %(enough)d.") % words)
    for look in _LOOKS:
        if saying := look(entry, row, policy):
            return saying
    return Saying(_("It does its work: students who do well elsewhere do well here, too."), "good")


def why_none(row: ItemStatistics, name: str) -> str:
    """Why the figure of that name is not defined; empty where it is."""
    reason = row.reasons.get(name)
    return str(REASONS[reason]) if reason else ""


def _is_upside_down(entry: ItemVersion, row: ItemStatistics, policy: ReviewPolicy) -> Saying | None:
    liked = preferred_to_key(entry, row)
    if liked and row.discrimination is not None and row.discrimination < policy.least_discrimination:
        words = {"option": liked.quoted}
        return Saying(_("Students who do well elsewhere get this wrong: look at %(option)s.") % words, "bad")
    if row.discrimination is not None and row.discrimination < 0:
        sentence = _("Students who do well elsewhere do worse here than the others: look at its key and its words.")
        return Saying(sentence, "bad")
    return None


def _is_too_easy(_entry: ItemVersion, row: ItemStatistics, policy: ReviewPolicy) -> Saying | None:
    if row.facility is None or row.facility <= policy.highest_facility:
        return None
    return Saying(_("Nearly everybody gets it right, so it tells nobody apart: is it worth asking?"), "warn")


def _is_too_hard(_entry: ItemVersion, row: ItemStatistics, policy: ReviewPolicy) -> Saying | None:
    if row.facility is None or row.facility >= policy.lowest_facility:
        return None
    return Saying(_("Hardly anybody gets it right: look at its key, its words, and whether it was taught."), "warn")


def _is_guessed(_entry: ItemVersion, row: ItemStatistics, policy: ReviewPolicy) -> Saying | None:
    if row.facility is None or not row.guess_score or row.facility > row.guess_score:
        return None
    if row.discrimination is not None and row.discrimination >= policy.least_discrimination:
        return None
    return Saying(_("Students do no better than by guessing: look at its words, and whether it was taught."), "warn")


def _tells_nothing(_entry: ItemVersion, row: ItemStatistics, policy: ReviewPolicy) -> Saying | None:
    if row.discrimination is None or row.discrimination >= policy.least_discrimination:
        return None
    return Saying(_("Students who do well elsewhere do hardly better here: does it ask for what they learnt?"), "warn")


def _is_undefined(_entry: ItemVersion, row: ItemStatistics, _policy: ReviewPolicy) -> Saying | None:
    if row.discrimination is not None:
        return None
    reason = why_none(row, "discrimination")
    return Saying(_("Nobody can say yet whether it tells students apart. %(reason)s") % {"reason": reason})


_Look = Callable[[ItemVersion, ItemStatistics, ReviewPolicy], Saying | None]
_LOOKS: tuple[_Look, ...] = (_is_upside_down, _is_too_easy, _is_too_hard, _is_guessed, _tells_nothing, _is_undefined)
