"""The same done to many pieces at once: which and what, then a report of what was done and what was refused."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.requests import SignedInRequest
from content.access import require
from content.actions.bulk import BulkReport, apply_to_each
from content.forms.bulk import FORMS, Operation
from content.forms.studio import StudioFilterForm
from content.models import Content
from content.querysets import AUTHOR, ContentQuerySet
from content.views.studio import sent_by

MOST = 500  # pieces at once
SHOWN = 50  # of their titles on the page that asks
SESSION_KEY = "bulk_report"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_many(request: SignedInRequest) -> HttpResponse:
    """Ask what the operation needs to know, naming the pieces; a POST does it to each of them."""
    require(request.user, AUTHOR)
    sent = request.POST if request.method == "POST" else request.GET
    name = sent.get("do", "")
    contents = list(_chosen(sent, request.user)[: MOST + 1])
    context: dict[str, Any] = {
        "contents": contents[:MOST],
        "shown": contents[:SHOWN],
        "is_cut": len(contents) > MOST,
        "limit": MOST,
        "all": sent.get("all", ""),
        "match": sent.get("match", ""),
        "operations": Operation.choices,
    }
    if name not in FORMS or not contents:
        return render(request, "content/bulk/choose.html", context)
    form = FORMS[name](sent_by(request))
    if form.is_valid():
        report = apply_to_each(contents[:MOST], form.action(request.user))
        request.session[SESSION_KEY] = summarise(report, str(Operation(name).label))
        return redirect("content:bulk-report")
    context |= {"form": form, "operation": Operation(name)}
    return render(request, "content/bulk/form.html", context)


@login_required
@require_safe
def show_report(request: SignedInRequest) -> HttpResponse:
    """What the last change of many pieces did in this session; without one, the desk."""
    require(request.user, AUTHOR)
    report = request.session.get(SESSION_KEY)
    if report is None:
        return redirect("content:studio")
    return render(request, "content/bulk/report.html", {"report": report})


def summarise(report: BulkReport, what: str, **more: Any) -> dict[str, Any]:
    """The report as a page shows it, small enough for a session."""
    return {
        "what": what,
        "done": [_named(content) for content in report.done],
        "refused": [_named(refused.content) | {"reason": refused.reason} for refused in report.refused],
        **more,
    }


def _named(content: Content) -> dict[str, str]:
    return {"id": str(content.pk), "title": content.title}


def _chosen(sent: QueryDict, user: User) -> ContentQuerySet:
    """The pieces that were ticked, or all that match the filters they were ticked under; never another author's."""
    own = Content.objects.editable_by(user).defer("search").order_by("title", "id")
    if sent.get("all"):
        filters = StudioFilterForm(QueryDict(sent.get("match", "")))
        return filters.narrow(own, user)
    return own.filter(pk__in=_keys(sent.getlist("piece")))


def _keys(values: Sequence[str]) -> list[UUID]:
    keys = []
    for value in values[:MOST]:
        try:
            keys.append(UUID(value))
        except ValueError:
            continue
    return keys
