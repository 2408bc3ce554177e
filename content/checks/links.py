"""Whether what a text points at inside the library is there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content.checks.base import Check, Found, Outcome, Subject, kept, share_of
from content.checks.elsewhere import find_files, find_readable
from content.media import find_digests

_UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_PIECE = re.compile(rf"/(?:library|study)/({_UUID})(?![0-9a-f-])", re.IGNORECASE)


@dataclass(frozen=True)
class _Link:
    item_id: UUID | None
    field: str
    piece: UUID | None = None
    digest: str = ""


class Links(Check):
    """Links to material that students cannot reach, and files that nobody has uploaded. What other sites hold is not
    asked for."""

    name = "links"
    label = gettext_lazy("Links")
    description = gettext_lazy("Whether the material and the files that it points at are there for students.")
    low = gettext_lazy("nothing that it points at is there")
    high = gettext_lazy("everything is there")
    advice = gettext_lazy("Point at something else, or publish or upload what is missing.")

    def run(self, subject: Subject) -> Outcome:
        links = [
            link
            for item, texts in subject.texts
            for path, text, _format in texts
            for link in _links(text, item.item_id, path)
        ]
        pieces = find_readable({link.piece for link in links if link.piece})
        files = find_files({link.digest for link in links if link.digest})
        broken = [link for link in links if not (link.piece in pieces or link.digest in files)]
        if not links:
            return Outcome(None, _("It points at nothing inside the library."))
        if not broken:
            return Outcome(1.0, _("Everything that it points at inside the library is there."))
        sentence = ngettext(
            "%(count)d of %(total)d links inside the library is broken.",
            "%(count)d of %(total)d links inside the library are broken.",
            len(broken),
        )
        return Outcome(
            share_of(len(links) - len(broken), len(links)),
            sentence % {"count": len(broken), "total": len(links)},
            kept(Found(link.item_id, _what_is_wrong(link), link.field) for link in broken),
        )


def _what_is_wrong(link: _Link) -> str:
    if link.piece:
        return _("It links to material that is not in the library. Students would find nothing there.")
    return _("It shows a file that is not here (%(name)s…). Upload it, or take it out.") % {"name": link.digest[:8]}


def _links(text: str, item_id: UUID | None, path: str) -> Iterator[_Link]:
    """What a text points at inside the library, each target once."""
    for piece in dict.fromkeys(UUID(found) for found in _PIECE.findall(text)):
        yield _Link(item_id, path, piece=piece)
    for digest in dict.fromkeys(find_digests(text)):
        yield _Link(item_id, path, digest=digest)
