"""Background jobs of this floor: thin, safe to run twice."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from content.models import ItemVerdict, ReviewDecision


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
    subject = " ".join(render_to_string("emails/review_decided_subject.txt", context).split())
    message = EmailMultiAlternatives(
        subject, render_to_string("emails/review_decided.txt", context), to=[content.owner.email]
    )
    message.attach_alternative(render_to_string("emails/review_decided.html", context), "text/html")
    message.send()
