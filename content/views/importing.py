"""Importing in the browser: check first if you like, then import, then read what came in and what did not."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from content.access import require
from content.actions.importing import ImportReport, import_text
from content.forms.editor import clean_fields
from content.forms.importing import ImportForm
from content.interchange import FORMATS, Refused
from content.querysets import AUTHOR

SESSION_KEY = "import_report"
SHOWN = 200  # entries of each list that a report shows
KEPT_TEXT = 500_000  # characters of a checked file that the page brings along, so that it need not be chosen again


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_content(request: SignedInRequest) -> HttpResponse:
    """A file or a pasted text. Checking does all of it and takes it back; importing ends at its report."""
    require(request.user, AUTHOR)
    if request.method != "POST":
        form = ImportForm(by=request.user, into=request.GET.get("into", ""))
        return render(request, "content/import/form.html", {"form": form})
    form = ImportForm(clean_fields(request.POST), request.FILES, by=request.user)
    checks = request.POST.get("do") == "check"
    if not form.is_valid():
        return render(request, "content/import/form.html", {"form": form})
    try:
        report = _import(request, form, dry_run=checks)
    except (Refused, Refusal) as refusal:
        form.add_error(None, str(refusal))
        return render(request, "content/import/form.html", {"form": _refilled(request, form)})
    shown = summarise(report, is_check=checks)
    if checks:
        return render(request, "content/import/form.html", {"form": _refilled(request, form), "report": shown})
    request.session[SESSION_KEY] = shown
    return redirect("content:import-detail")


@login_required
@require_safe
def show_import(request: SignedInRequest) -> HttpResponse:
    """What the last import of this session did; without one, the way to import."""
    require(request.user, AUTHOR)
    report = request.session.get(SESSION_KEY)
    if report is None:
        return redirect("content:content-import")
    return render(request, "content/import/detail.html", {"report": report})


def _import(request: SignedInRequest, form: ImportForm, *, dry_run: bool) -> ImportReport:
    report = import_text(
        text=form.source.text,
        by=request.user,
        filename=form.source.filename,
        file_format=form.cleaned_data["file_format"],
        title=form.cleaned_data["title"],
        details=form.details(),
        into=form.target,
        as_new=form.is_new,
        columns=form.columns,
        dry_run=dry_run,
    )
    report.warnings = [*form.source.warnings, *report.warnings]
    return report


def _refilled(request: SignedInRequest, form: ImportForm) -> ImportForm:
    """The form with the text of the file in it, for a browser does not send a file twice."""
    if not request.FILES or len(form.source.text) > KEPT_TEXT:
        return form
    data = request.POST.copy()
    data["text"], data["pasted_from"] = form.source.text, form.source.filename
    form.data = data
    return form


def summarise(report: ImportReport, *, is_check: bool) -> dict[str, Any]:
    """The report as a page shows it, small enough for a session: long lists cut, with their full length beside."""
    return {
        "is_check": is_check,
        "format": str(FORMATS[report.format].label),
        "created": report.created,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "contents": [
            {
                "id": str(done.content.pk),
                "title": done.content.title,
                "kind": done.content.kind,
                "is_new": done.is_new,
                "count": done.content.kind_type.count_items(done.items),
                "created": len(done.created),
                "updated": len(done.updated),
                "updated_headings": done.updated[:SHOWN],
                "unchanged": done.unchanged,
                "kept": done.kept,
            }
            for done in report.contents
        ],
        "warnings": [vars(notice) for notice in report.warnings[:SHOWN]],
        "warnings_count": len(report.warnings),
        "rejected": [vars(notice) for notice in report.rejected[:SHOWN]],
        "rejected_count": len(report.rejected),
    }
