"""What each figure of study is made of."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.refusals import NotHere
from accounts.requests import SignedInRequest
from content.access import require
from content.querysets import STUDENT
from progress.numbers import OPENERS
from progress.numbers.sheet import Question


@login_required
@require_safe
def show_numbers(request: SignedInRequest, figure: str) -> HttpResponse:
    """The rows behind a figure, her own alone; the filters stand in the address."""
    require(request.user, STUDENT)
    if figure not in OPENERS:
        raise NotHere(
            _("There is no figure of this name. Your desk shows those there are, and each leads to its rows.")
        )
    now = timezone.now()
    sheet = OPENERS[figure](Question(request.user, now, request))
    ancestors = [(_("Study"), reverse("progress:desk")), *sheet.above]
    return render(
        request, "progress/numbers.html", {"sheet": sheet, "ancestors": ancestors, "as_of": now, **sheet.links}
    )
