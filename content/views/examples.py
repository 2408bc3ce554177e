"""How a new piece begins: empty, or as a copy of a good example of its kind and level."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.refusals import NotHere
from accounts.requests import SignedInRequest
from content.access import require
from content.actions import drafting
from content.actions.drafting import Details
from content.examples import Example, examples_of, get_example
from content.examples.hints import HINTS
from content.kinds import KINDS, get_kind
from content.models import Level
from content.querysets import AUTHOR


@login_required
@require_safe
def choose_kind(request: SignedInRequest) -> HttpResponse:
    require(request.user, AUTHOR)
    starts = [{"kind": kind, "examples": examples_of(kind.name)} for kind in KINDS.values()]
    shortcuts = [(str(number), kind.label) for number, kind in enumerate(KINDS.values(), start=1)]
    return render(request, "content/studio/new.html", {"starts": starts, "shortcuts": shortcuts})


@login_required
@require_safe
def show_example(request: SignedInRequest, kind: str, level: str) -> HttpResponse:
    """The example as students would see it; with `?answers=1`, what is right shows too."""
    require(request.user, AUTHOR)
    example = _find(kind, level)
    reveals = request.GET.get("answers") == "1"
    context = {
        "example": example,
        "kind": get_kind(kind),
        "items": example.present(reveals=reveals),
        "reveals": reveals,
        "read_template": f"content/kind/{kind}/read.html",
        "hints": HINTS.get(kind, ()),
        "others": [other for other in examples_of(kind) if other != example],
    }
    return render(request, "content/example/detail.html", context)


@login_required
@require_POST
def start_from_example(request: SignedInRequest, kind: str, level: str) -> HttpResponse:
    """A new piece of her own that begins as the example reads."""
    require(request.user, AUTHOR)
    example = _find(kind, level)
    source = _("An example of La Factoria: %(title)s") % {"title": example.title}
    saved = drafting.create_content(
        document=example.document,
        by=request.user,
        details=Details(level=example.level, tags=example.tags, source=source),
        change_summary=_("Started from an example"),
    )
    messages.success(request, _("This copy is yours. Give it a title of your own, then change what you like."))
    return redirect("content:content-edit", saved.version.content_id)


def _find(kind: str, level: str) -> Example:
    """Raises Http404."""
    try:
        return get_example(kind, level)
    except KeyError:
        readable = ", ".join(str(label) for label in Level.labels)
        message = _("There is no such example. There is one for each kind and for each of: %(levels)s.")
        raise NotHere(message % {"levels": readable}) from None
