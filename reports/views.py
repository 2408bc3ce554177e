"""Reports, to read on the screen and to take away."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.paging import PARAMETER, paginate
from accounts.requests import SignedInRequest
from reports.access import get_report, require_reader
from reports.catalogue import REPORTS, Report, TableReport
from reports.exporting import BYTE_ORDER_MARK, FORMATS, Export
from reports.presentation import present_rows

ROWS = 50  # on a page


@login_required
@require_GET
def list_reports(request: SignedInRequest) -> HttpResponse:
    """Every report there is, with what it answers."""
    require_reader(request.user)
    return render(request, "reports/list.html", {"reports": REPORTS.values()})


@login_required
@require_GET
def show_report(request: SignedInRequest, name: str) -> HttpResponse:
    """One report as a table, page by page, with its filters, its moment and its row count."""
    report = get_report(request.user, name)
    filters = report.filter_form(request.GET)
    context: dict[str, Any] = {"report": report, "filters": filters}
    if filters.is_valid():
        context |= _table(request, report, Export(report, filters, datetime.now(UTC)))
    return render(request, "reports/detail.html", context, status=200 if filters.is_valid() else 400)


@login_required
@require_GET
def export_report(request: SignedInRequest, name: str) -> HttpResponseBase:
    """The whole report as a file, sent while it is read."""
    report = get_report(request.user, name)
    filters = report.filter_form(request.GET)
    file_format = request.GET.get("format", "csv")
    if not filters.is_valid():
        return redirect(f"{reverse('reports:detail', args=[name])}?{request.GET.urlencode()}")
    if file_format not in FORMATS:
        messages.error(request, _("This format is not there. Reports come as CSV or as JSON."))
        return redirect("reports:detail", name)
    export = Export(report, filters, datetime.now(UTC))
    response = StreamingHttpResponse(_body(export, file_format), content_type=FORMATS[file_format].content_type)
    response["Content-Disposition"] = f'attachment; filename="{export.filename(file_format)}"'
    response["Cache-Control"] = "no-store"
    return response


def _body(export: Export, file_format: str) -> Iterator[str]:
    """What is sent. A generator to its core: closed when the browser goes away, it lets go of the database."""
    if file_format == "csv":
        yield BYTE_ORDER_MARK
    yield from FORMATS[file_format].write(export)


def _table(request: HttpRequest, report: Report, export: Export) -> dict[str, Any]:
    """One page of rows, by the function that writes the files, and the addresses of its neighbours; all of them where
    they are computed."""
    query = request.GET.copy()
    query.pop(PARAMETER, None)
    shown = {
        "columns": [column for column in report.columns if column.is_shown],
        "as_of": export.as_of,
        "query": query.urlencode(),
    }
    if isinstance(report, TableReport):
        return shown | _page(request, report, export)
    rows = present_rows(report.columns, export.rows())
    return shown | {"rows": rows, "count": len(rows)}


def _page(request: HttpRequest, report: TableReport, export: Export) -> dict[str, Any]:
    selected = report.select(export.filters)
    page = paginate(selected.only("pk"), order=("-pk",), token=request.GET.get(PARAMETER), size=ROWS)
    rows = report.rows(selected.filter(pk__in=[row.pk for row in page.rows]))
    return {
        "rows": present_rows(report.columns, rows),
        "count": selected.count(),
        "is_reset": page.is_reset,
        **page.links(request),
    }
