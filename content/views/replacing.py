"""Find and replace across one's material: every change is shown before any is made."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.paging import PARAMETER, paginate
from accounts.requests import SignedInRequest
from content.access import require
from content.actions.bulk import apply_to_each
from content.actions.replacing import Replacement, replace_in_content
from content.forms.replacing import ReplaceForm
from content.models import Content
from content.querysets import AUTHOR
from content.replacement_preview import PieceChanges, pieces_with, preview
from content.views.bulk import SESSION_KEY, summarise

PIECES = 10  # on one page
SALT = "content.replacing"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def replace_words(request: SignedInRequest) -> HttpResponse:
    """The form and, once it says what to find, what would change; a POST makes the changes that were ticked."""
    require(request.user, AUTHOR)
    if request.method == "POST":
        return _replace(request)
    form = ReplaceForm(request.GET if "find" in request.GET else None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        found = pieces_with(form.narrow(request.user), form.wanted)
        page = paginate(found, order=("id",), token=request.GET.get(PARAMETER), size=PIECES)
        pieces = preview(page.rows, form.wanted, request.user)
        context |= {
            "page": page,
            "links": page.links(request),
            "pieces": pieces,
            "is_possible": any(piece.is_possible for piece in pieces),
            "shown": _sign(request, pieces),
        }
    return render(request, "content/replace/form.html", context)


def _sign(request: HttpRequest, pieces: Sequence[PieceChanges]) -> str:
    """What the page shows, for the form that comes back: what was looked for, and the version each piece had."""
    bases = {str(piece.content.pk): piece.base_number for piece in pieces}
    return signing.dumps({"query": request.GET.urlencode(), "bases": bases}, salt=SALT, compress=True)


def _replace(request: SignedInRequest) -> HttpResponse:
    try:
        shown = signing.loads(request.POST.get("shown", ""), salt=SALT)
    except signing.BadSignature:
        messages.error(request, _("That page could not be read any more. Look for the words again."))
        return redirect("content:replace")
    form = ReplaceForm(QueryDict(shown["query"]))
    ticked = _ticked(request.POST.getlist("change"), shown["bases"])
    if not form.is_valid() or not ticked:
        messages.error(request, _("Nothing was ticked, so nothing was replaced."))
        return redirect(f"{reverse('content:replace')}?{shown['query']}")
    done: dict[UUID, Replacement] = {}

    def act(content: Content) -> None:
        done[content.pk] = replace_in_content(
            content=content,
            wanted=form.wanted,
            keys=ticked[str(content.pk)],
            base_number=shown["bases"][str(content.pk)],
            by=request.user,
        )

    contents = Content.objects.editable_by(request.user).filter(pk__in=ticked).defer("search").order_by("id")
    report = summarise(apply_to_each(contents, act), _("Find and replace"), again=shown["query"], is_replaced=True)
    for entry in report["done"]:
        entry["note"] = _note(done[UUID(entry["id"])])
    request.session[SESSION_KEY] = report
    return redirect("content:bulk-report")


def _ticked(values: Sequence[str], bases: dict[str, int]) -> dict[str, set[str]]:
    """The keys of the changes that were ticked, by piece; only of pieces that the page had."""
    ticked: dict[str, set[str]] = defaultdict(set)
    for value in values:
        piece, _slash, key = value.partition("/")
        if piece in bases:
            ticked[piece].add(key)
    return dict(ticked)


def _note(replacement: Replacement) -> str:
    told = _("Version %(number)d.") % {"number": replacement.version.number}
    if count := len(replacement.left_out):
        left = ngettext("One change was left out:", "%(count)d changes were left out:", count) % {"count": count}
        return " ".join([told, left, *replacement.left_out])
    return told
