"""What else a student does with a card: she takes a rating back, buries the card, suspends it, resumes it."""

from typing import Any, Protocol
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.refusals import WrongState
from accounts.requests import SignedInRequest
from content.access import require
from content.querysets import STUDENT
from progress.access import get_memory
from progress.actions import setting_aside, taking_back
from progress.last_move import forget_set_aside, remember_set_aside
from progress.models import CardMemory
from progress.views.card_session import back_to_session


@login_required
@require_POST
def undo_review(request: SignedInRequest) -> HttpResponse:
    """Take the rating back that the button named, and show its card once more."""
    require(request.user, STUDENT)
    try:
        log = taking_back.undo_review(student=request.user, log_id=UUID(request.POST.get("log", "")))
    except WrongState as error:
        messages.warning(request, error.message)
    except ValueError:
        messages.error(request, _("What to take back did not arrive whole, so nothing was. Press the button again."))
    else:
        return back_to_session(request, {"of": log.content_id, "card": log.item_version_id, "name": log.card})
    return back_to_session(request)


@login_required
@require_POST
def bury_card(request: SignedInRequest, memory_id: UUID) -> HttpResponse:
    """Not asked any more today; can be undone on the page that comes next."""
    return _move(request, memory_id, setting_aside.bury_card, _("Buried until tomorrow"))


@login_required
@require_POST
def suspend_card(request: SignedInRequest, memory_id: UUID) -> HttpResponse:
    """Not asked any more until she resumes it."""
    return _move(request, memory_id, setting_aside.suspend_card, _("Suspended"))


@login_required
@require_POST
def resume_card(request: SignedInRequest, memory_id: UUID) -> HttpResponse:
    """Asked again: one that she has just set aside, or one of the list."""
    return _move(request, memory_id, setting_aside.resume_card)


class Move(Protocol):
    def __call__(self, *, memory: CardMemory, by: User) -> CardMemory: ...


def _move(request: SignedInRequest, memory_id: UUID, move: Move, done: str = "") -> HttpResponse:
    """Back to where the form stood: the session, or the list. What was `done` can be undone in the session."""
    memory = get_memory(request.user, memory_id)
    is_listed = "listed" in request.POST
    forget_set_aside(request)
    try:
        move(memory=memory, by=request.user)
    except WrongState as error:
        messages.warning(request, error.message)
    else:
        if is_listed:
            messages.success(request, _("It is not asked until you resume it.") if done else _("It is asked again."))
        elif done:
            remember_set_aside(request, memory, done)
    if is_listed:
        return redirect("progress:leeches")
    return back_to_session(request, _name(memory, request.POST.get("card", "")))


def _name(memory: CardMemory, version: str) -> dict[str, Any] | None:
    """The card for the address of the session, to be shown at once; None where the form does not name it."""
    return {"of": memory.content_id, "card": version[:40], "name": memory.card} if version else None
