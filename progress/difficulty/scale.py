"""The scale that the items and students of a subject stand on, and where single ones stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Avg, FloatField, StdDev

from content.actions.topics import SEPARATOR
from content.models import Content
from progress.models import Calibration, ItemDifficulty, StudentAbility

USUAL_SPREAD = 1.0  # of abilities, where it is not known
USUAL_ITEM_SPREAD = 1.5  # of difficulties, where hardly any is known


@dataclass(frozen=True)
class Scale:
    """The `calibration` of a subject, with the `mean` and `spread` of ability and the `item_spread` of difficulty in
    it. Difficulties have their mean at 0."""

    calibration: Calibration
    mean: float
    spread: float
    item_spread: float


def find_calibration(content: Content) -> Calibration | None:
    """The one of the subject that the piece belongs to; None where there is none yet. Two queries at most."""
    known = Calibration.objects.filter(subject__isnull=True)
    if content.topic:
        known = Calibration.objects.filter(subject__path=content.topic.path.split(SEPARATOR)[0])
    return known.first()


def load_scale(content: Content) -> Scale | None:
    """None where nothing has been estimated in its subject yet. Four queries at most."""
    calibration = find_calibration(content)
    if calibration is None or not calibration.rounds:
        return None
    abilities = StudentAbility.objects.filter(calibration=calibration)
    difficulties = ItemDifficulty.objects.filter(calibration=calibration)
    deviation = StdDev("difficulty", sample=True, output_field=FloatField())
    item_spread = difficulties.aggregate(spread=deviation)["spread"]
    return Scale(
        calibration=calibration,
        mean=abilities.aggregate(mean=Avg("ability"))["mean"]
        or 0.0,  # that of the means is the mean that was estimated
        spread=calibration.spread or USUAL_SPREAD,
        item_spread=item_spread or USUAL_ITEM_SPREAD,
    )


def load_difficulties(calibration: Calibration, items: Iterable[UUID]) -> dict[UUID, ItemDifficulty]:
    """By item version, with an estimate or only its counts. One query."""
    found = ItemDifficulty.objects.filter(calibration=calibration, item_version__in=list(items))
    return {row.item_version_id: row for row in found}
