"""How often a person may try a code that no class has, so that nobody finds one by guessing.

Every try takes one of a few places in the cache that all processes share, and a place is free again after a while;
`add` is atomic, so that many tries at once take no more places than there are."""

from django.core.cache import cache
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotHere, Refusal
from progress.classes.codes import read_code
from progress.models import Classroom

MOST, PAUSE = 10, 600  # tries, seconds


class TooManyTries(Refusal):
    """She has tried too many codes lately."""


def find_class(typed: str, by: User) -> Classroom:
    """The class with the code that she typed. Raises TooManyTries, and NotHere where no class has it."""
    code = read_code(typed)
    place = _take_place(by)
    if place is None:
        raise TooManyTries(_("That was a lot of tries. Wait ten minutes, and have the code at hand."))
    if found := Classroom.objects.filter(code=code).first():
        cache.delete(place)
        return found
    raise NotHere(_("No class has this code. Compare it with what your teacher gave you."))


def _take_place(by: User) -> str | None:
    places = (f"class-code:{by.pk}:{number}" for number in range(MOST))
    return next((place for place in places if cache.add(place, 1, PAUSE)), None)
