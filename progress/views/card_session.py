"""What the pages of a session of cards have in common: the card, how far she is, what she did last, the way back."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.preferences import read_preferences
from accounts.requests import SignedInRequest
from progress import clock
from progress.faces import Face, Way, present_face
from progress.last_move import find_last_move
from progress.models import QuizAttempt, ReviewLog
from progress.models.memory import Rating
from progress.querysets import LEECH
from progress.queues import Counts, NextCard, Queue
from progress.scheduling import preview, read_card
from progress.today import load_today

MARK = 200  # characters of a mark of time that was sent


def show_session(
    request: SignedInRequest, queue: Queue, counts: Counts, card: NextCard | None, face: Face | None
) -> HttpResponse:
    """The session with that card, or, where none is left, with what was done."""
    context: dict[str, Any] = {
        "content": queue.content,
        "counts": counts,
        "today": load_today(request.user, queue.now, queue.content),
        "last": find_last_move(request, queue),
        "shortcuts": shortcuts(),
    }
    if card and face:
        context |= {"card": card, "face": face, **_describe(request, queue, card, face)}
    else:
        context |= {"comes_next": queue.comes_next(), "tomorrow": queue.tomorrow()}
    return render(request, "progress/cards/session.html", context, status=422 if face and face.error else 200)


def present_card(card: NextCard) -> Face:
    """The face of a card. The options of a question change places from review to review, unless its quiz keeps them
    where they are."""
    version, seed = card.content.published_version, card.memory.reviews if card.memory else 0
    assert version is not None, "what can be studied is published"
    frame = card.content.kind_type.parse_frame(version.frame)
    return present_face(card.version, card.card, seed=seed, shuffles=getattr(frame, "shuffle_options", True))


def back_to_session(request: SignedInRequest, shown: dict[str, Any] | None = None) -> HttpResponse:
    """To the next card, or to the one that `shown` names, of the deck that the form was sent from, or of all."""
    try:
        address = reverse("progress:cards", args=[UUID(request.POST.get("deck", ""))])
    except ValueError:
        address = reverse("progress:review")
    return redirect(f"{address}?{urlencode(shown)}" if shown else address)


def shortcuts() -> list[tuple[str, str]]:
    """The keys of a session, for the list of them."""
    ratings = [(str(rating.value), str(rating.label)) for rating in Rating]
    return [
        (_("Space"), _("Turn the card, then rate it as offered")),
        *ratings,
        ("u", _("Undo")),
        ("-", _("Bury until tomorrow")),
        ("!", _("Suspend")),
    ]


def _describe(request: SignedInRequest, queue: Queue, card: NextCard, face: Face) -> dict[str, Any]:
    """When each rating brings the card back, where it comes from, and since when she looks at it."""
    known = read_card(card.memory, card.answer_fingerprint, queue.now)
    is_leech = card.memory is not None and card.memory.lapses >= LEECH
    return {
        "ratings": list(preview(known, queue.now, read_preferences(request.user).retention).items()),
        "source": _find_source(card) if face.way == Way.ANSWER else None,
        "leech": card.memory if is_leech and not face.error else None,
        "opened": request.POST.get("opened", "")[:MARK] or clock.mark_opening(request.user, card.content.pk, queue.now),
        "active": request.POST.get("active", "")[:MARK],
    }


def _find_source(card: NextCard) -> QuizAttempt | None:
    """The attempt at which she last answered the question wrongly."""
    if card.memory is None:
        return None
    logs = ReviewLog.objects.filter(student=card.memory.student_id, item=card.version.item_id, card=card.card)
    log = logs.filter(attempt__isnull=False).select_related("attempt").order_by("-reviewed_at").first()
    return log.attempt if log else None
