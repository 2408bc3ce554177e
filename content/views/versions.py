"""Reading a piece as a student will, what each of its versions changed, and bringing one back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.paging import paginate
from accounts.refusals import NotHere
from accounts.requests import SignedInRequest
from content.access import get_content_for_author
from content.actions import restoring
from content.actions.versioning import Saved
from content.diffing import Change, compare_documents
from content.documents import load_document, load_items
from content.merging import compare_surroundings
from content.models import Content, ContentVersion
from content.overview import EDITABLE
from content.presentation import present_item
from content.sent import whole_number

SHOWN_AT_ONCE = 40  # items that differ


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
        "recording": version.parsed_frame.recording,
        "read_template": f"content/kind/{content.kind}/read.html",
    }
    return render(request, "content/version/preview.html", context)


@login_required
@require_safe
def list_versions(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    content = get_content_for_author(request.user, content_id)
    versions = content.versions.select_related("created_by").defer("text", "frame")
    page = paginate(versions, order=("-number",), token=request.GET.get("after"))
    numbers = [version.number for version in page.rows]
    context = {
        "content": content,
        "page": page,
        "links": page.links(request),
        "chosen_to": max(numbers, default=0),
        "chosen_from": sorted(numbers)[-2:][0] if numbers else 0,
        "can_restore": content.status in EDITABLE,
    }
    return render(request, "content/version/list.html", context)


@login_required
@require_safe
def compare_versions(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """Two versions item by item: `?from=` and `?to=` are their numbers, by default the newest two."""
    content = get_content_for_author(request.user, content_id)
    assert content.latest_version is not None, "a piece is created with its first version"
    to = _number(request.GET.get("to", ""), content.latest_version.number)
    start, end = sorted([_number(request.GET.get("from", ""), max(1, to - 1)), to])
    new, old = _version(content, end), _version(content, start)
    if new is None or old is None:
        messages.warning(request, _("There is no such version. Choose two of these to compare."))
        return redirect("content:version-list", content.pk)
    sides = {"old": old, "new": new, "compared": [old, new]}
    context = {"content": content, **sides, **_comparison(request, old, new)}
    return render(request, "content/version/compare.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def restore_version(request: SignedInRequest, content_id: UUID, number: int) -> HttpResponse:
    """What will change when an earlier version comes back, and the deed. It holds against the version that was the
    newest when the page was shown."""
    content = get_content_for_author(request.user, content_id)
    assert content.latest_version is not None, "a piece is created with its first version"
    version = _version(content, number)
    if version is None:
        raise NotHere(_("There is no such version. Choose one in the history."))
    if request.method == "POST":
        base = _number(request.POST.get("base", ""), 0)
        saved = restoring.restore_version(content=content, version=version, by=request.user, base_number=base)
        messages.success(request, _describe_restore(saved, number))
        return redirect("content:content-detail", content.pk)
    latest = content.latest_version
    latest.content = content
    context = {
        "content": content,
        "version": version,
        "latest": latest,
        "can_restore": content.status in EDITABLE and version != latest,
        **_comparison(request, latest, version),
    }
    return render(request, "content/version/confirm_restore.html", context)


def _comparison(request: SignedInRequest, old: ContentVersion, new: ContentVersion) -> dict[str, Any]:
    """What the page that compares them shows: a part of the items that differ at a time (`?part=`), for there may be
    hundreds. Versions never change, so parts can be counted."""
    before, after = load_document(old), load_document(new)
    rows = compare_documents(before, after)
    changed = [row for row in rows if row.change != Change.SAME]
    parts = max(1, -(-len(changed) // SHOWN_AT_ONCE))
    part = min(max(1, _number(request.GET.get("part", ""), 1)), parts)
    return {
        "surroundings": compare_surroundings(before, after) if part == 1 else [],
        "rows": changed[(part - 1) * SHOWN_AT_ONCE : part * SHOWN_AT_ONCE],
        "differing": len(changed),
        "same": len(rows) - len(changed),
        "part": part,
        "parts": parts,
        "previous_url": _part_address(request, part - 1) if part > 1 else "",
        "next_url": _part_address(request, part + 1) if part < parts else "",
    }


def _part_address(request: SignedInRequest, part: int) -> str:
    query = request.GET.copy()
    query["part"] = str(part)
    return f"?{query.urlencode()}"


def _describe_restore(saved: Saved, number: int) -> str:
    if not saved.is_new:
        return _("Version %(number)d says what the newest version says, so there is no new one.") % {"number": number}
    words = {"number": number, "new": saved.version.number}
    return _("Version %(number)d is back, as version %(new)d.") % words


def _number(text: str, usual: int) -> int:
    number = whole_number(text)
    return usual if number is None else number


def _version(content: Content, number: int) -> ContentVersion | None:
    version = content.versions.select_related("created_by").filter(number=number).first()
    if version:
        version.content = content
    return version
