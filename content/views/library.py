"""The library: published material, for those who may study."""

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.paging import PARAMETER
from accounts.requests import SignedInRequest
from content.access import require
from content.forms.library import LibraryForm, languages_of_library
from content.library import narrow_library, read_page
from content.models import Content
from content.querysets import STUDENT

PAGE_SIZE = 24
MAX_COUNT = 1000


@login_required
@require_safe
def list_library(request: SignedInRequest) -> HttpResponse:
    """Search and browse. A filter that makes no sense is named at its field, and narrows nothing."""
    require(request.user, STUDENT)
    form = LibraryForm(request.GET, languages=languages_of_library())
    form.is_valid()
    contents, order = narrow_library(Content.objects.studiable_by(request.user), form.cleaned_data)
    page = read_page(contents, order, request.GET.get(PARAMETER), PAGE_SIZE)
    context = {"form": form, "page": page, "found": _count(contents), **page.links(request)}
    return render(request, "content/library/list.html", context)


def _count(contents: QuerySet[Content]) -> str:
    """How many there are, in words; beyond `MAX_COUNT` nobody counts."""
    count = contents.order_by()[: MAX_COUNT + 1].count()
    if count > MAX_COUNT:
        return _("More than %(count)d pieces") % {"count": MAX_COUNT}
    return ngettext("%(count)d piece", "%(count)d pieces", count) % {"count": count}
