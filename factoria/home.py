"""The first page: for visitors what this is, for everybody else a desk with what waits for them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import MANAGER
from accounts.models import User
from accounts.preferences import read_preferences
from content.models import Content, ReviewRequest
from content.querysets import AUTHOR, REVIEWER, STUDENT
from feedback.models import ContentFeedback
from progress.models import LearningProgress
from progress.queues import Queue
from reports.access import STAFF
from reports.catalogue import REPORTS

SHOWN = 5
SUGGESTED = 3
LATEST = ("-last_accessed_at", "-id")


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """A section for each role that the person holds, the work that others wait for standing first."""
    user = request.user
    if not isinstance(user, User):
        return render(request, "home/visitor.html")
    return render(request, "home/desk.html", {"sections": _sections(user), "can_manage": user.has_perm(MANAGER)})


def _sections(user: User) -> dict[str, Any]:
    """What stands on the desk, by role; a section that has nothing to say to somebody with other work is left out."""
    sections: dict[str, Any] = {}
    if user.has_perm(REVIEWER):
        sections["review"] = ReviewRequest.objects.counts_for(user)
    if user.has_perm(AUTHOR):
        sections["write"] = _writing(user)
    if user.has_perm(STAFF):
        sections["report"] = list(REPORTS.values())
    if user.has_perm(STUDENT):
        study = _studying(user)
        if study["counts"].total or study["in_progress"] or not sections:
            sections["study"] = study | {"suggested": _suggested(user)}
    return sections


def _studying(user: User) -> dict[str, Any]:
    """Cards of today, and what she is in the middle of, the latest first."""
    own = LearningProgress.objects.of(user).for_desk()
    in_progress = own.filter(status=LearningProgress.Status.IN_PROGRESS).order_by(*LATEST)
    return {"counts": Queue(user, timezone.now()).count(), "in_progress": list(in_progress[:SHOWN])}


def _suggested(user: User) -> list[Content]:
    """The newest material that she has not begun, in the language she prefers where she has said so."""
    contents = Content.objects.studiable_by(user).exclude(owner=user).exclude(learning_progress__student=user)
    if language := read_preferences(user).language:
        contents = contents.filter(language=language)
    return list(contents.for_list().with_item_count("published_version").order_by("-published_at", "-id")[:SUGGESTED])


def _writing(user: User) -> dict[str, Any]:
    """What came back with a reason, what she was writing, what waits for review, and what students say."""
    own = Content.objects.editable_by(user).for_list().with_item_count().order_by("-updated_at", "-id")
    received = ContentFeedback.objects.received_by(user).for_list().order_by("-created_at", "-id")
    return {
        "sent_back": list(own.sent_back()[:SHOWN]),
        "drafts": list(own.filter(status=Content.Status.DRAFT)[:SHOWN]),
        "waiting": own.filter(status=Content.Status.PENDING).count(),
        "ratings": list(received[:SHOWN]),
    }
