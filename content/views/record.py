"""The record of a piece, for its authors and for who answers for what students see."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.paging import PARAMETER
from accounts.requests import SignedInRequest
from content.access import can_edit, get_content_of_record
from content.review.record import RecordExport, load_record

BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets take UTF-8 for something else
CONTENT_TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}


@login_required
@require_safe
def show_record(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """Every step of the piece: who took it, when, from which state to which, why, and what was seen then."""
    content = get_content_of_record(request.user, content_id)
    record = load_record(content, request.GET.get(PARAMETER), timezone.now())
    context = {
        "content": content,
        "record": record,
        "page": record.page,
        "links": record.page.links(request),
        "is_author": can_edit(request.user, content),
    }
    return render(request, "content/record/detail.html", context)


@login_required
@require_safe
def export_record(request: SignedInRequest, content_id: UUID) -> HttpResponseBase:
    """The whole record as a file: `?format=csv` or `jsonl`."""
    content = get_content_of_record(request.user, content_id)
    file_format = request.GET.get("format", "csv")
    if file_format not in CONTENT_TYPES:
        messages.error(request, _("This format is not there. The record comes as CSV or as JSON lines."))
        return redirect("content:record", content.pk)
    export = RecordExport.make(content, datetime.now(UTC))
    pieces = export.jsonl() if file_format == "jsonl" else _with_mark(export)
    response = StreamingHttpResponse(pieces, content_type=CONTENT_TYPES[file_format])
    response["Content-Disposition"] = f'attachment; filename="{export.filename(file_format)}"'
    response["Cache-Control"] = "no-store"
    return response


def _with_mark(export: RecordExport) -> Iterator[str]:
    yield BYTE_ORDER_MARK
    yield from export.csv()
