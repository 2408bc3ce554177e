"""What a reviewer says of one item: the four fields of it in the form of a review."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.actions.deciding import Verdict
from content.models import ItemVerdict
from content.text import clean_input, is_visible

Said = ItemVerdict.Verdict
VERDICTS = tuple(Said.choices)
RULINGS = ((Said.FINE, gettext_lazy("Keep as it is")), *VERDICTS[1:])
MAX_REASON = 2000  # characters, as the column


class ItemFields:
    """The names of the fields of one item version, and what was said in them. `noun` and `number` name the item;
    `is_accused`: study speaks against it, so whoever calls it fine says why."""

    def __init__(self, item_id: UUID, noun: str, number: int, *, is_accused: bool = False) -> None:
        self.item_id = item_id
        self.verdict, self.faults, self.reason = f"verdict-{item_id}", f"faults-{item_id}", f"reason-{item_id}"
        self.noun, self.number, self.is_accused = noun, number, is_accused
        self._name = {"noun": noun, "number": number}

    @property
    def names(self) -> tuple[str, str, str]:
        return self.verdict, self.faults, self.reason

    def make(self) -> dict[str, forms.Field]:
        """Fresh fields, by name."""
        return {
            self.verdict: forms.ChoiceField(
                label=_("Verdict on %(noun)s %(number)d") % self._name,
                required=False,
                choices=RULINGS if self.is_accused else VERDICTS,
                widget=forms.RadioSelect,
            ),
            self.faults: forms.MultipleChoiceField(
                label=_("What is wrong with it"),
                required=False,
                choices=ItemVerdict.Fault.choices,
                widget=forms.CheckboxSelectMultiple,
            ),
            self.reason: forms.CharField(
                label=_("What you say of %(noun)s %(number)d") % self._name,
                required=False,
                max_length=MAX_REASON,
                widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
                help_text=_("Why it stays as it is, or what is wrong with it: needed either way.")
                if self.is_accused
                else "",
            ),
        }

    def shown(self, form: forms.Form) -> dict[str, BoundField]:
        """The bound fields, as the template of an item wants them."""
        return {"verdict": form[self.verdict], "faults": form[self.faults], "reason": form[self.reason]}

    def said(self, cleaned: Mapping[str, Any]) -> str:
        return str(cleaned.get(self.verdict, ""))

    def words(self, cleaned: Mapping[str, Any]) -> str:
        return clean_input(cleaned.get(self.reason, "")).strip()

    def read(self, cleaned: Mapping[str, Any]) -> Verdict | None:
        """The verdict; None where nothing was said."""
        said = self.said(cleaned)
        faults = tuple(cleaned.get(self.faults, ())) if said == Said.PROBLEM else ()
        has_words = said != Said.FINE or self.is_accused
        return Verdict(said, self.words(cleaned) if has_words else "", faults) if said else None

    def mistake(self, cleaned: Mapping[str, Any]) -> str:
        """A sentence for the box of words, where what was said is not whole; else empty."""
        said, has_words = self.said(cleaned), is_visible(self.words(cleaned))
        if self.reason not in cleaned:
            return ""  # it has a mistake already
        if said == Said.FINE and self.is_accused:
            return "" if has_words else _("Say why it stays as it is: the reason is kept with it.")
        if said == Said.PROBLEM and not has_words:
            return _("Say what the problem is.")
        if said == Said.COMMENT and not has_words:
            return _("Write your comment, or choose another verdict.")
        if said in ("", Said.FINE) and has_words:
            return _("You wrote something here: choose “Problem” or “Comment”, or empty this box.")
        return ""
