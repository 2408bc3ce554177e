"""What was made from what: duplicating a piece, saying where an item comes from, and what is stale since."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.paging import paginate
from accounts.refusals import NotHere, Refusal
from accounts.requests import SignedInRequest
from content.access import get_content_for_author, get_content_to_reuse, get_derivation, require
from content.actions import deriving, duplicating
from content.documents import to_document_item
from content.forms.lineage import ConfirmForm, SourceForm
from content.lineage import stale_items
from content.models import Content, ItemVersion
from content.overview import EDITABLE
from content.querysets import AUTHOR
from content.sources import find_sources, lineages_in, load_lineages

SHOWN_AT_ONCE = 10  # stale items, each with the words of its source


@login_required
@require_POST
def duplicate_content(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    content = get_content_to_reuse(request.user, content_id)
    copy = duplicating.duplicate_content(content=content, by=request.user)
    messages.success(request, _("This is your copy of “%(title)s”: a draft of your own.") % {"title": content.title})
    return redirect("content:content-detail", copy.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_sources(request: SignedInRequest, content_id: UUID, item_id: UUID) -> HttpResponse:
    """What the item was made from: remove a source, or search for one and add it."""
    content = get_content_for_author(request.user, content_id)
    entry = _held(content, item_id)
    form = SourceForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if form.is_valid():
        try:
            _change_sources(request, content, entry, form)
        except Refusal as error:
            refusal = error.message
        else:
            return redirect("content:derivation-edit", content.pk, item_id)
    elif form.is_bound:
        refusal = _("Choose an item first, then add it.")
    words = request.GET.get("q", "").replace("\x00", "")[:200].strip()
    lineages = lineages_in(content, request.user).get(item_id, [])
    known = {lineage.derivation.source_id for lineage in lineages}
    found = find_sources(request.user, words, but=item_id) if "q" in request.GET else []
    context = {
        "content": content,
        "item": to_document_item(entry),
        "lineages": lineages,
        "words": words,
        "is_searched": "q" in request.GET,
        "found": [entry for entry in found if entry.item_version.item_id not in known],
        "refusal": refusal,
    }
    return render(request, "content/lineage/sources.html", context, status=409 if refusal else 200)


@login_required
@require_safe
def list_stale(request: SignedInRequest) -> HttpResponse:
    """Items whose source changed since somebody looked: what it said, what it says, and the item beside it."""
    require(request.user, AUTHOR)
    page = paginate(stale_items(request.user), order=("-at", "-id"), token=request.GET.get("after"), size=SHOWN_AT_ONCE)
    context = {
        "page": page,
        "links": page.links(request),
        "lineages": load_lineages(page.rows, request.user),
        "editable": EDITABLE,
    }
    return render(request, "content/lineage/stale.html", context)


@login_required
@require_POST
def confirm_derivation(request: SignedInRequest, derivation_id: UUID) -> HttpResponse:
    """Still right: as long as the source reads as it did on the page."""
    form = ConfirmForm(request.POST)
    derivation = get_derivation(request.user, derivation_id)
    if not form.is_valid():
        messages.error(request, _("Open the list again: this button came from an old page."))
        return redirect("content:stale-list")
    content = get_content_for_author(request.user, form.cleaned_data["content"])
    seen_id = form.cleaned_data["seen"]
    try:
        deriving.confirm_derivation(content=content, derivation=derivation, seen_id=seen_id, by=request.user)
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("Noted: it is still right."))
    return redirect("content:stale-list")


def _change_sources(request: SignedInRequest, content: Content, entry: ItemVersion, form: SourceForm) -> None:
    if form.cleaned_data["remove"]:
        for derivation in entry.item.derivations.filter(pk=form.cleaned_data["remove"]):
            deriving.forget_source(content=content, derivation=derivation, by=request.user)
        messages.success(request, _("The source is removed. The item stands on its own."))
        return
    source_id = form.cleaned_data["source"]
    deriving.derive_item(content=content, item=entry.item, source_id=source_id, by=request.user)
    messages.success(request, _("Noted. You hear of it when the source changes."))


def _held(content: Content, item_id: UUID) -> ItemVersion:
    entries = ItemVersion.objects.filter(item=item_id, entries__version=content.latest_version_id)
    for found in entries.select_related("item"):
        return found
    raise NotHere(_("The newest version does not hold this item. Open the material, and choose one there."))
