"""Exceptions from the rules of a quiz, for single students."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.paging import PARAMETER, paginate
from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from content.models import Content
from progress.actions import excepting
from progress.authors import get_exception, get_quiz_for_author
from progress.forms.excepting import ExceptionForm
from progress.models import QuizException


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def list_exceptions(request: SignedInRequest, content_id: UUID) -> HttpResponse:
    """Who has more than everybody; more are added here. Who cannot be found is told at the field."""
    content = get_quiz_for_author(request.user, content_id)
    form = ExceptionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            student = excepting.find_student(form.cleaned_data["who"])
            excepting.give_exception(
                content=content, student=student, by=request.user, reason=form.cleaned_data["reason"], **form.limits
            )
        except Refusal as refusal:
            form.add_error("who", refusal.message)
        else:
            messages.success(request, _("This holds for %(name)s now, and they are told.") % {"name": student})
            return redirect("progress:exception-list", content.pk)
    given = QuizException.objects.filter(content=content).select_related("student", "given_by")
    page = paginate(given, order=("-given_at", "-id"), token=request.GET.get(PARAMETER))
    context = {"content": content, "page": page, "form": form, "frame": _frame_of(content), **page.links(request)}
    return render(request, "progress/exceptions/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_exception(request: SignedInRequest, content_id: UUID, exception_id: UUID) -> HttpResponse:
    content = get_quiz_for_author(request.user, content_id)
    exception = get_exception(content, exception_id)
    form = ExceptionForm(request.POST if request.method == "POST" else None, exception=exception)
    if form.is_valid():
        try:
            excepting.give_exception(
                content=content,
                student=exception.student,
                by=request.user,
                reason=form.cleaned_data["reason"],
                **form.limits,
            )
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The exception is changed."))
            return redirect("progress:exception-list", content.pk)
    context = {"content": content, "exception": exception, "form": form, "frame": _frame_of(content)}
    return render(request, "progress/exceptions/change.html", context)


@login_required
@require_POST
def withdraw_exception(request: SignedInRequest, content_id: UUID, exception_id: UUID) -> HttpResponse:
    content = get_quiz_for_author(request.user, content_id)
    exception = get_exception(content, exception_id)
    excepting.withdraw_exception(exception=exception, by=request.user)
    words = {"name": exception.student}
    messages.success(request, _("The same holds for %(name)s as for everybody, from the next attempt on.") % words)
    return redirect("progress:exception-list", content.pk)


def _frame_of(content: Content) -> object:
    """The rules that hold for everybody: those that students see, before that those that are written."""
    version = content.published_version or content.latest_version
    if version is None:
        return None
    version.content = content
    return version.parsed_frame
