"""What a second reviewer says: of each item, and of the whole."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.actions.deciding import Outcome, Said, Verdict
from content.models import ItemVerdict
from content.text import clean_input, is_visible

OUTCOMES = (
    (Outcome.APPROVE, gettext_lazy("Approve: students may see it as it is")),
    (Outcome.REQUEST_CHANGES, gettext_lazy("Ask for changes: the author should mend it")),
    (Outcome.REJECT, gettext_lazy("Reject: it does not fit, and cannot be mended by changes")),
)
VERDICT, FAULTS, REASON = "verdict", "faults", "reason"


class SecondReviewForm(forms.Form):
    """A verdict for each of `items` (their numbers by item version), with faults and a reason where it is not fine, and
    how she would have decided. `noun` is what they are; `kept` what she typed before, field by field. Checks only that
    what was said is whole."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("How would you decide?"),
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how you would have decided.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Your reason"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Needed unless you approve. Reviewers read it when you are done; authors do not."),
    )
    claims_again = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        items: Mapping[UUID, int],
        noun: str,
        kept: Mapping[str, Sequence[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items, self.noun = items, noun
        for item_id, number in items.items():
            self._add_item(item_id, number)
        for name, values in (kept or {}).items():
            if name in self.fields and values:
                self.initial[name] = list(values) if name.startswith(FAULTS) else values[0]

    def _add_item(self, item_id: UUID, number: int) -> None:
        what = {"noun": self.noun, "number": number}
        self.fields[_name(VERDICT, item_id)] = forms.ChoiceField(
            label=_("Verdict on %(noun)s %(number)d") % what,
            choices=ItemVerdict.Verdict.choices,
            widget=forms.RadioSelect,
            error_messages={"required": _("Give %(noun)s %(number)d a verdict.") % what},
        )
        self.fields[_name(FAULTS, item_id)] = forms.MultipleChoiceField(
            label=_("What is wrong with %(noun)s %(number)d") % what,
            required=False,
            choices=ItemVerdict.Fault.choices,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields[_name(REASON, item_id)] = forms.CharField(
            label=_("In your words, on %(noun)s %(number)d") % what,
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def fields_of(self, item_id: UUID) -> dict[str, BoundField]:
        """The three fields of an item, by what they are."""
        return {part: self[_name(part, item_id)] for part in (VERDICT, FAULTS, REASON)}

    @property
    def said(self) -> int:
        """How many items have a verdict so far."""
        return sum(bool(self[_name(VERDICT, item_id)].value()) for item_id in self.items)

    def clean(self) -> dict[str, Any]:
        cleaned = {
            name: clean_input(value) if isinstance(value, str) else value for name, value in self.cleaned_data.items()
        }
        for item_id in self.items:
            self._check_reason(item_id, cleaned)
        outcome = cleaned.get("outcome")
        if outcome == Outcome.APPROVE and Said.PROBLEM in [cleaned.get(_name(VERDICT, pk)) for pk in self.items]:
            self.add_error("outcome", _("You marked an item as a problem. Ask for changes, or call it fine."))
        elif outcome and outcome != Outcome.APPROVE and not is_visible(cleaned.get("reason", "")):
            self.add_error("reason", _("Give a reason: what is wrong, and what would make it right."))
        return cleaned

    def _check_reason(self, item_id: UUID, cleaned: Mapping[str, Any]) -> None:
        verdict, name = cleaned.get(_name(VERDICT, item_id)), _name(REASON, item_id)
        has_reason = is_visible(cleaned.get(name, ""))
        if verdict == Said.PROBLEM and not has_reason and name not in self.errors:
            self.add_error(name, _("Say what the problem is."))
        elif verdict == Said.COMMENT and not has_reason and name not in self.errors:
            self.add_error(name, _("Write your comment."))
        elif verdict == Said.FINE and (has_reason or cleaned.get(_name(FAULTS, item_id))):
            self.add_error(name, _("You wrote what is wrong: choose “Problem” or “Comment”, or empty this."))

    @property
    def verdicts(self) -> dict[UUID, Verdict]:
        """What was said of each item."""
        said = self.cleaned_data
        return {
            pk: Verdict(said[_name(VERDICT, pk)], said[_name(REASON, pk)], tuple(said[_name(FAULTS, pk)]))
            for pk in self.items
        }


def kept_fields(sent: Mapping[str, Sequence[str]], form: SecondReviewForm) -> dict[str, list[str]]:
    """What is kept of what was sent: the fields of this form, as they were typed."""
    return {name: [clean_input(value) for value in values] for name, values in sent.items() if name in form.fields}


def _name(part: str, item_id: UUID) -> str:
    return f"{part}-{item_id}"
