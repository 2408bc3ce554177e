"""What the automated checks said of a piece: for its authors, and the part of it that the page of review shows."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import SignedInRequest
from content.access import get_content_for_author, get_review_request
from content.actions.checking import check_content_again, check_request_again
from content.documents import load_items
from content.forms.item_row import field_anchor
from content.item_types import get_item_type
from content.models import Content, ItemVersion
from content.overview import EDITABLE, edit_address
from content.review.quality import CheckFinding, Quality, load_quality

SHOWN_AT_ONCE = 50  # items


@dataclass(frozen=True)
class FaultyItem:
    """An item in which something was found, with its number, and each finding with its place in the editor."""

    number: int
    label: str | Promise
    heading: str
    address: str
    findings: list[tuple[CheckFinding, str]]


@login_required
@require_safe
def list_checks(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """The score of the newest version, what each check says, and where to look."""
    content = get_content_for_author(request.user, content_id)
    return render(request, "content/checks/list.html", _context(request, content))


@login_required
@require_safe
def show_check_progress(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """The part of that page which changes while the checks run."""
    content = get_content_for_author(request.user, content_id)
    return render(request, "content/checks/_report.html", _context(request, content))


@login_required
@require_POST
def run_checks(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """Have the newest version checked, be it once more."""
    check_content_again(content=get_content_for_author(request.user, content_id), by=request.user)
    return redirect("content:check-list", content_id)


@require_http_methods(["GET", "HEAD", "POST"])
def show_request_checks(request: SignedInRequest, request_id: UUID) -> HttpResponse:
    """What the checks say of the version under review, as a part of its page; a POST has it checked again."""
    review = get_review_request(request.user, request_id)
    if request.method == "POST":
        check_request_again(request=review, by=request.user)
        messages.info(request, _("The checks run again. What they find shows here."))
        return redirect("admin:content_reviewrequest_change", request_id)
    context = {"review": review, "quality": load_quality(review.version)}
    return render(request, "content/checks/_summary.html", context)


def _context(request: SignedInRequest, content: Content) -> dict[str, Any]:
    version = content.latest_version
    assert version is not None, "a piece is created with its first version"
    quality = load_quality(version)
    faulty = _faulty_items(load_items(version, is_shown=False), quality, can_edit=content.status in EDITABLE)
    after = request.GET.get("after", "")
    first = int(after) if after.isascii() and after.isdigit() and len(after) < 6 else 0
    rest = [item for item in faulty if item.number > first]
    shown, has_more = rest[:SHOWN_AT_ONCE], len(rest) > SHOWN_AT_ONCE
    here = reverse("content:check-list", args=[content.pk])
    return {
        "content": content,
        "version": version,
        "quality": quality,
        "whole": quality.of_item(None),
        "faulty": shown,
        "faulty_count": len(faulty),
        "previous_url": here if first else "",
        "next_url": f"{here}?after={shown[-1].number}#found" if has_more else "",
        "live_url": reverse("content:check-progress", args=[content.pk]),
        "again_url": reverse("content:check-run", args=[content.pk]),
        "page_url": here,
    }


def _faulty_items(entries: list[ItemVersion], quality: Quality, *, can_edit: bool) -> list[FaultyItem]:
    """The items in which something was found, in their order. Without `can_edit`, nothing leads to the editor."""

    def is_led(found: CheckFinding) -> bool:
        return can_edit and bool(found.field)

    return [
        FaultyItem(
            number=place + 1,
            label=get_item_type(entry.item.type).label,
            heading=entry.heading,
            address=edit_address(entry.item_id) if can_edit else "",
            findings=[
                (found, edit_address(entry.item_id, field_anchor(place, found.field)) if is_led(found) else "")
                for found in quality.of_item(entry.item_id)
            ],
        )
        for place, entry in enumerate(entries)
        if quality.of_item(entry.item_id)
    ]
