"""Reading a guide, or a podcast along with its transcript."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import SignedInRequest
from content.documents import load_items
from content.kinds import StudyMode
from content.models import Content
from content.questions import BadAnswer
from progress import clock
from progress.access import get_piece, published_version
from progress.actions import reading
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
    progress = LearningProgress.objects.filter(student=request.user, content=content)
    context = {
        "content": content,
        "version": version,
        "reading": load_page(request.user, version, again=request.GET.get("again", ""), bad=bad),
        "progress": next(iter(progress), None),
        "opened": clock.mark_opening(request.user, content.pk, timezone.now()),
    }
    return render(request, "progress/reading/detail.html", context, status=status)


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
    return redirect(f"{reverse('progress:study', args=[content.pk])}#{following}")


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
        return redirect(f"{reverse('progress:study', args=[content.pk])}#check-{item_version_id}")
    messages.error(request, _("No answer arrived. Answer the question, then press Check."))
    return redirect("progress:study", content.pk)
