"""What people are told of review and publishing. Registered while the apps are set up."""

from django.utils.translation import gettext_lazy as _

from accounts.notices import Delivery, NoticeEvent, register_event

SUBMITTED, CLAIMED, COMMENTED, DECIDED = "submitted", "claimed", "commented", "decided"
PUBLISHED, OVERDUE, WITHDRAWN = "published", "overdue", "withdrawn"
_AUTHOR, _REVIEWER = "content.add_content", "content.review_content"

EVENTS = (
    NoticeEvent(
        SUBMITTED,
        _("Somebody submits material for review"),
        _("%(actor)s submitted “%(subject)s” for review."),
        Delivery.DIGEST,
        "inbox",
        _REVIEWER,
    ),
    NoticeEvent(
        OVERDUE,
        _("A review is overdue"),
        _("The review of “%(subject)s” is overdue."),
        Delivery.DIGEST,
        "clock",
        _REVIEWER,
    ),
    NoticeEvent(
        CLAIMED,
        _("A reviewer takes your material"),
        _("%(actor)s is reviewing “%(subject)s”."),
        Delivery.APP,
        "eye",
        _AUTHOR,
    ),
    NoticeEvent(
        COMMENTED,
        _("Somebody comments on your material, or answers you"),
        _("%(actor)s commented on “%(subject)s”."),
        Delivery.NOW,
        "comment",
    ),
    NoticeEvent(
        DECIDED,
        _("A review of your material ends"),
        _("%(actor)s has reviewed “%(subject)s”."),
        Delivery.NOW,
        "check",
        _AUTHOR,
    ),
    NoticeEvent(
        PUBLISHED,
        _("Your material is published, or leaves the library"),
        _("“%(subject)s” is published."),
        Delivery.APP,
        "published",
        _AUTHOR,
    ),
    NoticeEvent(
        WITHDRAWN,
        _("Material is withdrawn in an emergency"),
        _("%(actor)s withdrew “%(subject)s” from students."),
        Delivery.NOW,
        "warning",
    ),
)


def register_events() -> None:
    for event in EVENTS:
        register_event(event)
