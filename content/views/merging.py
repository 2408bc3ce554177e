"""Two people changed the same version: what each of them did, and one new version of both."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.refusals import Refusal, WrongState
from accounts.requests import SignedInRequest
from content.access import get_content_for_author
from content.actions.drafting import Window, save_version
from content.actions.versioning import Saved
from content.forms.editor import Editor, clean_fields
from content.forms.opening import open_draft, open_editor
from content.merging import Merge, merge_documents
from content.models import Content, ContentVersion, Draft
from content.sent import whole_number
from content.views.outcomes import describe_save, report_uses

CHOICE = "choice-"


@dataclass(frozen=True)
class Sides:
    """My draft of an older version, the newest one, and what comes of both."""

    content: Content
    draft: Draft
    mine: Editor
    theirs: Editor
    merge: Merge


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge_content(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """What changed on both sides since the draft was begun; a POST saves both together, or opens them in the editor."""
    content = get_content_for_author(request.user, content_id)
    draft = Draft.objects.filter(content=content, author=request.user).select_related("base_version").first()
    if draft is None or draft.base_version is None or draft.base_version_id == content.latest_version_id:
        return _nothing_to_merge(request, content, draft)
    sides = _both_sides(content, draft)
    if sides is None:
        messages.warning(request, _("Mend what is listed here and save: then both can be brought together."))
        return redirect(reverse("content:content-edit", args=[content.pk]) + "?check=1")
    sent = clean_fields(request.POST)
    if request.method != "POST":
        return _show_sides(request, sides, sent)
    if sent.get("do") == "edit":
        return _edit_both(request, sides, sent)
    return _save_both(request, sides, sent)


def _nothing_to_merge(request: SignedInRequest, content: Content, draft: Draft | None) -> HttpResponse:
    """Back to the editor; or where nothing was typed yet, what others saved since the version she began from."""
    base = whole_number(request.GET.get("base", ""))
    newest = content.latest_version
    if draft is None and base and newest and base < newest.number:
        return redirect(reverse("content:version-compare", args=[content.pk]) + f"?from={base}&to={newest.number}")
    messages.info(request, _("There is nothing to bring together: this is the newest version."))
    return redirect("content:content-edit", content.pk)


def _both_sides(content: Content, draft: Draft) -> Sides | None:
    """None where what was typed is no document yet."""
    mine = open_draft(content, draft)
    if not mine.is_valid():
        return None
    theirs = open_editor(content)
    return Sides(content, draft, mine, theirs, merge_documents(mine.base, mine.document, theirs.base))


def _save_both(request: SignedInRequest, sides: Sides, sent: QueryDict) -> HttpResponse:
    seen = (whole_number(sent.get("newest", "")), whole_number(sent.get("revision", "")))
    if seen != (sides.theirs.base_number, sides.draft.revision):
        sentence = _("This changed again while you were choosing. Look at it once more; what you chose is kept.")
        return _show_sides(request, sides, sent, refusal=sentence)
    try:
        saved = _save(request, sides, sent)
    except WrongState as wrong:
        return _show_sides(request, sides, sent, refusal=wrong.message)
    except Refusal:  # somebody was quicker, again
        return _save_both_later(request, sides.content, sent)
    messages.success(request, describe_save(saved))
    report_uses(request, saved)
    return redirect("content:content-detail", sides.content.pk)


def _save(request: SignedInRequest, sides: Sides, sent: QueryDict) -> Saved:
    return save_version(
        content=sides.content,
        document=sides.merge.resolve(_choices(sent)),
        by=request.user,
        base_number=sides.theirs.base_number,
        change_summary=sent.get("change_summary", "")[:300] or sides.mine.change_summary,
        held=sides.theirs.held,
        lent={item.item_id for item in sides.mine.base.items if item.item_id},
        window=Window(sides.draft.revision),
    )


def _save_both_later(request: SignedInRequest, content: Content, sent: QueryDict) -> HttpResponse:
    """The page again, as it is now."""
    content = get_content_for_author(request.user, content.pk)
    draft = Draft.objects.filter(content=content, author=request.user).select_related("base_version").first()
    sides = _both_sides(content, draft) if draft else None
    if sides is None:
        return redirect("content:content-edit", content.pk)
    sentence = _("This changed again while you were saving. Look at it once more; what you chose is kept.")
    return _show_sides(request, sides, sent, refusal=sentence)


def _edit_both(request: SignedInRequest, sides: Sides, sent: QueryDict) -> HttpResponse:
    """The editor with both together, on top of the newest version; nothing is saved yet."""
    theirs = sides.theirs
    both = Editor(
        theirs.base,
        base_number=theirs.base_number,
        mode=sides.mine.material.mode,
        shown=sides.merge.resolve(_choices(sent)),
        held=theirs.held,
    )
    both.head.initial["change_summary"] = sides.mine.change_summary
    context = {
        "content": sides.content,
        "editor": both,
        "kind": both.kind,
        "draft_revision": sides.draft.revision,
        "is_merged": True,
    }
    return render(request, "content/studio/edit.html", context)


def _choices(sent: QueryDict) -> dict[str, str]:
    return {name.removeprefix(CHOICE): str(sent[name]) for name in sent if name.startswith(CHOICE)}


def _show_sides(request: SignedInRequest, sides: Sides, sent: QueryDict, refusal: str = "") -> HttpResponse:
    choices = _choices(sent)
    context = {
        "content": sides.content,
        "draft": sides.draft,
        "base_number": sides.mine.base_number,
        "newest": _with_author(sides.content),
        "merge": sides.merge,
        "parts": [(part, choices.get(part.key, part.usual)) for part in sides.merge.changes],
        "change_summary": sent.get("change_summary", sides.mine.change_summary),
        "refusal": refusal,
    }
    return render(request, "content/merge/form.html", context, status=409 if refusal else 200)


def _with_author(content: Content) -> ContentVersion:
    return content.versions.select_related("created_by").defer("text", "frame").latest("number")
