"""The letter to somebody who is invited to a class and has no account: how to get one, and whose it is."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode

from progress.models import ClassInvitation


def write_letter(invitation: ClassInvitation) -> EmailMultiAlternatives:
    """In text and HTML, with its class and its teacher at hand."""
    after = urlencode({"next": reverse("classes:class-list")})
    context = {
        "invitation": invitation,
        "sign_up_url": f"{settings.SITE_URL}{reverse('account_signup')}?{after}",
        "log_in_url": f"{settings.SITE_URL}{reverse('account_login')}?{after}",
    }
    subject, text, html = (
        render_to_string(f"emails/class_invitation{ending}", context) for ending in ("_subject.txt", ".txt", ".html")
    )
    message = EmailMultiAlternatives(" ".join(subject.split()), text.strip() + "\n", to=[invitation.email])
    message.attach_alternative(html, "text/html")
    message.extra_headers = {"Auto-Submitted": "auto-generated"}  # RFC 3834: nobody's absence note answers it
    return message
