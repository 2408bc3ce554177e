"""Withdrawing material in an emergency. The page stands in the admin (see `content.admin`), for reviewers and staff."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from content.access import get_content_to_withdraw
from content.actions.publishing import unpublish_content
from content.actions.withdrawing import withdraw_published
from content.forms.publishing import WithdrawForm
from content.models import Content
from content.views.studio import sent_by
from content.withdrawal import other_holders, wordings_of

PAGE = "admin:content_content_withdraw"


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_content(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """What is about to happen, named before it does: which piece, and with which items which others."""
    content = get_content_to_withdraw(request.user, content_id)
    wordings = wordings_of(content)
    form = WithdrawForm(sent_by(request), wordings=wordings, holders=other_holders(content, wordings))
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            told = _take_away(form, content, request.user)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            status = 409
        else:
            messages.success(request, told)
            return redirect(PAGE, content.pk)
    context: dict[str, Any] = {"content": content, "form": form, "seen": content.published_version}
    return render(request, "admin/content/content/withdraw.html", context, status=status)


def _take_away(form: WithdrawForm, content: Content, by: User) -> str:
    """Withdraw it; where nothing is wrong with it and it only has to go, unpublish it: its approval stays. Returns what
    was done, in a sentence."""
    if not form.only_unpublishes:
        return _done(withdraw_published(content=content, by=by, **form.cleaned_data))
    unpublish_content(content=content, by=by, reason=form.cleaned_data["reason"])
    told = _("“%(title)s” has left the library. Its author is told, and can publish it again.")
    return told % {"title": content.title}


def _done(withdrawn: list[Content]) -> str:
    others = len(withdrawn) - 1
    title = withdrawn[0].title
    if not others:
        return _("“%(title)s” is withdrawn. Its authors, and who has begun it, are told why.") % {"title": title}
    message = ngettext(
        "“%(title)s” and %(count)d other piece are withdrawn. Their authors, and who has begun them, are told why.",
        "“%(title)s” and %(count)d other pieces are withdrawn. Their authors, and who has begun them, are told why.",
        others,
    )
    return message % {"title": title, "count": others}
