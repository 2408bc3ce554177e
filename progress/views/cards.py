"""A session of cards: those of one deck, or all that are due today; checking what was typed or answered, and rating."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.refusals import Refusal, WrongState
from accounts.requests import SignedInRequest
from content.access import get_content_for_student, require
from content.kinds import StudyMode
from content.models import Content
from content.querysets import STUDENT
from content.questions import BadAnswer
from progress.access import get_piece
from progress.actions import turning
from progress.clock import Opening
from progress.faces import Face, Way, check_answer, check_typed, keep_sent, turn_face
from progress.last_move import forget_set_aside
from progress.models.memory import Rating
from progress.picking import SentCard, pick_card, read_reviews
from progress.queues import NextCard, Queue
from progress.submitted import read_submitted
from progress.views.card_session import back_to_session, present_card, show_session


@login_required
@require_safe
def review_cards(request: SignedInRequest) -> HttpResponse:
    """All that is due today, whatever it comes from."""
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
def check_card(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """The same card turned, with what she typed or answered beside what is right. Nothing is written: she rates it."""
    content = get_content_for_student(request.user, content_id)
    try:
        card = pick_card(request.user, content, SentCard.read(request.POST))
        face = _check(request, card, present_card(card))
    except WrongState as error:
        messages.warning(request, error.message)
    except ValueError:
        messages.error(request, _("That answer did not arrive whole. Here is your next card."))
    else:
        is_of_deck = request.POST.get("deck") == str(content.pk) and content.kind_type.study_mode == StudyMode.TURN
        queue = Queue(request.user, timezone.now(), content if is_of_deck else None)
        return show_session(request, queue, queue.count(), card, face)
    return back_to_session(request)


@login_required
@require_POST
def rate_card(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """How well it was remembered; on to the next card."""
    content = get_content_for_student(request.user, content_id)
    try:
        sent = SentCard.read(request.POST)
        turning.rate_card(
            student=request.user,
            content=content,
            item_version_id=sent.item_version_id,
            card=sent.name,
            rating=Rating(int(request.POST.get("rating", ""))),
            reviews=read_reviews(request.POST),
            opening=Opening.read(request.POST),
        )
    except WrongState as error:
        messages.warning(request, error.message)
    except ValueError:
        messages.error(request, _("That rating did not arrive whole, so it does not count. Turn the card again."))
    else:
        forget_set_aside(request)
    return back_to_session(request)


def _check(request: SignedInRequest, card: NextCard, face: Face) -> Face:
    typed, submitted = request.POST.get("typed", ""), read_submitted(request.POST).get(card.version.pk, {})
    if "show" in request.POST or face.way == Way.TURN:
        return turn_face(face)
    try:
        return check_typed(face, typed) if face.way == Way.TYPE else check_answer(face, submitted)
    except BadAnswer as error:
        return keep_sent(face, submitted, typed, str(error))


def _show_next(request: SignedInRequest, queue: Queue) -> HttpResponse:
    counts = queue.count()
    card = _find_named(request, queue) or queue.next(counts)
    return show_session(request, queue, counts, card, present_card(card) if card else None)


def _find_named(request: SignedInRequest, queue: Queue) -> NextCard | None:
    """The card that the address names, because she has just taken its rating back; None where it cannot be shown."""
    if "card" not in request.GET:
        return None
    try:
        content: Content = queue.content or get_content_for_student(request.user, UUID(request.GET.get("of", "")))
        return pick_card(request.user, content, SentCard.read(request.GET))
    except (ValueError, Refusal, Http404):
        return None
