"""Writing: a new piece, and every edit of one. What cannot be saved as a version is kept as it was typed."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.refusals import StaleEdit, WrongState
from accounts.requests import SignedInRequest
from content.access import get_content_for_author, require
from content.actions import drafting
from content.documents import Document, load_items, to_document
from content.forms.details import DetailsForm
from content.forms.editor import Editor, clean_fields, kept_fields
from content.forms.rows import ItemsMaterial
from content.kinds import KINDS, get_kind
from content.merging import merge_documents
from content.models import Content, Draft
from content.querysets import AUTHOR
from content.views.outcomes import describe_save, report_warnings

GET_OR_POST = ["GET", "HEAD", "POST"]
ROW_BUTTONS = {"add", "open", "remove", "restore", "up", "down", "more"}


@login_required
@require_safe
def choose_kind(request: SignedInRequest) -> HttpResponse:
    require(request.user, AUTHOR)
    return render(request, "content/studio/new.html", {"kinds": KINDS.values()})


@login_required
@require_http_methods(GET_OR_POST)
def create_content(request: SignedInRequest, kind: str) -> HttpResponse:
    """A new piece. It needs a title; material that cannot be read yet is kept in a draft of it."""
    require(request.user, AUTHOR)
    if kind not in KINDS:
        raise Http404(_("There is no such kind of material. Choose one in your studio."))
    empty = Document(title="", kind=kind, frame=get_kind(kind).frame_model())
    if request.method != "POST":
        editor, details = Editor(empty, mode=request.GET.get("as", "")), DetailsForm(prefix="details")
        return _show_editor(request, editor, details=details)
    sent = clean_fields(request.POST)
    editor, details = Editor(empty, sent=sent), DetailsForm(sent, prefix="details")
    if answer := _rearrange(request, editor, details=details):
        return answer
    if not (details.is_valid() and editor.head.is_valid()):
        return _show_editor(request, editor, details=details)
    is_whole = editor.is_valid()
    document = editor.document if is_whole else replace(empty, title=editor.head.cleaned_data["title"])
    saved = drafting.create_content(document=document, by=request.user, details=details.details())
    content = saved.version.content
    if not is_whole:
        return _keep_draft(request, content, editor, base_number=saved.version.number)
    messages.success(request, describe_save(saved))
    report_warnings(request, editor.material.warnings)
    return redirect("content:content-detail", content.pk)


@login_required
@require_http_methods(GET_OR_POST)
def edit_content(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """The plain form of a piece: opened on its newest version, or on what could not be saved the last time."""
    content = get_content_for_author(request.user, content_id)
    if request.method == "POST":
        sent = clean_fields(request.POST)
        editor = _editor_on(content, sent, _number(sent.get("base", "")))
        return _rearrange(request, editor, content=content) or _save(request, content, editor)
    draft = Draft.objects.filter(content=content, author=request.user).select_related("base_version").first()
    if draft:
        number = draft.base_version.number if draft.base_version else None
        editor = _editor_on(content, kept_fields(draft.fields), number)
        return _show_editor(request, editor, content=content, draft=draft)
    asked = request.GET
    editor = _editor_on(content, None, None, mode=asked.get("as", ""), opened=asked.get("open", ""))
    return _show_editor(request, editor, content=content)


@login_required
@require_POST
def discard_draft(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    content = get_content_for_author(request.user, content_id)
    drafting.discard_draft(content=content, by=request.user)
    messages.success(request, _("The draft is discarded. This is the newest version."))
    return redirect("content:content-edit", content.pk)


def _save(request: SignedInRequest, content: Content, editor: Editor) -> HttpResponse:
    if not editor.is_valid():
        return _keep_draft(request, content, editor, base_number=editor.base_number)
    try:
        saved = drafting.save_version(
            content=content,
            document=editor.document,
            by=request.user,
            base_number=editor.base_number,
            change_summary=editor.change_summary,
            held=editor.held,
        )
    except StaleEdit as stale:
        return _show_both(request, content, editor, stale)
    except WrongState as wrong:
        drafting.save_draft(content=content, by=request.user, fields=editor.fields, base_number=editor.base_number)
        return _show_editor(request, editor, content=content, refusal=wrong.message, status=409)
    messages.success(request, describe_save(saved))
    report_warnings(request, editor.material.warnings)
    return redirect("content:content-detail", content.pk)


def _editor_on(
    content: Content, sent: QueryDict | None, number: int | None, mode: str = "", opened: str = ""
) -> Editor:
    """The editor of the version of that number, or of the newest where there is none such."""
    latest = content.latest_version
    assert latest is not None, "a piece is created with its first version"
    base = latest if number in (None, latest.number) else content.versions.filter(number=number).first() or latest
    base.content = content
    held = load_items(base)
    document = to_document(base, held)
    return Editor(document, base_number=base.number, sent=sent, mode=mode, opened=opened, held=held)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _rearrange(request: SignedInRequest, editor: Editor, **context: Any) -> HttpResponse | None:
    """The page again where a button asked for other fields and not for saving: a row added, moved, removed or made
    longer, or the other way of editing. All that was typed stays in it."""
    what, _dash, key = request.POST.get("do", "").partition("-")
    if what == "as":
        return _show_editor(request, editor if editor.problems else editor.switched(key), **context)
    if isinstance(editor.material, ItemsMaterial) and what in ROW_BUTTONS:
        editor.material.change(what, request.POST.get("add_type", "") if what == "add" else key)
        return _show_editor(request, editor, is_rearranged=True, **context)
    return None


def _keep_draft(request: SignedInRequest, content: Content, editor: Editor, *, base_number: int) -> HttpResponse:
    drafting.save_draft(content=content, by=request.user, fields=editor.fields, base_number=base_number)
    return redirect("content:content-edit", content.pk)


def _show_both(request: SignedInRequest, content: Content, editor: Editor, stale: StaleEdit) -> HttpResponse:
    """Mine and theirs, item by item, and a form of both that starts from the newest version."""
    drafting.save_draft(content=content, by=request.user, fields=editor.fields, base_number=editor.base_number)
    content = get_content_for_author(request.user, content.pk)
    theirs = _editor_on(content, None, None)
    merge = merge_documents(editor.base, editor.document, theirs.base)
    both = Editor(theirs.base, base_number=theirs.base_number, mode=editor.material.mode, shown=merge.document)
    both.head.initial["change_summary"] = editor.change_summary
    context = {"content": content, "merge": merge, "base_number": editor.base_number}
    return _show_editor(request, both, refusal=stale.message, status=409, **context)


def _show_editor(request: SignedInRequest, editor: Editor, *, status: int = 200, **context: Any) -> HttpResponse:
    template = "content/studio/edit.html" if context.get("content") else "content/studio/create.html"
    return render(request, template, {"editor": editor, "kind": editor.kind, **context}, status=status)
