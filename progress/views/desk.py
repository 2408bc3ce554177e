"""A student's desk: what is due, what she is in the middle of, how she is doing, what she has done."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.paging import PARAMETER, paginate
from accounts.requests import SignedInRequest
from content.access import require
from content.querysets import STUDENT
from progress.actions.closing import close_over
from progress.classes.work import pressing_work
from progress.desk import load_figures
from progress.models import LearningProgress
from progress.queues import Queue

IN_PROGRESS_SHOWN = 50
COMPLETED_SHOWN = WITHDRAWN_SHOWN = 20
Status = LearningProgress.Status


@login_required
@require_safe
def show_desk(request: SignedInRequest) -> HttpResponse:
    """What she has to do for her classes, what is due and what is in progress stands first, as a whole, then the
    figures of her study; what is completed comes by pages, what was withdrawn with its reason."""
    require(request.user, STUDENT)
    close_over(student=request.user)
    own, now = LearningProgress.objects.of(request.user).for_desk(), timezone.now()
    latest = ("-last_accessed_at", "-id")
    completed = paginate(
        own.filter(status=Status.COMPLETED), order=latest, token=request.GET.get(PARAMETER), size=COMPLETED_SHOWN
    )
    context = {
        "work": [] if completed.previous else pressing_work(request.user, now),
        "counts": Queue(request.user, now).count(),
        "in_progress": list(own.filter(status=Status.IN_PROGRESS).order_by(*latest)[:IN_PROGRESS_SHOWN]),
        "completed": completed,
        "withdrawn": LearningProgress.objects.withdrawn(request.user)[:WITHDRAWN_SHOWN],
        "is_first_page": not completed.previous,
        "figures": None if completed.previous else load_figures(request.user, now),
        "as_of": now,
        **completed.links(request),
    }
    return render(request, "progress/desk.html", context)
