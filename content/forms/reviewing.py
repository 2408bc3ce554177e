"""What a reviewer says: of each item that nobody has approved yet, and of the whole."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.actions.deciding import Outcome, Verdict
from content.models import ItemVerdict
from content.text import clean_input

OUTCOMES = (
    (Outcome.APPROVE, gettext_lazy("Approve: it is published at once")),
    (Outcome.REQUEST_CHANGES, gettext_lazy("Ask for changes: the author mends it and submits it again")),
    (Outcome.REJECT, gettext_lazy("Reject: it does not fit, and cannot be mended by changes")),
)
FINE, PROBLEM = ItemVerdict.Verdict.FINE, ItemVerdict.Verdict.PROBLEM


def _reason_field(label: Any, limit: int, rows: int) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=limit, widget=forms.Textarea(attrs={"rows": rows}))


class DecisionForm(forms.Form):
    """A verdict for each of `items` (fine, or a problem with its reason), and the decision. `items` are the numbers
    of the items that need a verdict, by item version; `noun` is what they are. Checks only that what was said is
    whole; whether it may be done is for `decide_request`."""

    others_fine = forms.BooleanField(
        label=gettext_lazy("I have read the other items, and they are fine"), required=False
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Your decision"),
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what is to happen with this material.")},
    )
    reason = _reason_field(gettext_lazy("What you tell the author"), 4000, 6)
    reason.help_text = gettext_lazy(
        "Needed when you ask for changes or reject: what is wrong, and what would make it right."
    )
    claims_again = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, items: Mapping[UUID, int], noun: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item_id, number in items.items():
            self.fields[_verdict_name(item_id)] = forms.ChoiceField(
                label=_("Verdict on %(noun)s %(number)d") % {"noun": noun, "number": number},
                required=False,
                choices=ItemVerdict.Verdict.choices,
                widget=forms.RadioSelect,
            )
            label = _("What is wrong with %(noun)s %(number)d") % {"noun": noun, "number": number}
            self.fields[_reason_name(item_id)] = _reason_field(label, 2000, 3)

    def verdict_field(self, item_version_id: UUID) -> BoundField:
        return self[_verdict_name(item_version_id)]

    def reason_field(self, item_version_id: UUID) -> BoundField:
        return self[_reason_name(item_version_id)]

    def clean(self) -> dict[str, Any]:
        cleaned = {
            name: clean_input(value) if isinstance(value, str) else value for name, value in self.cleaned_data.items()
        }
        for item_id in self.items:
            self._check_reason(cleaned.get(_verdict_name(item_id)), _reason_name(item_id), cleaned)
        outcome = cleaned.get("outcome")
        if outcome == Outcome.APPROVE:
            self._check_approval(cleaned)
        elif outcome and "reason" in cleaned and not cleaned["reason"].strip():
            self.add_error("reason", _("Give the author a reason: what is wrong, and what would make it right."))
        return cleaned

    def _check_reason(self, verdict: str | None, name: str, cleaned: Mapping[str, Any]) -> None:
        has_reason = bool(cleaned.get(name, "").strip())
        if verdict == PROBLEM and not has_reason and name in cleaned:
            self.add_error(name, _("Say what the problem is."))
        elif verdict != PROBLEM and has_reason:
            self.add_error(name, _("You wrote what is wrong: choose “Problem”, or empty this box."))

    def _check_approval(self, cleaned: Mapping[str, Any]) -> None:
        said = [cleaned.get(_verdict_name(item_id)) for item_id in self.items]
        if PROBLEM in said:
            self.add_error("outcome", _("You marked an item as a problem. Ask for changes, or call it fine."))
        if not all(said) and not cleaned.get("others_fine"):
            self.add_error(
                "others_fine",
                _("Not every item has a verdict. Give each one, or tick this once you have read the others."),
            )

    @property
    def verdicts(self) -> dict[UUID, Verdict]:
        """What was said of each item; with `others_fine`, those that nothing was said of are fine."""
        verdicts, rest = {}, FINE if self.cleaned_data["others_fine"] else ""
        for item_id in self.items:
            if said := self.cleaned_data[_verdict_name(item_id)] or rest:
                verdicts[item_id] = Verdict(said, self.cleaned_data[_reason_name(item_id)])
        return verdicts


def _verdict_name(item_version_id: UUID) -> str:
    return f"verdict-{item_version_id}"


def _reason_name(item_version_id: UUID) -> str:
    return f"reason-{item_version_id}"


class QueueFilterForm(forms.Form):
    """The filters over the review queue; the admin's own filters read the same parameters. Only ever shown."""

    use_required_attribute = False

    def __init__(self, *args: Any, filters: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"] = forms.CharField(
            label=_("Title or author"), widget=forms.TextInput(attrs={"type": "search", "data-search": True})
        )
        for found in filters:
            if found.parameter_name == "state":  # the tabs say it
                self.fields["state"] = forms.CharField(required=False, widget=forms.HiddenInput)
                continue
            choices = [("", _("All")), *found.lookup_choices]
            label = str(found.title).capitalize()
            self.fields[found.parameter_name] = forms.ChoiceField(label=label, choices=choices)
