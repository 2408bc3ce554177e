"""What the steps of the record are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LABELS: dict[str, str | Promise] = {
    "create": _("Created"),
    "edit": _("Went on writing"),
    "submit": _("Submitted for review"),
    "reopen": _("Reopened by evidence"),
    "withdraw": _("Took the submission back"),
    "claim": _("Claimed for review"),
    "release": _("Let the claim go"),
    "prioritise": _("Changed the priority"),
    "approve_step": _("Approved the first step"),
    "keep": _("Kept items as they are, against the evidence"),
    "approve": _("Approved"),
    "request_changes": _("Asked for changes"),
    "reject": _("Rejected"),
    "schedule": _("Set a time to publish"),
    "unschedule": _("Took the times back"),
    "publish": _("Published"),
    "refuse_publication": _("Could not be published"),
    "unpublish": _("Took out of the library"),
    "expire": _("Expired"),
    "withdraw_published": _("Withdrawn in an emergency"),
    "archive": _("Archived"),
    "unarchive": _("Restored from the archive"),
    "join": _("Joined as a co-author"),
    "leave": _("Left as a co-author"),
    "remove_author": _("Removed a co-author"),
    "hand_over": _("Handed over"),
}


def label_of(verb: str) -> str:
    """What a step is called; one that nobody named shows its own word."""
    return str(LABELS.get(verb, verb.replace("_", " ").capitalize()))
