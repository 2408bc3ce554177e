"""Whether a guide or a deck helped, for its authors."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.refusals import NotHere
from accounts.requests import SignedInRequest
from content.access import get_content_for_author
from progress.helped.board import quizzes_after
from progress.helped.links import MATERIAL


@login_required
@require_safe
def show_helped(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """How students who studied the piece first fared in each quiz that belongs to it, against those who did not."""
    content = get_content_for_author(request.user, content_id)
    if content.kind not in MATERIAL:
        raise NotHere(_("This is a quiz: whether something helped, you read on the page of what students study."))
    rows = quizzes_after(content, request.user) if content.is_published else []
    return render(request, "progress/helped/detail.html", {"content": content, "rows": rows})
