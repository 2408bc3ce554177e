"""What students are told of their quizzes. Registered while the apps are set up."""

from django.utils.translation import gettext_lazy as _

from accounts.notices import Delivery, NoticeEvent, Wording, register_event

EXCEPTION, GRADED, CORRECTED = "exception", "graded", "corrected"
_STUDENT = "content.study_content"
_TAKEN = _("You receive this because you took this quiz.")

EVENTS = (
    NoticeEvent(
        EXCEPTION,
        _("A teacher gives you more time or more attempts"),
        {
            "": Wording(
                _("%(actor)s changed what holds for you in “%(subject)s”."), _("Your rules for “%(subject)s” changed")
            ),
            "withdrawn": Wording(
                _("In “%(subject)s”, the same holds for you again as for everybody."),
                _("Your exception for “%(subject)s” is over"),
            ),
        },
        Delivery.NOW,
        "clock",
        _STUDENT,
        _("Open the quiz"),
        _("You receive this because you study with La Factoria."),
    ),
    NoticeEvent(
        GRADED,
        _("A teacher has graded your answers"),
        {"": Wording(_("%(actor)s has graded your answers in “%(subject)s”."), _("Graded: %(subject)s"))},
        Delivery.NOW,
        "check-circle",
        _STUDENT,
        _("See your result"),
        _TAKEN,
    ),
    NoticeEvent(
        CORRECTED,
        _("A score of yours is corrected"),
        {
            "": Wording(_("%(actor)s corrected your grade in “%(subject)s”."), _("Corrected: %(subject)s")),
            "key": Wording(
                _("A right answer in “%(subject)s” was wrong, and your score is corrected."),
                _("Your score is corrected: %(subject)s"),
            ),
        },
        Delivery.NOW,
        "arrow-back",
        _STUDENT,
        _("See your result"),
        _TAKEN,
    ),
)


def register_events() -> None:
    for event in EVENTS:
        register_event(event)
