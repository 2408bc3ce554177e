"""What students are told of the work of their classes. Registered while the apps are set up."""

from django.utils.translation import gettext_lazy as _

from accounts.notices import Delivery, NoticeEvent, Wording, register_event

GIVEN, DUE, CHANGED = "work-given", "work-due", "work-changed"
_STUDENT = "content.study_content"
_CALL = _("Open it")
_WHY = _("You receive this because you are in this class.")

EVENTS = (
    NoticeEvent(
        GIVEN,
        _("Your class has something new to do"),
        {
            "": Wording(_("%(actor)s gave your class “%(subject)s” to do."), _("To do: %(subject)s")),
            "opened": Wording(_("“%(subject)s” is open for your class from now on."), _("Open now: %(subject)s")),
        },
        Delivery.NOW,
        "book",
        _STUDENT,
        _CALL,
        _WHY,
    ),
    NoticeEvent(
        DUE,
        _("Something for your class is due, and not done"),
        {
            "": Wording(_("“%(subject)s” is due soon."), _("Due soon: %(subject)s")),
            "reminded": Wording(_("%(actor)s reminds you of “%(subject)s”."), _("Not done yet: %(subject)s")),
        },
        Delivery.NOW,
        "clock",
        _STUDENT,
        _CALL,
        _WHY,
    ),
    NoticeEvent(
        CHANGED,
        _("A due date in your class changes, or what holds for you"),
        {
            "": Wording(_("%(actor)s changed when “%(subject)s” is due."), _("Another due date: %(subject)s")),
            "granted": Wording(
                _("%(actor)s changed what holds for you in “%(subject)s”."), _("For you alone: %(subject)s")
            ),
            "withdrawn": Wording(
                _("In “%(subject)s”, the same holds for you again as for your class."),
                _("Your exception is over: %(subject)s"),
            ),
        },
        Delivery.NOW,
        "clock",
        _STUDENT,
        _CALL,
        _WHY,
    ),
)


def register_work_events() -> None:
    for event in EVENTS:
        register_event(event)
