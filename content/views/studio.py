"""The studio: an author's own material, and where each piece stands."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.paging import PARAMETER, paginate
from accounts.refusals import WrongState
from accounts.requests import SignedInRequest
from content.access import can_manage, get_content_for_author, require
from content.actions import archiving, submitting
from content.actions.drafting import update_details
from content.actions.idle_drafts import drop_idle_draft
from content.actions.submitting import NotReady
from content.actions.topics import TopicGone
from content.desk import Attention, count_pieces, find_attention, for_desk
from content.desk_tabs import matching, tabs_for
from content.forms.bulk import Operation
from content.forms.details import DetailsForm, details_of, language_name
from content.forms.studio import StudioFilterForm, SubmitForm, ViewForm
from content.forms.threads import AnswersForm
from content.models import Content, SavedView
from content.overview import Overview, load_overview
from content.panels import panels_for
from content.piece_links import links_for
from content.querysets import AUTHOR
from content.review.recipients import authors_of
from content.review.scored import latest_score
from content.review.threads import ThreadBoard

PIECE_SHORTCUTS = [  # of the buttons that carry them as data-key
    ("e", gettext_lazy("Edit")),
    ("s", gettext_lazy("Submit for review, once nothing is left to mend")),
]


@login_required
@require_safe
def show_studio(request: SignedInRequest) -> HttpResponse:
    """The desk: first what waits for her, then all her material, narrowed and sorted as she likes."""
    user = request.user
    require(user, AUTHOR)
    filters = StudioFilterForm(request.GET, shows_more="more" in request.GET)
    editable = Content.objects.editable_by(user)
    counts = count_pieces(filters.narrow_within(editable, user), user)
    is_first = not (filters.is_narrow or filters.shows_more or request.GET.get(PARAMETER))
    page = paginate(
        filters.narrow(for_desk(editable, user), user), order=filters.order, token=request.GET.get(PARAMETER)
    )
    context = {
        "filters": filters,
        "page": page,
        "links": page.links(request),
        "tabs": tabs_for(filters, counts),
        "matching": matching(filters, counts),
        "attention": find_attention(editable, user, counts) if is_first else Attention(),
        "panels": panels_for(user) if is_first else [],
        "views": list(SavedView.objects.filter(person=user)),
        "view_form": ViewForm(initial={"query": filters.query}),
        "operations": Operation.choices,
        "shortcuts": [("n", gettext_lazy("New material"))],
    }
    return render(request, "content/studio/list.html", context)


@login_required
@require_safe
def show_content(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """One piece: its state, what to mend, what the last reviewer said, its items."""
    content = get_content_for_author(request.user, content_id)
    overview = _overview(content, request.user)
    context = {
        "content": content,
        "overview": overview,
        "is_own": can_manage(request.user, content),
        "item_count": overview.document.counted,
        "language_label": language_name(content.language),
        "link_groups": links_for(content, request.user),
        "quality": latest_score(content),
        "shortcuts": PIECE_SHORTCUTS,
    }
    return render(request, "content/studio/detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_details(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    content = get_content_for_author(request.user, content_id)
    form = DetailsForm(sent_by(request), initial=details_of(content), is_own=can_manage(request.user, content))
    if form.is_valid():
        try:
            update_details(content=content, details=form.details(), by=request.user)
        except TopicGone as refusal:
            form.add_error("topic", refusal.message)
        else:
            messages.success(request, _("The details are saved."))
            return redirect("content:content-detail", content.pk)
    return render(request, "content/studio/details.html", {"content": content, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submit_content(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """Ask for review; where something has to be mended first, the page says what, and the note stays."""
    content = get_content_for_author(request.user, content_id)
    board = ThreadBoard(content, authors_of(content), request.user)
    form, answers = SubmitForm(sent_by(request)), AnswersForm(sent_by(request), board=board)
    refusal = ""
    if form.is_valid() and answers.is_valid():
        note = form.cleaned_data["note"]
        try:
            submitting.submit_content(content=content, by=request.user, note=note, answers=answers.answers)
        except (NotReady, WrongState) as error:
            refusal = error.message
            content = get_content_for_author(request.user, content_id)
        else:
            messages.success(request, _("“%(title)s” waits for a reviewer now.") % {"title": content.title})
            return redirect("content:content-detail", content.pk)
    overview = _overview(content, request.user, board)
    context = {"content": content, "form": form, "answers": answers, "overview": overview, "refusal": refusal}
    return render(request, "content/studio/submit.html", context, status=409 if refusal else 200)


@login_required
@require_POST
def withdraw_content(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    content = get_content_for_author(request.user, content_id)
    submitting.withdraw_submission(content=content, by=request.user)
    messages.success(request, _("“%(title)s” is a draft again. Change it, then submit it.") % {"title": content.title})
    return redirect("content:content-detail", content.pk)


@login_required
@require_POST
def archive_content(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    content = archiving.archive_content(content=get_content_for_author(request.user, content_id), by=request.user)
    told = (
        _("“%(title)s” is archived and has left the library. Restore it to bring it back.")
        if content.is_published
        else _("“%(title)s” is archived. Restore it to work on it again.")
    )
    messages.success(request, told % {"title": content.title})
    return redirect("content:content-detail", content.pk)


@login_required
@require_POST
def restore_content(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    content = archiving.restore_content(content=get_content_for_author(request.user, content_id), by=request.user)
    told = (
        _("“%(title)s” is back, and students find it in the library again.")
        if content.is_published
        else _("“%(title)s” is back.")
    )
    messages.success(request, told % {"title": content.title})
    return redirect("content:content-detail", content.pk)


def _overview(content: Content, author: User, board: ThreadBoard | None = None) -> Overview:
    """That of the piece, without a draft that came to nothing."""
    overview = load_overview(content, author, board)
    if overview.draft and drop_idle_draft(content=content, by=author) is None:
        return replace(overview, draft=None)
    return overview


def sent_by(request: SignedInRequest) -> QueryDict | None:
    """What a form is bound to: what was sent, be it empty, and nothing while it is only shown."""
    return request.POST if request.method == "POST" else None
