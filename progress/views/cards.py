"""Turning cards: those of one deck, or all that are due today."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.refusals import WrongState
from accounts.requests import SignedInRequest
from content.access import require
from content.kinds import StudyMode
from content.presentation import present_item
from content.querysets import STUDENT
from progress import clock
from progress.access import get_piece
from progress.actions import turning
from progress.models.memory import Rating
from progress.queues import Counts, NextCard, Queue
from progress.scheduling import preview, read_card


@login_required
@require_safe
def review_cards(request: SignedInRequest) -> HttpResponse:
    """All that is due today, whatever deck it comes from."""
    require(request.user, STUDENT)
    return _show_next(request, Queue(request.user, timezone.now()))


@login_required
@require_safe
def turn_cards(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """One deck: what is due of it, then its new cards in order."""
    content = get_piece(request.user, content_id, StudyMode.TURN)
    return _show_next(request, Queue(request.user, timezone.now(), content))


@login_required
@require_POST
def rate_card(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """How well it was remembered; on to the next card."""
    content = get_piece(request.user, content_id, StudyMode.TURN)
    try:
        turning.rate_card(
            student=request.user,
            content=content,
            item_version_id=UUID(request.POST.get("card", "")),
            rating=Rating(int(request.POST.get("rating", ""))),
            reviews=int(request.POST.get("reviews", "")),
            opening=clock.Opening.read(request.POST),
        )
    except WrongState as error:
        messages.warning(request, error.message)
    except ValueError:
        messages.error(request, _("That rating did not arrive whole, so it does not count. Turn the card again."))
    if "review" in request.POST:
        return redirect("progress:review")
    return redirect("progress:cards", content.pk)


def _show_next(request: SignedInRequest, queue: Queue) -> HttpResponse:
    counts = queue.count()
    card = queue.next(counts)
    context: dict[str, Any] = {"content": queue.content, "counts": counts}
    if card is None:
        context["comes_next"] = queue.comes_next()
        return render(request, "progress/cards/done.html", context)
    return render(request, "progress/cards/turn.html", context | _card(request, queue, card, counts))


def _card(request: SignedInRequest, queue: Queue, card: NextCard, counts: Counts) -> dict[str, Any]:
    intervals = preview(read_card(card.memory, card.version.answer_fingerprint, queue.now), queue.now)
    return {
        "card": card,
        "item": present_item(card.version),
        "ratings": [(rating, interval) for rating, interval in intervals.items()],
        "opened": clock.mark_opening(request.user, card.content.pk, queue.now),
        "rate_url": reverse("progress:card-rate", args=[card.content.pk]),
        "shortcuts": [(_("Space"), _("Show the answer")), *((rating.value, rating.label) for rating in Rating)],
    }
