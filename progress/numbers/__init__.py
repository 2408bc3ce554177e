"""What each figure of study opens to: the rows it is made of, with the same figure above them."""

from collections.abc import Mapping

from progress.numbers import activity, forecast, mastery, retention, scores, streak, time
from progress.numbers.sheet import Opener

OPENERS: Mapping[str, Opener] = {
    "activity": activity.open_activity,
    "streak": streak.open_streak,
    "time": time.open_time,
    "mastery": mastery.open_mastery,
    "retention": retention.open_retention,
    "scores": scores.open_scores,
    "forecast": forecast.open_forecast,
}
