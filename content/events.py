"""What people are told of review and publishing. Registered while the apps are set up."""

from django.utils.translation import gettext_lazy as _

from accounts.notices import Delivery, NoticeEvent, Wording, register_event

SUBMITTED, CLAIMED, COMMENTED, DECIDED = "submitted", "claimed", "commented", "decided"
PUBLISHED, OVERDUE, WITHDRAWN = "published", "overdue", "withdrawn"
INVITED, HANDED_OVER = "invited", "handed_over"
EVIDENCE = "evidence"
_AUTHOR, _REVIEWER = "content.add_content", "content.review_content"
_OWN = _("You receive this because you write this material.")
_QUEUE = _("You receive this because you review material.")
_STUDIO = _("Open it in your studio")

EVENTS = (
    NoticeEvent(
        SUBMITTED,
        _("Somebody submits material for review"),
        {
            "": Wording(_("%(actor)s submitted “%(subject)s” for review."), _("For review: %(subject)s")),
            "second_step": Wording(
                _("%(actor)s approved the first step of “%(subject)s”. The second waits for you or a colleague."),
                _("For the second step of review: %(subject)s"),
            ),
            "evidence": Wording(
                _("Study speaks against what students see of “%(subject)s”. Its review is open again."),
                _("For review, by evidence: %(subject)s"),
                "chart",
            ),
        },
        Delivery.DIGEST,
        "page",
        _REVIEWER,
        _("Open the review"),
        _QUEUE,
    ),
    NoticeEvent(
        OVERDUE,
        _("A review is overdue"),
        {"": Wording(_("The review of “%(subject)s” is overdue."), _("Overdue: %(subject)s"))},
        Delivery.DIGEST,
        "clock",
        _REVIEWER,
        _("Open the review"),
        _QUEUE,
    ),
    NoticeEvent(
        CLAIMED,
        _("A reviewer takes your material"),
        {"": Wording(_("%(actor)s is reviewing “%(subject)s”."), _("In review: %(subject)s"))},
        Delivery.APP,
        "eye",
        _AUTHOR,
        _STUDIO,
        _OWN,
    ),
    NoticeEvent(
        COMMENTED,
        _("Somebody comments on your material, or answers you"),
        {
            "": Wording(_("%(actor)s commented on “%(subject)s”."), _("Comment on: %(subject)s")),
            "reply": Wording(_("%(actor)s answered on “%(subject)s”."), _("Answer on: %(subject)s")),
        },
        Delivery.NOW,
        "chat",
        call=_("Read and answer"),
        why=_("You receive this because you write or review this material."),
    ),
    NoticeEvent(
        DECIDED,
        _("A review of your material ends"),
        {
            "": Wording(_("%(actor)s has reviewed “%(subject)s”."), _("Reviewed: %(subject)s")),
            "approve": Wording(
                _("%(actor)s approved “%(subject)s”. It is published: students find it in the library."),
                _("Published: %(subject)s"),
            ),
            "approve_later": Wording(
                _("%(actor)s approved “%(subject)s”. It is published at the time that is set for it."),
                _("Approved: %(subject)s"),
            ),
            "approve_over": Wording(
                _("%(actor)s approved “%(subject)s”. Its time in the library was over by then: publish it to show it."),
                _("Approved: %(subject)s"),
            ),
            "request_changes": Wording(
                _("%(actor)s asks you for changes to “%(subject)s”. Mend what is said, then submit it again."),
                _("Changes requested: %(subject)s"),
                "arrow-back",
            ),
            "approve_kept": Wording(
                _("%(actor)s read what study says against “%(subject)s”: it stays as it is."),
                _("It stays as it is: %(subject)s"),
            ),
            "reject": Wording(
                _("%(actor)s rejected “%(subject)s”. It cannot be published as it is."),
                _("Rejected: %(subject)s"),
                "cross",
            ),
        },
        Delivery.NOW,
        "check-circle",
        _AUTHOR,
        _STUDIO,
        _OWN,
    ),
    NoticeEvent(
        EVIDENCE,
        _("Study shows a problem in your material"),
        {
            "": Wording(
                _("Study shows a problem in “%(subject)s”. Mend it, then submit it again."),
                _("Study shows a problem in: %(subject)s"),
            ),
            "in_review": Wording(
                _("Study shows a problem in “%(subject)s”. It is laid before whoever reviews it now."),
                _("Study shows a problem in: %(subject)s"),
            ),
            "reopened": Wording(
                _("Study shows a problem in “%(subject)s”. Its review is open again; students go on seeing it."),
                _("Study shows a problem in: %(subject)s"),
            ),
            "reopened_later": Wording(
                _("The review of “%(subject)s” is open again: what study shows is not settled. Students still see it."),
                _("Reopened by evidence: %(subject)s"),
            ),
        },
        Delivery.NOW,
        "chart",
        _AUTHOR,
        _STUDIO,
        _OWN,
    ),
    NoticeEvent(
        PUBLISHED,
        _("Your material is published, or leaves the library"),
        {
            "": Wording(_("“%(subject)s” is published."), _("Published: %(subject)s")),
            "unpublished": Wording(
                _("%(actor)s took “%(subject)s” out of the library."),
                _("Out of the library: %(subject)s"),
                "archive",
            ),
            "expired": Wording(
                _("“%(subject)s” has expired, as it was set to. Students do not find it any more."),
                _("Expired: %(subject)s"),
                "clock",
            ),
            "refused": Wording(
                _("“%(subject)s” could not be published at the time that was set for it."),
                _("Not published: %(subject)s"),
                "warning",
            ),
            "archived": Wording(_("%(actor)s archived “%(subject)s”."), _("Archived: %(subject)s"), "archive"),
        },
        Delivery.APP,
        "disc",
        _AUTHOR,
        _STUDIO,
        _OWN,
    ),
    NoticeEvent(
        WITHDRAWN,
        _("Material is withdrawn in an emergency"),
        {
            "": Wording(
                _("%(actor)s withdrew “%(subject)s”: students do not reach it any more."), _("Withdrawn: %(subject)s")
            )
        },
        Delivery.NOW,
        "warning",
        why=_("You receive this because you write or study this material."),
    ),
    NoticeEvent(
        INVITED,
        _("Somebody invites you to write along"),
        {
            "": Wording(
                _(
                    "%(actor)s invites you to write “%(subject)s” together. Once you accept, you can edit it, submit "
                    "it for review and withdraw it."
                ),
                _("%(actor)s invites you to write “%(subject)s” together"),
            )
        },
        Delivery.NOW,
        "users",
        _AUTHOR,
        _("Accept or decline"),
        _("You receive this because somebody invited you to write along."),
    ),
    NoticeEvent(
        HANDED_OVER,
        _("Somebody hands material over to you"),
        {
            "": Wording(
                _(
                    "%(actor)s has handed “%(subject)s” over to you: you own it now, and decide who writes along. "
                    "%(actor)s stays a co-author."
                ),
                _("“%(subject)s” is yours now"),
            )
        },
        Delivery.NOW,
        "arrow-right",
        _AUTHOR,
        _STUDIO,
        _("You receive this because this material changed hands."),
    ),
)


def register_events() -> None:
    for event in EVENTS:
        register_event(event)
