"""The cards that a student keeps forgetting, and those that she does not want to be asked."""

from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.paging import PARAMETER, paginate
from accounts.requests import SignedInRequest
from content.access import require
from content.querysets import STUDENT
from progress.models import CardMemory
from progress.querysets import LEECH, CardMemoryQuerySet

SHOWN = 25


@login_required
@require_safe
def list_leeches(request: SignedInRequest) -> HttpResponse:
    """The one forgotten most often stands first."""
    require(request.user, STUDENT)
    memories = CardMemoryQuerySet(CardMemory).current(request.user).with_wording()
    listed = memories.filter(Q(lapses__gte=LEECH) | Q(suspended_at__isnull=False))
    listed = listed.select_related("content__published_version").only(
        "lapses", "suspended_at", "content__kind", "content__language", "content__published_version__title"
    )
    page = paginate(listed, order=("-lapses", "-id"), token=request.GET.get(PARAMETER), size=SHOWN)
    context = {"memories": page.rows, "most": LEECH, "is_reset": page.is_reset, **page.links(request)}
    return render(request, "progress/cards/leeches.html", context)
