"""What a form of questions sent, by question."""

import re
from collections import defaultdict
from uuid import UUID

from django.http import QueryDict

from content.questions.base import Submitted

ASKED = "asked"
_FIELD = re.compile(r"q-(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(?P<field>[a-z0-9-]{1,40})")
_MAX = 4000  # questions; the rest of what was sent is no form of ours


def read_submitted(data: QueryDict) -> dict[UUID, Submitted]:
    """The fields of each question that the form asked (it names them in `asked`, so that a question left blank is told
    from one that was not there), without their prefix, by item version. Names that are none of ours are left out."""
    fields: dict[UUID, dict[str, list[str]]] = defaultdict(dict)
    for asked in data.getlist(ASKED)[:_MAX]:
        if (question := read_id(asked)) is not None:
            fields[question] = {}
    for name in data:
        if match := _FIELD.fullmatch(name):
            fields[UUID(match["id"])][match["field"]] = data.getlist(name)
    return dict(fields)


def read_number(text: str) -> int:
    """A number that a form carries, 0 where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def read_id(text: str) -> UUID | None:
    """An id that a form carries, None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
