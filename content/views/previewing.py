"""What is being written, as a student will see it: all of it, or the item in hand with its neighbours."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.refusals import NotHere
from accounts.requests import SignedInRequest
from content.access import get_content_for_author, require
from content.documents import Document
from content.forms.editor import Editor, clean_fields
from content.forms.opening import open_editor
from content.kinds import KINDS, get_kind
from content.previewing import preview_items, preview_problems
from content.querysets import AUTHOR
from content.sent import whole_number


@login_required
@require_POST
def preview_draft(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """The fields of the editor of a piece, not saved."""
    content = get_content_for_author(request.user, content_id)
    sent = clean_fields(request.POST)
    editor = open_editor(content, sent, whole_number(sent.get("base", "")), is_shown=True)
    return _show(request, editor, sent)


@login_required
@require_POST
def preview_new(request: SignedInRequest, kind: str) -> HttpResponse:
    """The fields of a piece that is not there yet."""
    require(request.user, AUTHOR)
    if kind not in KINDS:
        raise NotHere(_("There is no such kind of material. Choose one in your studio."))
    sent = clean_fields(request.POST)
    empty = Document(title="", kind=kind, frame=get_kind(kind).frame_model())
    return _show(request, Editor(empty, sent=sent), sent)


def _show(request: SignedInRequest, editor: Editor, sent: QueryDict) -> HttpResponse:
    """`preview-before` and `preview-total` say where the rows that were sent stand, when not all were."""
    before, total = (whole_number(sent.get(f"preview-{name}", "")) or 0 for name in ("before", "total"))
    items = preview_items(editor, reveals="preview-answers" in sent, before=before)
    context = {
        "title": sent.get("title", "").strip(),
        "summary": sent.get("summary", "").strip(),
        "kind": editor.kind,
        "items": items,
        "preview_total": total,
        "problems": preview_problems(editor),
        "recording": editor.frame.recording if editor.frame else None,
        "read_template": f"content/kind/{editor.kind.name}/read.html",
    }
    return render(request, "content/version/live_preview.html", context)
