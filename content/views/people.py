"""Writing together: who writes a piece, inviting, handing over, and what one is asked to write along with."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from content.access import (
    can_manage,
    get_content_for_author,
    get_content_to_manage,
    get_invitation,
    get_kept_draft,
    require,
)
from content.actions import authorship as writing
from content.authoring import co_authors_of, invitations_for, kept_drafts, typed_texts, written_along_by
from content.forms.people import InviteForm
from content.models import Content
from content.querysets import AUTHOR
from content.views.studio import sent_by


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def list_authors(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """Who writes the piece; its owner invites here. Who cannot be invited is told at the field."""
    content = get_content_for_author(request.user, content_id)
    form = InviteForm(sent_by(request))
    if form.is_valid():
        try:
            asked = writing.invite_author(content=content, who=form.cleaned_data["who"], by=request.user)
        except Refusal as refusal:
            form.add_error("who", refusal.message)
        else:
            messages.success(request, _("%(name)s is invited.") % {"name": asked.author})
            return redirect("content:author-list", content.pk)
    context = {
        "content": content,
        "authorships": co_authors_of(content),
        "is_owner": can_manage(request.user, content),
        "form": form,
    }
    return render(request, "content/people/list.html", context)


@login_required
@require_POST
def remove_author(request: SignedInRequest, content_id: UUID, authorship_id: UUID) -> HttpResponse:
    content = get_content_to_manage(request.user, content_id)
    authorship = get_object_or_404(content.authorships.select_related("author"), pk=authorship_id)
    writing.remove_author(authorship=authorship, by=request.user)
    messages.success(request, _("%(name)s cannot edit this any more.") % {"name": authorship.author})
    return redirect("content:author-list", content.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_content(request: SignedInRequest, content_id: UUID, authorship_id: UUID) -> HttpResponse:
    """A page that says what will happen, and the deed: only the new owner can undo it."""
    content = get_content_to_manage(request.user, content_id)
    authorship = get_object_or_404(content.authorships.select_related("author"), pk=authorship_id)
    if request.method != "POST":
        context = {"content": content, "authorship": authorship, "is_waiting": content.status == Content.Status.PENDING}
        return render(request, "content/people/confirm_hand_over.html", context)
    writing.hand_over_content(content=content, to=authorship.author, by=request.user)
    words = {"title": content.title, "name": authorship.author}
    messages.success(request, _("“%(title)s” is %(name)s’s now. You still write along.") % words)
    return redirect("content:author-list", content.pk)


@login_required
@require_POST
def leave_content(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    content = get_content_for_author(request.user, content_id)
    writing.leave_content(content=content, by=request.user)
    messages.success(request, _("You do not write along with “%(title)s” any more.") % {"title": content.title})
    return redirect("content:invitation-list")


@login_required
@require_safe
def list_invitations(request: SignedInRequest) -> HttpResponse:
    """What she is asked to write along with, what she writes along with, and what she typed where she does no more."""
    require(request.user, AUTHOR)
    context = {
        "invitations": invitations_for(request.user),
        "joined": written_along_by(request.user),
        "kept": kept_drafts(request.user).order_by("-saved_at"),
    }
    return render(request, "content/people/invitations.html", context)


@login_required
@require_POST
def accept_invitation(request: SignedInRequest, authorship_id: UUID) -> HttpResponse:
    content = writing.accept_invitation(authorship=get_invitation(request.user, authorship_id), by=request.user)
    messages.success(request, _("You write along with “%(title)s” now.") % {"title": content.title})
    return redirect("content:content-detail", content.pk)


@login_required
@require_POST
def decline_invitation(request: SignedInRequest, authorship_id: UUID) -> HttpResponse:
    writing.decline_invitation(authorship=get_invitation(request.user, authorship_id), by=request.user)
    messages.success(request, _("The invitation is declined."))
    return redirect("content:invitation-list")


@login_required
@require_safe
def show_kept_draft(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    """What she typed into material that is not hers to edit any more, to copy from."""
    draft = get_kept_draft(request.user, draft_id)
    return render(request, "content/people/kept.html", {"draft": draft, "texts": typed_texts(draft.fields)})


@login_required
@require_POST
def forget_kept_draft(request: SignedInRequest, draft_id: UUID) -> HttpResponse:
    writing.forget_kept_draft(draft=get_kept_draft(request.user, draft_id), by=request.user)
    messages.success(request, _("The text is thrown away."))
    return redirect("content:invitation-list")
