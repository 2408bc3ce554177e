"""The time zones a person may choose, and the one she chose."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from accounts.models import Profile, User

AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
UTC = ZoneInfo("UTC")


@cache
def time_zone_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Places by area, for a select: the names people look for, without the aliases of old."""
    names = sorted(available_timezones())
    groups = [(area, [(name, _place(name)) for name in names if name.startswith(f"{area}/")]) for area in AREAS]
    return [("UTC", [("UTC", "UTC")]), *groups]


def is_time_zone(name: str) -> bool:
    return name in available_timezones()


def time_zone_of(user: User) -> ZoneInfo:
    """Where this person's days begin and end; UTC while nothing sensible is known."""
    try:
        return zone_named(user.profile.time_zone)
    except Profile.DoesNotExist:
        return UTC


def zone_named(name: str | None) -> ZoneInfo:
    """The time zone of that name; UTC where there is none."""
    try:
        return ZoneInfo(name or "UTC")
    except (LookupError, ValueError, OSError):
        return UTC


def _place(name: str) -> str:
    """ "America/Argentina/Salta" → "Argentina, Salta"."""
    return ", ".join(name.replace("_", " ").split("/")[1:])
