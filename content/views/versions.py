"""Reading a piece as a student will, and what each of its versions changed."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from content.access import get_content_for_author
from content.diffing import Change, compare_documents
from content.documents import load_document, load_items
from content.merging import compare_surroundings
from content.models import Content, ContentVersion
from content.paging import paginate
from content.presentation import present_item


@login_required
@require_safe
def preview_content(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """The newest version as a student will see it; with `?answers=1`, what is right shows too."""
    content = get_content_for_author(request.user, content_id)
    version = content.latest_version
    assert version is not None, "a piece is created with its first version"
    reveals = request.GET.get("answers") == "1"
    items = [present_item(entry, reveals=reveals) for entry in load_items(version)]
    context = {
        "content": content,
        "version": version,
        "items": items,
        "reveals": reveals,
        "read_template": f"content/kind/{content.kind}/read.html",
    }
    return render(request, "content/version/preview.html", context)


@login_required
@require_safe
def list_versions(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    content = get_content_for_author(request.user, content_id)
    versions = content.versions.select_related("created_by").defer("text", "frame")
    page = paginate(versions, order=("-number",), token=request.GET.get("after"))
    context = {"content": content, "page": page, "links": page.links(request)}
    return render(request, "content/version/list.html", context)


@login_required
@require_safe
def compare_versions(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """Two versions item by item: `?from=` and `?to=` are their numbers, by default the newest two."""
    content = get_content_for_author(request.user, content_id)
    assert content.latest_version is not None, "a piece is created with its first version"
    to = _number(request.GET.get("to", ""), content.latest_version.number)
    new, old = _version(content, to), _version(content, _number(request.GET.get("from", ""), max(1, to - 1)))
    if new is None or old is None:
        messages.warning(request, _("There is no such version. Choose two of these to compare."))
        return redirect("content:version-list", content.pk)
    before, after = load_document(old), load_document(new)
    rows = compare_documents(before, after)
    context = {
        "content": content,
        "old": old,
        "new": new,
        "surroundings": compare_surroundings(before, after),
        "rows": [row for row in rows if row.change != Change.SAME],
        "same": sum(row.change == Change.SAME for row in rows),
    }
    return render(request, "content/version/compare.html", context)


def _number(text: str, usual: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else usual


def _version(content: Content, number: int) -> ContentVersion | None:
    version = content.versions.select_related("created_by").filter(number=number).first()
    if version:
        version.content = content
    return version
