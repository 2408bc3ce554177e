"""Invitations to a class: by a list, again, taken back; and the answer of who is invited."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from progress.actions import inviting
from progress.class_access import get_class_for_teacher, get_in_class, get_invitation_to_answer
from progress.classes.outcomes import Report
from progress.classes.roster import MAX_ROWS
from progress.forms.classes import RosterForm
from progress.models import ClassInvitation

INVITATIONS = ClassInvitation.objects.select_related("classroom")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite_people(request: SignedInRequest, classroom_id: UUID) -> HttpResponse:
    """A list is pasted, and every line of it answered for; what was not taken stays in the box. The same list sent
    again invites nobody twice, so that the answer is a page of its own."""
    classroom = get_class_for_teacher(request.user, classroom_id)
    form = RosterForm(request.POST if request.method == "POST" else None)
    report = None
    if form.is_valid():
        try:
            report = Report(inviting.invite_people(classroom=classroom, rows=form.rows, by=request.user))
        except Refusal as refusal:
            form.add_error("people", refusal.message)
        else:
            form = RosterForm(initial={"people": report.left})
    context = {"classroom": classroom, "form": form, "report": report, "most": MAX_ROWS}
    return render(request, "classes/people/invite.html", context)


@login_required
@require_POST
def invite_again(request: SignedInRequest, classroom_id: UUID, invitation_id: UUID) -> HttpResponse:
    classroom = get_class_for_teacher(request.user, classroom_id)
    invitation = get_in_class(INVITATIONS, classroom, invitation_id)
    inviting.invite_again(invitation=invitation, by=request.user)
    messages.success(request, _("%(email)s is asked once more.") % {"email": invitation.email})
    return redirect("classes:people", classroom.pk)


@login_required
@require_POST
def take_back_invitation(request: SignedInRequest, classroom_id: UUID, invitation_id: UUID) -> HttpResponse:
    classroom = get_class_for_teacher(request.user, classroom_id)
    invitation = get_in_class(INVITATIONS, classroom, invitation_id)
    inviting.take_back_invitation(invitation=invitation, by=request.user)
    messages.success(request, _("The invitation of %(email)s is taken back.") % {"email": invitation.email})
    return redirect("classes:people", classroom.pk)


@login_required
@require_POST
def accept_invitation(request: SignedInRequest, invitation_id: UUID) -> HttpResponse:
    invitation = get_invitation_to_answer(request.user, invitation_id)
    inviting.accept_invitation(invitation=invitation, by=request.user)
    messages.success(request, _("You are in “%(name)s” now.") % {"name": invitation.classroom})
    return redirect("classes:class-detail", invitation.classroom_id)


@login_required
@require_POST
def decline_invitation(request: SignedInRequest, invitation_id: UUID) -> HttpResponse:
    """It stays on the page, folded, in case she thinks better of it."""
    invitation = get_invitation_to_answer(request.user, invitation_id)
    inviting.decline_invitation(invitation=invitation, by=request.user)
    messages.success(request, _("You have declined to join “%(name)s”.") % {"name": invitation.classroom})
    return redirect("classes:class-list")
