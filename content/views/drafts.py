"""The draft while it is written: saved every few seconds, shown as a student will see it, and who writes beside her."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from pydantic import BaseModel, Field, ValidationError

from accounts.models import User
from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from content.access import get_content_for_author, require
from content.actions.drafting import OtherWindow, Window, patch_draft, save_draft, update_details
from content.actions.presence import note_presence, others_present
from content.actions.starting import start_content
from content.actions.topics import TopicGone
from content.forms.details import DetailsForm
from content.forms.editor import clean_fields, kept_fields, typed_fields
from content.models import Draft
from content.page_keys import read_page, sign_page
from content.querysets import AUTHOR
from content.sent import whole_number

Fields = dict[str, list[str]]


class SentDraft(BaseModel):
    """What the editor sends: all its `fields`, or those that `changed` and the names of those `removed` since the draft
    had that `revision`. `author` is who she was when the page was made."""

    author: UUID
    page: str = ""
    window: str = Field(default="", max_length=40)
    revision: int = Field(default=0, ge=0, lt=2**31)
    base: int = Field(default=0, ge=0, lt=2**31)
    fields: Fields | None = None
    changed: Fields = {}
    removed: list[str] = []


class Unreadable(Refusal):
    """What the browser sent is not what an editor sends."""


class TooMuch(Unreadable):
    """It is more than a draft may hold: sending it again is no use."""


@login_required
@require_POST
def save_typed(request: SignedInRequest, content_id: UUID) -> JsonResponse:
    """Keep what the editor of a piece holds."""
    try:
        content = get_content_for_author(request.user, content_id)
    except Http404:
        sentence = _("You do not write this any more, so it is not saved. Copy what you need from this page.")
        return JsonResponse({"message": sentence}, status=404)
    try:
        sent = _read(request)
        if sent.fields is None:
            draft = patch_draft(
                content=content,
                by=request.user,
                changed=_cleaned(sent.changed),
                removed=sent.removed,
                revision=sent.revision,
            )
        else:
            window = Window(sent.revision, sent.window)
            fields = _cleaned(sent.fields)
            draft = save_draft(content=content, by=request.user, fields=fields, base_number=sent.base, window=window)
    except Refusal as refusal:
        return _refuse(refusal)
    _save_details(draft, sent, request.user)
    return JsonResponse(_told(draft))


@login_required
@require_POST
def start_typed(request: SignedInRequest, kind: str) -> JsonResponse:
    """The first words of a new piece: from now on it is there, and its page goes on under its own address."""
    require(request.user, AUTHOR)
    try:
        sent = _read(request)
        page = read_page(sent.page)
        if page is None or page.author != request.user or page.kind != kind:
            raise Unreadable(_("This page is too old to save from. Open a new one; what you typed is kept here."))
        fields, window = _cleaned(sent.fields or {}), Window(sent.revision, sent.window)
        draft = start_content(content_id=page.content_id, kind=kind, fields=fields, window=window, by=request.user)
    except Refusal as refusal:
        return _refuse(refusal)
    _save_details(draft, sent, request.user)
    return JsonResponse(_told(draft) | _addresses(draft, request.user))


@login_required
@require_POST
def show_presence(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """A sign of life from an open editor; the answer says who else has it open, and what was saved meanwhile."""
    content = get_content_for_author(request.user, content_id)
    note_presence(content=content, by=request.user)
    latest, base = content.latest_version, whole_number(request.POST.get("base", ""))
    context = {
        "content": content,
        "others": others_present(content, request.user),
        "base_number": base,
        "newest_by": latest.created_by if latest and base and base < latest.number else None,
    }
    return render(request, "content/studio/_present.html", context)


def _read(request: HttpRequest) -> SentDraft:
    """Raises Unreadable."""
    try:
        sent = SentDraft.model_validate_json(request.body)
    except RequestDataTooBig:
        raise TooMuch(_("This is too much for one piece, and not saved. Move some of it into another.")) from None
    except ValidationError:
        raise Unreadable(_("Your browser sent something that is no draft. Reload the page.")) from None
    if sent.author != request.user.pk:
        raise Unreadable(_("You are now logged in as somebody else. Log in as before; what you typed is kept here."))
    return sent


def _cleaned(fields: Fields) -> Fields:
    """As a draft keeps them, whatever a browser sent."""
    return typed_fields(clean_fields(kept_fields(fields)))


def _save_details(draft: Draft, sent: SentDraft, by: User) -> None:
    """Those of a new piece, whose first page alone has fields for them."""
    names = sent.changed if sent.fields is None else sent.fields
    details = DetailsForm(kept_fields(draft.fields), prefix="details")
    if any(name.startswith("details-") for name in names) and details.is_valid():
        with suppress(TopicGone):  # which she hears when she saves
            update_details(content=draft.content, details=details.details(), by=by)


def _told(draft: Draft) -> dict[str, Any]:
    at = date_format(timezone.localtime(draft.saved_at), "H:i")
    return {"revision": draft.revision, "message": _("Saved at %(time)s") % {"time": at}}


def _addresses(draft: Draft, author: User) -> dict[str, Any]:
    """Where the page of a new piece goes on."""
    names = {"edit": "content-edit", "save": "draft-save", "preview": "draft-preview", "presence": "presence"}
    addresses = {key: reverse(f"content:{name}", args=[draft.content_id]) for key, name in names.items()}
    return addresses | {"piece": str(draft.content_id), "base": 1, "page": sign_page(author, draft.content_id)}


def _refuse(refusal: Refusal) -> JsonResponse:
    """The sentence; and for another window, the revision that it has saved."""
    told: dict[str, Any] = {"message": refusal.message}
    if isinstance(refusal, OtherWindow):
        told["revision"] = refusal.revision
    return JsonResponse(told, status=413 if isinstance(refusal, TooMuch) else 409)
