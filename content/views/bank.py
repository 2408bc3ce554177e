"""The item bank: finding items, putting them into a piece, and the wordings that pieces are offered."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.paging import PARAMETER, paginate
from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from content.access import get_content_for_author, get_item_for_author, require
from content.actions import offering, reusing
from content.actions.offering import Settled
from content.actions.versioning import Saved
from content.bank import group_offers, load_offers, offered_entries, seen_entries
from content.forms.bank import NEW, BankForm, ReuseForm, read_items, read_offers
from content.item_page import load_item_page
from content.item_search import find_entries, load_bank_items, read_page
from content.kinds import KINDS, Kind
from content.models import Content, VersionItem
from content.presentation import present_item
from content.querysets import AUTHOR
from content.views.outcomes import describe_save

PAGE_SIZE = 20
SHOWN_PIECES = 200
CLOSED = (Content.Status.PENDING, Content.Status.ARCHIVED)


@login_required
@require_safe
def list_items(request: SignedInRequest) -> HttpResponse:
    """Search and browse; with `?into=` to choose what that piece of hers is to hold as well."""
    require(request.user, AUTHOR)
    into = _piece(request, request.GET.get("into", ""))
    form = BankForm(request.GET, kind=into.kind_type if into else None)
    wanted = form.wanted()
    entries = find_entries(request.user, wanted)
    page = read_page(entries, wanted, request.GET.get(PARAMETER), PAGE_SIZE)
    context = {
        "form": form,
        "into": into,
        "page": page,
        "items": load_bank_items(entries, [item.pk for item in page.rows]),
        "held": _held(into) if into else set(),
        "links": page.links(request),
    }
    return render(request, "content/bank/list.html", context)


@login_required
@require_safe
def show_item(request: SignedInRequest, item_id: UUID) -> HttpResponse:
    """One item: as students see it, how it came to read so, and where it is used."""
    seen = seen_entries(request.user)
    page = load_item_page(request.user, get_item_for_author(request.user, item_id, seen), seen)
    context = {"page": page, "item": page.item, "shown": present_item(page.item.entry, reveals=True)}
    return render(request, "content/bank/detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reuse_items(request: SignedInRequest) -> HttpResponse:
    """Where the chosen items go; what stands in the way is said here, and the choice stays."""
    require(request.user, AUTHOR)
    sent = request.POST if request.method == "POST" else request.GET
    items = load_bank_items(seen_entries(request.user), read_items(sent.getlist("item")))
    if not items:
        messages.warning(request, _("Choose at least one item first."))
        return redirect(_list_address(sent.get("into", "")))
    kinds = [kind for kind in KINDS.values() if {found.entry.item.type for found in items} <= set(kind.item_types)]
    if not kinds:
        return render(request, "content/bank/reuse.html", {"items": items})
    form = _place_form(request, kinds[0], sent)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            saved = _put(request, kinds[0], [found.id for found in items], form.cleaned_data)
        except Refusal as no:
            refusal = no.message
        else:
            messages.success(request, describe_save(saved))
            return redirect("content:content-detail", saved.version.content_id)
    context = {"items": items, "form": form, "kind": kinds[0], "refusal": refusal}
    return render(request, "content/bank/reuse.html", context, status=409 if refusal else 200)


@login_required
@require_safe
def list_offers(request: SignedInRequest) -> HttpResponse:
    """The wordings that items of her pieces got elsewhere."""
    require(request.user, AUTHOR)
    offered = offered_entries(Content.objects.editable_by(request.user))
    page = paginate(offered, order=("-offered", "-id"), token=request.GET.get(PARAMETER), size=PAGE_SIZE)
    context = {"groups": group_offers(load_offers(page.rows)), "links": page.links(request), "is_reset": page.is_reset}
    return render(request, "content/bank/offers.html", context)


@login_required
@require_POST
def settle_offers(request: SignedInRequest) -> HttpResponse:
    """Take or decline what was chosen, or the one whose own button was pressed."""
    require(request.user, AUTHOR)
    sent = request.POST
    takes = "take" in sent or sent.get("do") == "take"
    one = sent.get("take") or sent.get("decline") or ""
    wordings = read_offers([one] if one else sent.getlist("offer"))
    pieces = Content.objects.editable_by(request.user).in_bulk(list(wordings))
    chosen = {piece: wordings[key] for key, piece in pieces.items()}
    settled = offering.settle_offers(chosen=chosen, by=request.user, takes=takes)
    _report(request, settled, takes=takes)
    back = _piece(request, sent.get("back", ""))
    return redirect("content:content-detail", back.pk) if back else redirect("content:offer-list")


def _piece(request: SignedInRequest, key: str) -> Content | None:
    """The piece of hers that an address or a form names; None where it names none. Raises Http404 for another's."""
    found = read_items([key])
    return get_content_for_author(request.user, found[0]) if found else None


def _held(content: Content) -> set[UUID]:
    """The items that it has already."""
    entries = VersionItem.objects.filter(version=content.latest_version_id)
    return set(entries.values_list("item_version__item", flat=True))


def _list_address(into: str) -> str:
    """The list again, for the same piece."""
    return reverse("content:item-list") + (f"?{urlencode({'into': into})}" if into else "")


def _place_form(request: SignedInRequest, kind: Kind, sent: QueryDict) -> ReuseForm:
    pieces = Content.objects.editable_by(request.user).filter(kind=kind.name).exclude(status__in=CLOSED)
    found = list(pieces.order_by("-updated_at").only("title")[:SHOWN_PIECES])
    data = sent if request.method == "POST" else None
    return ReuseForm(data, kind=kind, pieces=found, initial={"into": sent.get("into", "")})


def _put(request: SignedInRequest, kind: Kind, items: Sequence[UUID], place: dict[str, Any]) -> Saved:
    pool = place.get("pool", "")
    if place["into"] == NEW:
        return reusing.create_from_items(title=place["title"], kind=kind.name, items=items, by=request.user, pool=pool)
    content = get_content_for_author(request.user, UUID(place["into"]))
    return reusing.reuse_items(content=content, items=items, by=request.user, pool=pool)


def _report(request: SignedInRequest, settled: Sequence[Settled], *, takes: bool) -> None:
    """What was done, and what was refused and why."""
    if not settled:
        messages.warning(request, _("Nothing was chosen that is still offered to you. Choose again."))
    if done := sum(entry.count for entry in settled):
        taken = ngettext("%(count)d new wording is taken.", "%(count)d new wordings are taken.", done)
        declined = ngettext("%(count)d wording is declined.", "%(count)d wordings are declined.", done)
        messages.success(request, (taken if takes else declined) % {"count": done})
    for entry in settled:
        if entry.refusal:
            messages.warning(request, _("“%(title)s”: %(why)s") % {"title": entry.content.title, "why": entry.refusal})
