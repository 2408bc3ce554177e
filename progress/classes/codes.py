"""The code of a class: short enough to be read out and typed, with no two letters that look or sound alike."""

import secrets

ALPHABET = "34679ACDEFGHJKMNPQRTWXY"  # no 0 O, 1 I L, 2 Z, 5 S, 8 B, U V: 23 letters, 78 thousand million codes
LENGTH = 8
_GROUP = 4


def draw_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _letter in range(LENGTH))


def read_code(typed: str) -> str:
    """The code that somebody typed, in any case, with spaces or hyphens wherever she likes."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())[: 2 * LENGTH]


def spell_code(code: str) -> str:
    """As it is shown: in groups, so that the eye keeps its place."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))
