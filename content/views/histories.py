"""Who wrote which item of a piece, and what an item said before."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.paging import paginate
from accounts.refusals import NotHere
from accounts.requests import SignedInRequest
from content.access import get_content_for_author
from content.history import item_of, load_item_authors, load_wordings
from content.models import VersionItem

SHOWN_AT_ONCE = 50  # items


@login_required
@require_safe
def list_item_authors(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """For each item of the newest version, who wrote it first and who changed it last."""
    content = get_content_for_author(request.user, content_id)
    entries = VersionItem.objects.filter(version=content.latest_version_id)
    entries = entries.select_related("item_version__item", "item_version__created_by")
    page = paginate(entries, order=("position",), token=request.GET.get("after"), size=SHOWN_AT_ONCE)
    context = {
        "content": content,
        "page": page,
        "links": page.links(request),
        "items": load_item_authors(content, page.rows),
    }
    return render(request, "content/version/authors.html", context)


@login_required
@require_safe
def show_item_history(request: SignedInRequest, content_id: UUID, item_id: UUID) -> HttpResponse:
    """Every wording that the item had in this piece, each beside the one before."""
    content = get_content_for_author(request.user, content_id)
    item = item_of(content, item_id)
    if item is None:
        raise NotHere(_("This material never held such an item. Look for it in the history."))
    context = {
        "content": content,
        "item": item,
        "wordings": load_wordings(content, item),
        "is_held": VersionItem.objects.filter(version=content.latest_version_id, item_version__item=item).exists(),
    }
    return render(request, "content/version/item.html", context)
