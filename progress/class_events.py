"""What people are told of their classes. Registered while the apps are set up."""

from django.utils.translation import gettext_lazy as _

from accounts.notices import Delivery, NoticeEvent, Wording, register_event

INVITED, ENROLMENT, TEACHING = "class_invited", "class_enrolment", "class_teaching"
_STUDENT, _TEACHER = "content.study_content", "content.add_content"

EVENTS = (
    NoticeEvent(
        INVITED,
        _("A teacher invites you to a class"),
        {"": Wording(_("%(actor)s invites you to the class “%(subject)s”."))},
        Delivery.NOW,
        "users",
        _STUDENT,
        _("Accept or decline"),
        _("You receive this because a teacher put your address on the list of a class."),
    ),
    NoticeEvent(
        ENROLMENT,
        _("A teacher removes you from a class, or lets you back in"),
        {
            "": Wording(_("You are in the class “%(subject)s” again."), _("In “%(subject)s” again")),
            "removed": Wording(
                _("You are not in the class “%(subject)s” any more. What you did stays yours."),
                _("No longer in “%(subject)s”"),
            ),
        },
        Delivery.APP,
        "users",
        _STUDENT,
        _("Open your classes"),
        _("You receive this because you were in this class."),
    ),
    NoticeEvent(
        TEACHING,
        _("Who teaches a class with you changes"),
        {
            "": Wording(_("You teach the class “%(subject)s” with %(actor)s now."), _("You teach “%(subject)s”")),
            "removed": Wording(
                _("You do not teach the class “%(subject)s” any more."), _("You no longer teach “%(subject)s”")
            ),
            "headed": Wording(
                _("%(actor)s has handed the class “%(subject)s” on to you: you are its head now."),
                _("You are the head of “%(subject)s”"),
            ),
            "left": Wording(_("%(actor)s does not teach the class “%(subject)s” any more.")),
        },
        Delivery.NOW,
        "users",
        _TEACHER,
        _("Open the class"),
        _("You receive this because you teach with La Factoria."),
    ),
)


def register_class_events() -> None:
    for event in EVENTS:
        register_event(event)
