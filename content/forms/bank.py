"""The forms of the item bank: finding items, and saying where they are to go."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content.actions.reusing import has_pools
from content.forms.select import PlainSelect, TopicField
from content.item_search import APPROVED, MINE, ONCE, PROBLEM, SEVERAL, SHARED, UNREVIEWED
from content.item_types import get_item_type
from content.kinds import KINDS, Kind
from content.models import Content, Level, Topic
from content.search import MAX_QUERY
from content.sent import uuid_of
from content.text import clean_input, is_visible, pool_name

NEW = "new"
MAX_CHOSEN = 200


def type_choices(kinds: Iterable[Kind]) -> list[tuple[str, str | Promise]]:
    """The types of items that pieces of these kinds hold."""
    return [(name, get_item_type(name).label) for kind in kinds for name in kind.item_types]


class BankForm(forms.Form):
    """What to look for, all of it optional; what cannot be understood is left out. With `kind`, only among the types
    that it can hold."""

    q = forms.CharField(label=_("Words"), required=False, max_length=MAX_QUERY)
    type = forms.ChoiceField(label=_("Type"), required=False, widget=PlainSelect)
    topic = TopicField(label=_("Topic"), required=False, queryset=Topic.objects.all(), empty_label=_("Any topic"))
    tag = forms.CharField(label=_("Tag"), required=False, max_length=60)
    level = forms.ChoiceField(
        label=_("Audience"), required=False, choices=[("", _("Any audience")), *Level.choices], widget=PlainSelect
    )
    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[("", _("Anybody’s")), (MINE, _("Mine")), (SHARED, _("Shared by others"))],
        widget=PlainSelect,
    )
    quality = forms.ChoiceField(
        label=_("Quality"),
        required=False,
        choices=[
            ("", _("Any")),
            (APPROVED, _("Approved as it reads")),
            (UNREVIEWED, _("Never reviewed")),
            (PROBLEM, _("Problem at the last review")),
        ],
        widget=PlainSelect,
    )
    use = forms.ChoiceField(
        label=_("Use"),
        required=False,
        choices=[("", _("Any")), (ONCE, _("In one piece at most")), (SEVERAL, _("In several pieces"))],
        widget=PlainSelect,
    )

    def __init__(self, *args: Any, kind: Kind | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        types = self.fields["type"]
        assert isinstance(types, forms.ChoiceField)
        types.choices = [("", _("Any type")), *type_choices([kind] if kind else KINDS.values())]

    def wanted(self) -> Mapping[str, Any]:
        """What was asked for, as `content.item_search.find_items` takes it."""
        self.is_valid()
        found = {name: clean_input(v) if isinstance(v, str) else v for name, v in self.cleaned_data.items()}
        one = found.pop("type", "")
        types = (one,) if one else self.kind.item_types if self.kind else ()
        return {**found, "types": types}

    @property
    def has_more(self) -> bool:
        """Whether one of the filters that are seldom used is."""
        self.is_valid()
        return any(self.cleaned_data.get(name) for name in ("topic", "level", "tag", "use"))

    @property
    def is_narrow(self) -> bool:
        """Whether anything was asked for."""
        self.is_valid()
        return any(self.cleaned_data.values())


class ReuseForm(forms.Form):
    """Where the chosen items go: a piece of hers, or a new one under a title."""

    into = forms.ChoiceField(label=_("Into"))
    title = forms.CharField(
        label=_("Title of the new piece"), required=False, max_length=200, help_text=_("Only for a new piece.")
    )
    pool = forms.CharField(
        label=_("Pool"),
        required=False,
        max_length=60,
        help_text=_("Name a pool, such as “Energy”, to draw some of them for each student. Empty: everybody gets all."),
    )

    def __init__(self, *args: Any, kind: Kind, pieces: Sequence[Content], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into = self.fields["into"]
        assert isinstance(into, forms.ChoiceField)
        into.choices = [
            ("", _("Choose a piece")),
            *((str(piece.pk), piece.title) for piece in pieces),
            (NEW, _("A new piece")),
        ]
        if not has_pools(kind):
            del self.fields["pool"]

    def clean_title(self) -> str:
        title = clean_input(self.cleaned_data["title"]).strip()
        return title if is_visible(title) else ""

    def clean_pool(self) -> str:
        return pool_name(clean_input(self.cleaned_data["pool"]))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("into") == NEW and not cleaned.get("title"):
            self.add_error("title", _("A new piece needs a title. Write one."))
        return cleaned


def read_items(values: Iterable[str]) -> list[UUID]:
    """The items that were chosen, each once; what is no key is left out."""
    return list(dict.fromkeys(filter(None, map(uuid_of, list(values)[:MAX_CHOSEN]))))


def read_offers(values: Iterable[str]) -> dict[UUID, list[UUID]]:
    """Offers as a form names them (`content.bank.Offer.key`): the wordings by piece."""
    chosen: dict[UUID, list[UUID]] = {}
    for value in list(values)[:MAX_CHOSEN]:
        piece, wording = map(uuid_of, value.partition(".")[::2])
        if piece and wording:
            chosen.setdefault(piece, []).append(wording)
    return chosen
