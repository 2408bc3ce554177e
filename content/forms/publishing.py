"""When students see a piece, and why they do not any more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.forms.moments import MomentField, check_zone
from content.models import Content, ItemVersion
from content.text import clean_input, is_visible
from content.withdrawal import OtherPiece

MINUTE = "%Y-%m-%dT%H:%M"


def _moment(label: Any, help_text: Any) -> MomentField:
    """A moment in the zone of whoever sets it, to the minute."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, format=MINUTE)
    invalid = gettext_lazy("This is no date with a time. Write it like 2030-09-01 08:30.")
    return MomentField(
        label=label, help_text=help_text, required=False, widget=widget, error_messages={"invalid": invalid}
    )


class ScheduleForm(forms.Form):
    """When a piece is published, and when it leaves the library; empty for neither. What was set before, and is left
    as it is, may have passed."""

    publish_at = _moment(
        gettext_lazy("Publish at"),
        gettext_lazy("Never before it is approved."),
    )
    expires_at = _moment(gettext_lazy("Leaves the library at"), gettext_lazy("Empty: it stays."))

    def __init__(self, *args: Any, content: Content, **kwargs: Any) -> None:
        self.before = {"publish_at": content.publish_at, "expires_at": content.expires_at}
        super().__init__(*args, **{"initial": self.before, **kwargs})

    def clean_publish_at(self) -> datetime | None:
        return self._moment("publish_at", _("This time has passed. Set a later one, or publish now."))

    def clean_expires_at(self) -> datetime | None:
        return self._moment("expires_at", _("This time has passed. Set a later one, or unpublish now."))

    def clean(self) -> dict[str, Any]:
        starts, ends = self.cleaned_data.get("publish_at"), self.cleaned_data.get("expires_at")
        if starts and ends and ends <= starts:
            self.add_error("expires_at", _("It would leave before it is published. Set a later time."))
        for name in self.before:
            check_zone(self, name)
        return self.cleaned_data

    def _moment(self, name: str, has_passed: str) -> datetime | None:
        """What was sent; the very moment of before where it is the same to the minute."""
        time: datetime | None = self.cleaned_data[name]
        before = self.before[name]
        if time and before and time == before.replace(second=0, microsecond=0):
            return before
        if time and time <= timezone.now():
            raise forms.ValidationError(has_passed)
        return time


class UnpublishForm(forms.Form):
    """Why a piece leaves the library, for the record."""

    why = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=1000,
        widget=forms.TextInput({"dir": "auto"}),
        help_text=gettext_lazy("For the record; students do not see it."),
    )

    def clean_why(self) -> str:
        return clean_input(self.cleaned_data["why"]).strip()


class WithdrawForm(forms.Form):
    """Why material is withdrawn in an emergency, and which of its items are wrong; each is named with the other pieces
    in which it stands. With the button `unpublish` nothing is wrong with it, it only leaves the library: no reason is
    needed then."""

    reason = forms.CharField(
        label=gettext_lazy("Why, for students"),
        max_length=1000,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
        help_text=gettext_lazy("Whoever looks for it reads this. Say what is wrong and what to believe instead."),
        error_messages={"required": gettext_lazy("Say why: students who look for it read this.")},
    )
    items = forms.MultipleChoiceField(
        label=gettext_lazy("Items that are wrong"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("They lose their approval, and every piece that shows them is withdrawn too."),
        error_messages={
            "invalid_choice": gettext_lazy("An item that you chose is not in it any more. Look at the list again.")
        },
    )

    def __init__(
        self, *args: Any, wordings: Sequence[ItemVersion], holders: Mapping[UUID, set[OtherPiece]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.only_unpublishes = "unpublish" in self.data
        self.fields["reason"].required = not self.only_unpublishes
        headings = {entry.item_id: entry.heading for entry in reversed(wordings)}  # the newest wording names it
        order = list(dict.fromkeys(entry.item_id for entry in wordings))
        choices = self.fields["items"]
        assert isinstance(choices, forms.MultipleChoiceField), "as it stands above"
        choices.choices = [
            (str(item_id), _name(place, headings[item_id], holders.get(item_id, set())))
            for place, item_id in enumerate(order, 1)
        ]

    def clean_reason(self) -> str:
        reason = clean_input(self.cleaned_data["reason"]).strip()
        if self.fields["reason"].required and not is_visible(reason):
            raise forms.ValidationError(self.fields["reason"].error_messages["required"])
        return reason

    def clean_items(self) -> list[UUID]:
        items = [UUID(item_id) for item_id in self.cleaned_data["items"]]
        if items and self.only_unpublishes:
            raise forms.ValidationError(_("You named items that are wrong. Withdraw it, or name none to unpublish it."))
        return items


def _name(place: int, heading: str, others: set[OtherPiece]) -> str:
    if not others:
        return f"{place}. {heading}"
    titles = ", ".join(f"“{title}”" for title in sorted(piece.title for piece in others))
    also = _("also in %(titles)s, withdrawn with it") % {"titles": titles}
    return f"{place}. {heading} ({also})"
