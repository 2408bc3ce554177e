"""What students are told of what they said. Registered while the apps are set up."""

from django.utils.translation import gettext_lazy as _

from accounts.notices import Delivery, NoticeEvent, Wording, register_event

ANSWERED = "feedback_answered"

EVENTS = (
    NoticeEvent(
        ANSWERED,
        _("An author answers what you said of material"),
        {
            "": Wording(
                _("What you said of “%(subject)s” is addressed: students see the new version now."),
                _("Addressed: what you said of %(subject)s"),
            ),
            "declined": Wording(
                _("%(actor)s read what you said of “%(subject)s”, and it stays as it is."),
                _("An answer to what you said of %(subject)s"),
                "chat",
            ),
        },
        Delivery.NOW,
        "check-circle",
        "content.study_content",
        _("See it as it is now"),
        _("You receive this because you rated this material, or reported a mistake in it."),
    ),
)


def register_events() -> None:
    for event in EVENTS:
        register_event(event)
