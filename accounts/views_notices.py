"""What a person was told, and how she wants to be told."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.choosing import choose_deliveries
from accounts.actions.reading import mark_all_read, mark_read
from accounts.forms import NoticeChoicesForm
from accounts.letters import Told
from accounts.models import Notice
from accounts.paging import PARAMETER, paginate
from accounts.refusals import NotHere
from accounts.requests import SignedInRequest

SHOWN_AT_ONCE = 20


@login_required
@require_safe
def list_notices(request: SignedInRequest) -> HttpResponse:
    """All that she was told, newest first."""
    notices = Notice.objects.filter(recipient=request.user).select_related("actor")
    order = ("-created_at", "-id")
    page = paginate(notices, order=order, token=request.GET.get(PARAMETER), size=SHOWN_AT_ONCE)
    context = {
        "told": [Told(notice) for notice in page.rows],
        "links": page.links(request),
        "now": timezone.now().isoformat(),
    }
    return render(request, "accounts/notices/list.html", context)


@login_required
@require_safe
def open_notice(request: SignedInRequest, notice_id: UUID) -> HttpResponse:
    """Go where the notice leads. It counts as read then, unless a browser only looked ahead."""
    notice = Notice.objects.filter(recipient=request.user, pk=notice_id).first()
    if notice is None:
        raise NotHere(_("There is no such notice. Read ones are removed after three months."))
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        mark_read(notice=notice, by=request.user)
    is_ours = notice.url.startswith("/") and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if is_ours else "accounts:notice-list")


@login_required
@require_POST
def read_all_notices(request: SignedInRequest) -> HttpResponse:
    """Mark as read all that stood there when the page was shown; what came since stays unread."""
    count = mark_all_read(by=request.user, until=_moment(request.POST.get("until", "")))
    said = ngettext("%(count)d notice is marked as read.", "%(count)d notices are marked as read.", count)
    messages.success(request, said % {"count": count} if count else _("You had read them all."))
    return redirect("accounts:notice-list")


def _moment(text: str) -> datetime:
    """The time that was sent; now, where it is none."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    return moment if moment and timezone.is_aware(moment) else timezone.now()


@login_required
@require_http_methods(["GET", "POST"])
def choose_notices(request: SignedInRequest) -> HttpResponse:
    """How each event goes out to her."""
    form = NoticeChoicesForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        choose_deliveries(user=request.user, deliveries=form.cleaned_data)
        messages.success(request, _("Your choices are saved."))
        return redirect("accounts:notice-choices")
    return render(request, "accounts/notices/choices.html", {"form": form})
