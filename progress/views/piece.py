"""One piece of material: about it, in the library; and the door to studying it."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from content.access import get_content_for_student
from content.kinds import StudyMode
from content.models import ContentVersion, ItemCard, ItemVersion
from progress.access import published_version
from progress.drawing import count_questions
from progress.models import LearningProgress
from progress.offers import load_offers
from progress.parts import split_parts
from progress.rules import quiz_frame
from progress.views import quiz, reading


@login_required
@require_safe
def show_piece(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """What it is about, what is in it (never the answers), and what the student did with it."""
    content = get_content_for_student(request.user, content_id)
    version = published_version(content)
    progress = LearningProgress.objects.filter(student=request.user, content=content)
    context = {
        "content": content,
        "version": version,
        "tags": content.tags.all(),
        "progress": next(iter(progress), None),
        **_outline(request.user, version),
    }
    return render(request, "progress/piece/detail.html", context)


@login_required
@require_safe
def study_piece(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """The page it is studied on, by the way its kind is studied."""
    content = get_content_for_student(request.user, content_id)
    match content.kind_type.study_mode:
        case StudyMode.READ:
            return reading.show_reading(request, content)
        case StudyMode.ANSWER:
            return quiz.show_quiz(request, content)
        case StudyMode.TURN:
            return redirect("progress:cards", content.pk)


def _outline(student: User, version: ContentVersion) -> dict[str, Any]:
    """What is in it: parts to read by their titles, or only how many items there are."""
    mode = version.content.kind_type.study_mode
    shown: dict[str, Any] = {"outline": f"progress/piece/_outline_{mode}.html", "frame": version.parsed_frame}
    match mode:
        case StudyMode.READ:
            entries = ItemVersion.objects.filter(entries__version=version).order_by("entries__position")
            found = list(entries.select_related("item").only("heading", "data", "item__type"))
            return shown | {"count": len(found), "parts": split_parts(found, set())}
        case StudyMode.ANSWER:
            offers = load_offers(student, version.content, quiz_frame(version), timezone.now())
            return shown | {"count": count_questions(version), "rules": offers.choose().rules}
        case StudyMode.TURN:
            cards = ItemCard.objects.filter(item_version__entries__version=version)
            return shown | {"count": version.entries.count(), "cards": cards.count()}
