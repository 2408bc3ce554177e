"""Writing: a new piece, and every edit of one. What cannot be saved as a version is kept as it was typed."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.refusals import NotHere, StaleEdit, WrongState
from accounts.requests import SignedInRequest
from content.access import get_content_for_author, require
from content.actions import drafting
from content.actions.idle_drafts import drop_idle_draft
from content.actions.topics import TopicGone
from content.documents import Document
from content.forms.details import DetailsForm
from content.forms.editor import Editor, clean_fields
from content.forms.opening import open_draft, open_editor
from content.forms.rows import CHANGES, ItemsMaterial
from content.kinds import KINDS, get_kind
from content.models import Content, Draft
from content.page_keys import read_page
from content.querysets import AUTHOR
from content.sent import whole_number
from content.views.keeping import keep_when_logged_out, window_of
from content.views.outcomes import describe_save, report_uses, report_warnings

GET_OR_POST = ["GET", "HEAD", "POST"]
SHORTCUTS = [  # what static/js/editor_keys.js does
    ("Ctrl + S", gettext_lazy("Save")),
    ("Ctrl + Enter", gettext_lazy("Add the next below this one")),
    ("Ctrl + Shift + Enter", gettext_lazy("Duplicate this one")),
    ("Alt + ↑", gettext_lazy("Move it up (an option, when you are in one)")),
    ("Alt + ↓", gettext_lazy("Move it down")),
    ("Ctrl + Shift + Backspace", gettext_lazy("Remove it; you can put it back")),
    ("Alt + Page Down", gettext_lazy("Go to the next one")),
    ("Alt + Page Up", gettext_lazy("Go to the one before")),
    ("Alt + End", gettext_lazy("Go to the end: what you changed, and Save")),
    ("Enter", gettext_lazy("In a short field: go to the next one, or to a new option")),
    ("Ctrl + Shift + C", gettext_lazy("In a text with gaps: make a gap of what is selected")),
    ("Ctrl + Alt + Shift + C", gettext_lazy("The same, asked for together with the gap before")),
    ("Ctrl + Shift + F", gettext_lazy("Switch between the form and the text")),
    ("← →", gettext_lazy("Among the tools of one: the next tool")),
    ("Ctrl + /", gettext_lazy("Show these shortcuts while you write")),
]


@keep_when_logged_out
@login_required
@require_http_methods(GET_OR_POST)
def create_content(request: SignedInRequest, kind: str) -> HttpResponse:
    """A new piece. It needs a title; material that cannot be read yet is kept in a draft of it."""
    require(request.user, AUTHOR)
    if kind not in KINDS:
        raise NotHere(_("There is no such kind of material. Choose one in your studio."))
    empty = Document(title="", kind=kind, frame=get_kind(kind).frame_model())
    if request.method != "POST":
        editor, details = Editor(empty, mode=request.GET.get("as", "")), DetailsForm(prefix="details")
        return _show_editor(request, editor, details=details)
    sent = clean_fields(request.POST)
    page = read_page(sent.get("page", ""))
    if page and Content.objects.filter(pk=page.content_id).exists():  # its draft was saved before
        return edit_content(request, page.content_id)
    editor, details = Editor(empty, sent=sent), DetailsForm(sent, prefix="details")
    if answer := _rearrange(request, editor, details=details):
        return answer
    if details.is_valid() and editor.head.is_valid():
        try:
            return _create(request, editor, details, page.content_id if page else None)
        except TopicGone as gone:
            details.add_error("topic", gone.message)
        except IntegrityError:
            if page is None or not Content.objects.filter(pk=page.content_id).exists():
                raise
            return edit_content(request, page.content_id)  # it was sent twice at once, and the other came first
    return _show_editor(request, editor, details=details)


def _create(request: SignedInRequest, editor: Editor, details: DetailsForm, content_id: UUID | None) -> HttpResponse:
    is_whole = editor.is_valid()
    document = editor.document if is_whole else replace(editor.base, title=editor.head.cleaned_data["title"])
    saved = drafting.create_content(
        document=document, by=request.user, details=details.details(), content_id=content_id
    )
    content = saved.version.content
    if not is_whole:
        return _keep_draft(content, editor, request.user, base_number=saved.version.number)
    messages.success(request, describe_save(saved))
    report_warnings(request, editor.material.warnings)
    return redirect("content:content-detail", content.pk)


@keep_when_logged_out
@login_required
@require_http_methods(GET_OR_POST)
def edit_content(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """The plain form of a piece: opened on its newest version, or on what could not be saved the last time."""
    content = get_content_for_author(request.user, content_id)
    if request.method == "POST":
        sent = clean_fields(request.POST)
        editor = open_editor(content, sent, whole_number(sent.get("base", "")))
        return _rearrange(request, editor, content=content) or _save(request, content, editor)
    if draft := _open_draft(content, request.user):
        is_quiet = "check" not in request.GET
        editor = open_draft(content, draft, is_quiet=is_quiet, opened=request.GET.get("open", ""))
        return _show_editor(request, editor, content=content, draft=draft, is_quiet=is_quiet)
    asked = request.GET
    editor = open_editor(content, mode=asked.get("as", ""), opened=asked.get("open", ""))
    return _show_editor(request, editor, content=content)


@login_required
@require_POST
def discard_draft(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    content = get_content_for_author(request.user, content_id)
    drafting.discard_draft(content=content, by=request.user)
    messages.success(request, _("The draft is discarded. This is the newest version."))
    return redirect("content:content-edit", content.pk)


def _open_draft(content: Content, by: User) -> Draft | None:
    """Her draft, unless it came to nothing."""
    has_draft = Draft.objects.filter(content=content, author=by).exists()
    return drop_idle_draft(content=content, by=by) if has_draft else None


def _save(request: SignedInRequest, content: Content, editor: Editor) -> HttpResponse:
    try:
        return _try_to_save(request, content, editor)
    except drafting.OtherWindow as other:
        context = {"content": content, "other_window": other.message, "draft_revision": other.revision}
        return _show_editor(request, editor, status=409, **context)


def _try_to_save(request: SignedInRequest, content: Content, editor: Editor) -> HttpResponse:
    if not (_save_details(request, content, editor) and editor.is_valid()):
        return _keep_draft(content, editor, request.user, base_number=editor.base_number)
    try:
        saved = drafting.save_version(
            content=content,
            document=editor.document,
            by=request.user,
            base_number=editor.base_number,
            change_summary=editor.change_summary,
            held=editor.held,
            window=window_of(editor.sent),
        )
    except StaleEdit:
        return _show_both(request, content, editor)
    except WrongState as wrong:
        draft = _store_draft(content, editor, request.user, editor.base_number)
        return _show_editor(request, editor, content=content, refusal=wrong.message, draft=draft, status=409)
    messages.success(request, describe_save(saved))
    report_uses(request, saved)
    report_warnings(request, editor.material.warnings)
    return redirect("content:content-detail", content.pk)


def _save_details(request: SignedInRequest, content: Content, editor: Editor) -> bool:
    """False where their topic goes in this moment: the draft has them, and asks for another."""
    try:
        if editor.details and editor.details.is_valid():
            drafting.update_details(content=content, details=editor.details.details(), by=request.user)
    except TopicGone:
        return False
    return True


def _rearrange(request: SignedInRequest, editor: Editor, **context: Any) -> HttpResponse | None:
    """The page again where a button asked for other fields and not for saving: a row added, moved or removed, or the
    other way of editing. All that was typed stays in it."""
    what, _dash, key = request.POST.get("do", "").partition("-")
    if what == "as":
        return _show_editor(request, editor if editor.problems else editor.switched(key), **context)
    if isinstance(editor.material, ItemsMaterial) and what in CHANGES:
        editor.material.change(what, key or request.POST.get("add_type", ""))
        return _show_editor(request, editor, is_rearranged=True, **context)
    return None


def _keep_draft(content: Content, editor: Editor, by: User, *, base_number: int) -> HttpResponse:
    """What cannot be a version yet; the page then says why."""
    _store_draft(content, editor, by, base_number)
    return redirect(reverse("content:content-edit", args=[content.pk]) + "?check=1")


def _show_both(request: SignedInRequest, content: Content, editor: Editor) -> HttpResponse:
    """Somebody saved in between: mine and theirs, item by item."""
    _store_draft(content, editor, request.user, editor.base_number)
    return redirect("content:content-merge", content.pk)


def _store_draft(content: Content, editor: Editor, by: User, base_number: int) -> Draft:
    window = window_of(editor.sent)
    return drafting.save_draft(content=content, by=by, fields=editor.fields, base_number=base_number, window=window)


def _show_editor(request: SignedInRequest, editor: Editor, *, status: int = 200, **context: Any) -> HttpResponse:
    template = "content/studio/edit.html" if context.get("content") else "content/studio/create.html"
    if context.get("content") and editor.details and not editor.details.is_valid():
        context["details"] = editor.details
    draft: Draft | None = context.get("draft")
    revision = draft.revision if draft else window_of(editor.sent).revision
    context = {"editor": editor, "kind": editor.kind, "draft_revision": revision, "shortcuts": SHORTCUTS, **context}
    return render(request, template, context, status=status)
