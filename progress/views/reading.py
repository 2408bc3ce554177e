"""Reading a guide, or a podcast along with its transcript, and hearing it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.refusals import Refusal, WrongState
from accounts.requests import SignedInRequest
from content.documents import load_items
from content.kinds import StudyMode
from content.models import Content
from content.questions import BadAnswer
from content.sent import uuid_of, whole_number
from content.text import clean_input
from progress import clock
from progress.access import get_piece, published_version
from progress.actions import collecting, placing, reading
from progress.models import LearningProgress
from progress.pages import BadCheck, load_page
from progress.parts import find_part, split_parts
from progress.submitted import read_submitted

ALL = "all"


def show_reading(
    request: SignedInRequest, content: Content, *, bad: BadCheck | None = None, status: int = 200
) -> HttpResponse:
    """The whole piece on one page, set for reading."""
    version = published_version(content)
    progress = LearningProgress.objects.filter(student=request.user, content=content).first()
    context = {
        "content": content,
        "version": version,
        "reading": load_page(request.user, version, progress, again=request.GET.get("again", ""), bad=bad),
        "recording": version.parsed_frame.recording,
        "progress": progress,
        "opened": clock.mark_opening(request.user, content.pk, timezone.now()),
        "shortcuts": _shortcuts() if version.parsed_frame.recording else [],
    }
    return render(request, "progress/reading/detail.html", context, status=status)


def _shortcuts() -> list[tuple[str, str]]:
    """What keys do while one listens."""
    return [
        (_("Space"), _("Play or pause")),
        ("j", _("15 seconds back")),
        ("l", _("30 seconds forward")),
    ]


@login_required
@require_POST
def mark_read(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """A part, or all of it, is read; on to the next part."""
    content = get_piece(request.user, content_id, StudyMode.READ)
    parts = split_parts(load_items(published_version(content)), set())
    anchor = request.POST.get("part", "")
    index = find_part(parts, anchor)
    chosen = parts if anchor == ALL else [] if index is None else [parts[index]]
    progress = reading.mark_read(
        student=request.user,
        content=content,
        items=[entry.item_id for part in chosen for entry in part.entries],
        opening=clock.Opening.read(request.POST),
    )
    if progress.status == LearningProgress.Status.COMPLETED:
        messages.success(request, _("You have read all of it. Well done."))
        return redirect("progress:study", content.pk)
    following = parts[index + 1].anchor if index is not None and index + 1 < len(parts) else anchor
    return _to(content, following)


@login_required
@require_POST
def answer_check(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """Try the check question of a section; the result shows beside it."""
    content = get_piece(request.user, content_id, StudyMode.READ)
    answers = read_submitted(request.POST)
    for item_version_id, submitted in list(answers.items())[:1]:
        try:
            reading.answer_check(
                student=request.user,
                content=content,
                item_version_id=item_version_id,
                submitted=submitted,
                opening=clock.Opening.read(request.POST),
            )
        except BadAnswer as error:
            bad = BadCheck(item_version_id, str(error), submitted)
            return show_reading(request, content, bad=bad, status=422)
        return _to(content, f"check-{item_version_id}")
    messages.error(request, _("No answer arrived. Answer the question, then press Check."))
    return redirect("progress:study", content.pk)


@login_required
@require_POST
def keep_place(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """Where she is now, as a script says it from time to time: `item`, and in a recording the `second`."""
    content = get_piece(request.user, content_id, StudyMode.READ)
    item, second = uuid_of(request.POST.get("item", "")), whole_number(request.POST.get("second", "0"))
    if item is None or second is None:
        raise Refusal(_("That place did not arrive whole, so it is not kept. Go on reading; the next one will be."))
    placing.keep_place(student=request.user, content=content, item_id=item, second=second)
    return HttpResponse(status=204)


@login_required
@require_POST
def spend_time(request: SignedInRequest, content_id: UUID) -> JsonResponse:
    """How long she has been at it, as a script says it from time to time. Forms go on from the mark in the answer."""
    content = get_piece(request.user, content_id, StudyMode.READ)
    reading.spend_time(student=request.user, content=content, opening=clock.Opening.read(request.POST))
    return JsonResponse({clock.FIELD: clock.mark_opening(request.user, content.pk, timezone.now())})


@login_required
@require_POST
def add_terms(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """Make cards of terms of a section: those named by `term`."""
    content = get_piece(request.user, content_id, StudyMode.READ)
    section, names = _read_terms(request)
    made = collecting.add_cards(student=request.user, content=content, item_version_id=section, names=names)
    words = ngettext("The term is among your cards.", "%(count)d terms are among your cards.", made)
    messages.success(request, words % {"count": made})
    return _to(content, f"terms-{section}")


@login_required
@require_POST
def remove_term(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """Take a term out of one's cards again."""
    content = get_piece(request.user, content_id, StudyMode.READ)
    section, names = _read_terms(request)
    try:
        for name in names[:1]:
            collecting.remove_card(student=request.user, content=content, item_version_id=section, name=name)
    except WrongState as error:
        messages.warning(request, error.message)
    return _to(content, f"terms-{section}")


def _read_terms(request: SignedInRequest) -> tuple[UUID, list[str]]:
    """The section (an item version) and the names of the terms that a form means."""
    section = uuid_of(request.POST.get("section", ""))
    if section is None:
        raise Refusal(_("That term is no longer in this material. Open it again to read it as it is now."))
    return section, [clean_input(name) for name in request.POST.getlist("term")]


def _to(content: Content, anchor: str) -> HttpResponse:
    return redirect(f"{reverse('progress:study', args=[content.pk])}#{anchor}")
