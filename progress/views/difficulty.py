"""How hard the questions of a quiz are, for its authors."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.paging import PARAMETER, paginate
from accounts.requests import SignedInRequest
from progress.authors import get_quiz_for_author
from progress.difficulty.board import HARDEST_FIRST, by_hardness, map_of, number_questions, tell_rows
from progress.difficulty.forecasting import expect
from progress.difficulty.scale import load_scale
from progress.helped.board import helped_in


@login_required
@require_safe
def show_difficulty(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """The questions that students see and the students who took them on one scale; the questions, the hardest first."""
    content = get_quiz_for_author(request.user, content_id)
    scale, numbers = load_scale(content), number_questions(content)
    questions = by_hardness(content, scale.calibration if scale else None)
    page = paginate(questions, order=HARDEST_FIRST, token=request.GET.get(PARAMETER))
    context = {
        "content": content,
        "scale": scale,
        "map": map_of(content, numbers, scale) if scale else None,
        "expected": expect(content, scale=scale) if scale else None,
        "helped": helped_in(content) if content.is_published else [],
        "page": page,
        "rows": tell_rows(page.rows, numbers, scale),
        **page.links(request),
    }
    return render(request, "progress/difficulty/detail.html", context)
