"""Background jobs of this floor: thin, safe to run twice."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from accounts.models import User
from content.actions import rendering
from content.actions.presence import forget_absent
from content.models import Authorship, Content, ItemVerdict, ReviewDecision


@app.task(name="content.send_decision_notice", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def send_decision_notice(*, decision_id: str) -> None:
    """Tell the author by email how her review ended, and what was wrong with which item."""
    decision = ReviewDecision.objects.select_related("request__content__owner", "request__version", "reviewer").get(
        pk=decision_id
    )
    content = decision.request.content
    problems = ItemVerdict.objects.filter(request=decision.request, verdict=ItemVerdict.Verdict.PROBLEM)
    context = {
        "decision": decision,
        "content": content,
        "problems": problems.select_related("item_version").order_by("created_at", "id"),
        "url": settings.SITE_URL + reverse("content:content-detail", args=[content.pk]),
    }
    _send("review_decided", context, to=content.owner)


@app.task(name="content.send_invitation", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def send_invitation(*, authorship_id: str) -> None:
    """Tell somebody by email that she is asked to write along; nothing where it was taken back or answered since."""
    authorship = (
        Authorship.objects.select_related("author", "invited_by", "content")
        .filter(pk=authorship_id, accepted_at__isnull=True)
        .first()
    )
    if authorship:
        url = settings.SITE_URL + reverse("content:invitation-list")
        context = {"authorship": authorship, "content": authorship.content, "url": url}
        _send("author_invited", context, to=authorship.author)


@app.task(name="content.send_handover", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def send_handover(*, content_id: str, owner_id: str, from_id: str) -> None:
    """Tell the new owner by email that a piece is hers now; nothing where it is not any more."""
    content = Content.objects.select_related("owner").filter(pk=content_id, owner_id=UUID(owner_id)).first()
    if content:
        url = settings.SITE_URL + reverse("content:content-detail", args=[content.pk])
        context = {"content": content, "before": User.objects.get(pk=from_id), "url": url}
        _send("content_handed_over", context, to=content.owner)


def _send(template: str, context: dict[str, Any], *, to: User) -> None:
    """One message, of the templates emails/<template>{_subject.txt,.txt,.html}."""
    subject = " ".join(render_to_string(f"emails/{template}_subject.txt", context).split())
    message = EmailMultiAlternatives(subject, render_to_string(f"emails/{template}.txt", context), to=[to.email])
    message.attach_alternative(render_to_string(f"emails/{template}.html", context), "text/html")
    message.send()


@app.periodic(cron="30 3 * * *")
@app.task(name="content.forget_who_left", queueing_lock="content.forget_who_left")
def forget_who_left(timestamp: int) -> None:
    """Remove the traces of editors that were closed long ago."""
    forget_absent()


@app.task(name="content.render_anew", queueing_lock="content.render_anew")
def render_anew() -> None:
    """Write anew what a release with an older renderer has stored: until then it is rendered at every view."""
    rendering.render_anew()
