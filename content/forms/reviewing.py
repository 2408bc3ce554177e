"""What a reviewer says: of each item that nobody has approved yet, and of the whole."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.actions.deciding import Outcome, Verdict
from content.forms.moments import MomentField, check_zone
from content.forms.review_items import ItemFields, Said
from content.models import ReviewRequest
from content.sent import uuid_of
from content.text import clean_input, is_visible

NOW, PLANNED, AT = "now", "planned", "at"
_LOCAL = "%Y-%m-%dT%H:%M"
_OF_THE_WHOLE = ("others_fine", "outcome", "publish", "publish_at", "reason")
_OF_AN_ITEM = ("verdict", "faults", "reason")


class DecisionForm(forms.Form):
    """A verdict for each of `items` (fine, a problem with its reason, a comment), and the decision on `review`. `items`
    are the numbers of the items that need a verdict, by item version; study speaks against those that are `accused`.
    Checks only that what was said is whole; whether it may be done is for `decide_request`."""

    others_fine = forms.BooleanField(
        label=gettext_lazy("I have read the other items, and they are fine"), required=False
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is to happen with this material.")},
    )
    publish = forms.ChoiceField(label=gettext_lazy("Published"), required=False, widget=forms.RadioSelect)
    publish_at = MomentField(
        label=gettext_lazy("At this time"),
        required=False,
        input_formats=[_LOCAL, f"{_LOCAL}:%S"],
        widget=forms.DateTimeInput(format=_LOCAL, attrs={"type": "datetime-local"}),
        error_messages={"invalid": gettext_lazy("This is not a date with a time. Choose both.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("What you tell the author"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=gettext_lazy(
            "Needed when you ask for changes or reject: what is wrong, and what would make it right."
        ),
    )
    claims_again = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        review: ReviewRequest,
        items: Mapping[UUID, int],
        accused: Collection[UUID] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.review, self.items = review, items
        noun = str(review.content.kind_type.item_noun)
        self.of_item = {
            item_id: ItemFields(item_id, noun, number, is_accused=item_id in accused)
            for item_id, number in items.items()
        }
        for fields in self.of_item.values():
            self.fields.update(fields.make())
        self._field("outcome").choices = _outcomes(review)
        if review.is_reopened:
            self.fields["reason"].help_text = _(
                "Needed when you ask for changes: what is wrong, and what would make it right."
            )
        if not review.is_last_step or review.is_reopened:
            del self.fields["publish"], self.fields["publish_at"]
            return
        planned = review.content.publish_at
        self._field("publish").choices = _times(planned)
        self.initial.setdefault("publish", PLANNED if planned else NOW)
        zone = timezone.get_current_timezone_name()
        self.fields["publish_at"].help_text = _("In your time zone: %(zone)s.") % {"zone": zone}

    def _field(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField), "it is declared as one"
        return field

    def item_fields(self, item_id: UUID) -> dict[str, BoundField]:
        """The fields of one item, where something is to be said of it."""
        return self.of_item[item_id].shown(self) if item_id in self.items else {}

    def count_said(self, items: Collection[UUID]) -> int:
        """How many of `items` have a verdict, as the form is shown."""
        return sum(bool(self[self.of_item[item_id].verdict].value()) for item_id in items)

    @property
    def verdicts(self) -> dict[UUID, Verdict]:
        """What was said of each item."""
        found = {item_id: fields.read(self.cleaned_data) for item_id, fields in self.of_item.items()}
        return {item_id: verdict for item_id, verdict in found.items() if verdict}

    @property
    def time_to_publish(self) -> datetime | None:
        """When the approved version is to be published; None for when its author set it, and else at once."""
        match self.cleaned_data.get("publish"):
            case "at":
                at: datetime | None = self.cleaned_data.get("publish_at")
                return at
            case "now":
                return timezone.now()
            case _:
                return None

    def clean(self) -> dict[str, Any]:
        cleaned = {
            name: clean_input(value) if isinstance(value, str) else value for name, value in self.cleaned_data.items()
        }
        for fields in self.of_item.values():
            if mistake := fields.mistake(cleaned):
                self.add_error(fields.reason, mistake)
        outcome = cleaned.get("outcome")
        if outcome == Outcome.APPROVE:
            self._check_approval(cleaned)
        elif outcome and "reason" in cleaned and not is_visible(cleaned["reason"]):
            self.add_error("reason", _("Give the author a reason: what is wrong, and what would make it right."))
        return cleaned

    def _check_approval(self, cleaned: Mapping[str, Any]) -> None:
        said = [fields.said(cleaned) for fields in self.of_item.values()]
        if Said.PROBLEM in said:
            self.add_error("outcome", _("You marked an item as a problem. Ask for changes, or call it fine."))
        elif Said.COMMENT in said:
            sentence = _("An item has only a comment. Call it fine, or send your comments and decide later.")
            self.add_error("outcome", sentence)
        if cleaned.get("publish") == AT and "publish_at" in cleaned:
            self._check_time(cleaned["publish_at"])
            check_zone(self, "publish_at")

    def _check_time(self, at: datetime | None) -> None:
        if at is None:
            self.add_error("publish_at", _("Choose when it is to be published, or publish it at once."))
        elif at <= timezone.now():
            self.add_error(
                "publish_at", _("This time is past. Choose one that is still to come, or publish it at once.")
            )


class CommentsForm(DecisionForm):
    """The same fields where only the comments are sent: no decision is asked for, and nothing else has to be whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("outcome", "publish", "publish_at"):
            if name in self.fields:
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data

    @property
    def comments(self) -> dict[UUID | None, str]:
        """What was said as a comment, by item version; None for the whole."""
        found: dict[UUID | None, str] = {
            item_id: fields.words(self.cleaned_data)
            for item_id, fields in self.of_item.items()
            if fields.said(self.cleaned_data) == Said.COMMENT
        }
        return {**found, None: clean_input(self.cleaned_data.get("reason", ""))}

    @property
    def comment_fields(self) -> set[str]:
        """The names of the fields that they were written in."""
        items = [self.of_item[item_id] for item_id in self.comments if item_id]
        return {"reason", *(name for fields in items for name in (fields.verdict, fields.faults, fields.reason))}


def review_fields(sent: QueryDict) -> dict[str, list[str]]:
    """The fields of the review as they were typed, of the whole and of whatever item; not those of the page itself."""
    return {name: sent.getlist(name) for name in sent if _is_typed(name)}


def _is_typed(name: str) -> bool:
    part, _dash, item = name.partition("-")
    return name in _OF_THE_WHOLE or (part in _OF_AN_ITEM and uuid_of(item) is not None)


def _outcomes(review: ReviewRequest) -> list[tuple[str, str]]:
    if review.is_reopened:
        keep = _("Keep it: students go on seeing this version")
        return [
            (Outcome.APPROVE, keep if review.is_last_step else _("Keep it: it goes on to the second step")),
            (Outcome.REQUEST_CHANGES, _("Ask for changes: the author mends it; students see this version until then")),
        ]
    approve = _("Approve: it may be published") if review.is_last_step else _("Approve: it goes on to the second step")
    return [
        (Outcome.APPROVE, approve),
        (Outcome.REQUEST_CHANGES, _("Ask for changes: the author mends it and submits it again")),
        (Outcome.REJECT, _("Reject: it does not fit, and cannot be mended by changes")),
    ]


def _times(planned: datetime | None) -> list[tuple[str, str]]:
    times = [(NOW, _("At once"))]
    if planned:
        when = date_format(timezone.localtime(planned), "DATETIME_FORMAT")
        times.append((PLANNED, _("At the time the author set: %(time)s") % {"time": when}))
    return [*times, (AT, _("At a time that I set"))]
