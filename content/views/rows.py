"""One row of the editor by itself, for a page that has the others: opened, added, copied, or of another type."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.refusals import NotHere
from accounts.requests import SignedInRequest
from content.access import get_content_for_author, require
from content.documents import DocumentItem, to_document_item
from content.forms.editor import clean_fields
from content.forms.rows import ItemsMaterial
from content.kinds import KINDS, Kind, get_kind
from content.models import Content, VersionItem
from content.querysets import AUTHOR
from content.sent import uuid_of, whole_number

SHOWN = {"add", "copy", "open", "type", "ask"}  # the rest a page does by itself


@login_required
@require_POST
def show_row(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """A row of a piece. Sent are the fields of the row from which the button was pressed, as the editor sends them
    (see `content.forms.rows`), with `base`, `do`, and `next`, a key that no row of the page has."""
    content = get_content_for_author(request.user, content_id)
    sent = clean_fields(request.POST)
    return _show_row(request, get_kind(content.kind), sent, _sent_items(content, sent), content)


@login_required
@require_POST
def create_row(request: SignedInRequest, kind: str) -> HttpResponse:
    """The same of a piece that is not there yet."""
    require(request.user, AUTHOR)
    if kind not in KINDS:
        raise NotHere(_("There is no such kind of material. Choose one in your studio."))
    return _show_row(request, get_kind(kind), clean_fields(request.POST), [], None)


def _show_row(
    request: SignedInRequest, kind: Kind, sent: QueryDict, base: list[DocumentItem], content: Content | None
) -> HttpResponse:
    material = ItemsMaterial(kind, base, sent=sent)
    what, _dash, name = sent.get("do", "").partition("-")
    is_known = bool(base) or not _sent_ids(sent)
    row = material.change(what, name or sent.get("add_type", "")) if what in SHOWN and is_known else None
    if row is None:
        return HttpResponseBadRequest(_("There is no such row. Load the page again; what you typed is kept."))
    row.is_next = False  # the page moves the focus itself
    context = {"row": row, "material": material, "kind": kind, "content": content}
    return render(request, "content/studio/_item_row.html", context)


def _sent_items(content: Content, sent: QueryDict) -> list[DocumentItem]:
    """The items of the rows that were sent, as they are in the version that the author opened."""
    entries = VersionItem.objects.filter(
        version__content=content,
        version__number=whole_number(sent.get("base", "")) or 0,
        item_version__item__in=[item_id for item_id in _sent_ids(sent) if uuid_of(item_id)],
    )
    found = []
    for entry in entries.select_related("item_version__item"):
        entry.item_version.pool = entry.pool
        found.append(to_document_item(entry.item_version))
    return found


def _sent_ids(sent: QueryDict) -> list[str]:
    """That of the row, where it is of an item that the piece has already."""
    return [item_id for key in sent.getlist("item")[:1] if (item_id := sent.get(f"item-{key}-id", ""))]
