"""Background jobs of this floor: thin, safe to run twice."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from content.models import ReviewDecision


@app.task(name="content.send_decision_notice", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def send_decision_notice(*, decision_id: str) -> None:
    """Tell the author by email how her review ended."""
    decision = ReviewDecision.objects.select_related("request__content__owner", "request__version", "reviewer").get(
        pk=decision_id
    )
    owner = decision.request.content.owner
    context = {"decision": decision, "content": decision.request.content, "site_url": settings.SITE_URL}
    subject = render_to_string("emails/review_decided_subject.txt", context).strip()
    message = EmailMultiAlternatives(subject, render_to_string("emails/review_decided.txt", context), to=[owner.email])
    message.attach_alternative(render_to_string("emails/review_decided.html", context), "text/html")
    message.send()
