"""Numbers as students write them.

1234.5, 1,234.5, 1 234,5, 1'234.5, .5, -3, 1.2e3, 1.2 × 10^3, 3/4, 1 3/4 and ½ are all read. One comma before
exactly three digits can be a decimal comma or part thousands: 1,234 has both readings. One point is always a
decimal point."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from content.text import collapse

MAX_DIGITS, MAX_EXPONENT = 60, 60

_GROUPED = r"[1-9][0-9]{0,2}(?:[ '][0-9]{3})+"
_POINT = re.compile(rf"(?P<whole>{_GROUPED}|[1-9][0-9]{{0,2}}(?:,[0-9]{{3}})+|[0-9]*)(?:\.(?P<part>[0-9]*))?")
_COMMA = re.compile(rf"(?P<whole>{_GROUPED}|[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}})+|[0-9]*)(?:,(?P<part>[0-9]*))?")
_NUMBER = re.compile(
    r"(?P<sign>[+-]?) ?(?P<body>[.,]?[0-9](?:[ '.,]?[0-9])*[.,]?)"
    r"(?: ?/ ?(?P<below>[0-9]+))?"
    r"(?:[eE](?P<e>[+-]?[0-9]+)| ?[x×*·] ?10\^ ?(?P<power>[+-]?[0-9]+))?"
    r"(?P<rest>(?! ?[0-9.,^*+=-]| ?/ ?[0-9]).*)"
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_POWER_OF_TEN = re.compile(r"(?<=10)[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_VULGAR = re.compile("[¼½¾⅐-⅞]")
_ALIKE = str.maketrans({"−": "-", "–": "-", "’": "'", "\N{FRACTION SLASH}": "/"})


class NotANumber(ValueError):
    """The text does not begin with a number that can be read."""


@dataclass(frozen=True)
class Reading:
    """The values a text can mean, the likelier first, and what follows the number: its unit."""

    values: tuple[Fraction, ...]
    rest: str


def read_number(text: str) -> Reading:
    """The number `text` begins with. Raises NotANumber, also for numbers beyond 1E±60."""
    match = _NUMBER.fullmatch(_tidy(text))
    if not match:
        raise NotANumber(text)
    exponent = int((match["e"] or match["power"] or "0")[:MAX_DIGITS])
    digits = sum(character.isdigit() for character in match[0][: match.start("rest")])
    if digits > MAX_DIGITS or abs(exponent) > MAX_EXPONENT:
        raise NotANumber(text)
    factor = Fraction(Decimal(10) ** exponent) * (-1 if match["sign"] == "-" else 1)
    values = _fractions(match["body"], match["below"]) if match["below"] else _decimals(match["body"])
    if not values:
        raise NotANumber(text)
    return Reading(tuple(value * factor for value in values), match["rest"].strip())


def _tidy(text: str) -> str:
    text = _POWER_OF_TEN.sub(lambda match: "^" + match[0].translate(_SUPERSCRIPTS), collapse(text))
    text = _VULGAR.sub(lambda match: " " + unicodedata.normalize("NFKC", match[0]), text)
    return collapse(text.translate(_ALIKE))


def _decimals(body: str) -> tuple[Fraction, ...]:
    readings = []
    for pattern in (_POINT, _COMMA):
        match = pattern.fullmatch(body)
        if match and (match["whole"] or match["part"]):
            whole = re.sub("[ ',.]", "", match["whole"]) or "0"
            readings.append(Fraction(f"{whole}.{match['part'] or '0'}"))
    if "." in body:  # 1.234 is never one thousand two hundred thirty-four
        readings = readings[:1]
    return tuple(dict.fromkeys(readings))


def _fractions(above: str, below: str) -> tuple[Fraction, ...]:
    """A fraction, or a whole number and a fraction: "3" over 4, "1 3" over 4."""
    parts = above.split(" ")
    if not all(part.isdigit() for part in parts) or len(parts) > 2 or not int(below):
        return ()
    whole = int(parts[0]) if len(parts) == 2 else 0
    return (whole + Fraction(int(parts[-1]), int(below)),)
