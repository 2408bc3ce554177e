"""What the author of a guide or a deck, and that of a quiz, see of whether it helped."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from content.models import Content
from progress.charts.means import Means, draw_means
from progress.helped.comparing import Comparison, compare
from progress.helped.links import MATERIAL, QUIZZES, Linked, find_linked


@dataclass(frozen=True)
class HelpedRow:
    """What belongs to a piece, why, how it compares, and its drawing; `is_own` if the person may edit it."""

    linked: Linked
    comparison: Comparison
    means: Means
    is_own: bool = False


def quizzes_after(material: Content, user: User) -> list[HelpedRow]:
    """The quizzes that belong to a published guide or deck. Four queries."""
    linked = find_linked(material, QUIZZES)
    quizzes = [each.content for each in linked]
    compared = compare([material], quizzes)
    own = set(
        Content.objects.editable_by(user).filter(pk__in=[quiz.pk for quiz in quizzes]).values_list("pk", flat=True)
    )
    return [_row(each, compared[material.pk, each.content.pk], is_own=each.content.pk in own) for each in linked]


def helped_in(quiz: Content) -> list[HelpedRow]:
    """The guides and decks that belong to a published quiz. Three queries: a line for each on the page of its
    statistics (progress/helped/_lines.html)."""
    linked: Sequence[Linked] = find_linked(quiz, MATERIAL)
    compared = compare([each.content for each in linked], [quiz])
    return [_row(each, compared[each.content.pk, quiz.pk]) for each in linked]


def _row(linked: Linked, comparison: Comparison, *, is_own: bool = False) -> HelpedRow:
    groups = [(_("Studied it first"), comparison.studied), (_("Did not"), comparison.others)]
    return HelpedRow(linked, comparison, draw_means(groups), is_own)
