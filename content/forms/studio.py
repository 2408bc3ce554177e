"""The small forms of the studio: finding one's pieces, keeping a way of finding them, and asking for review."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from content.desk import is_due_soon, is_overdue
from content.forms.filters import FilterForm
from content.forms.select import PlainSelect, TopicField
from content.kinds import kind_choices
from content.library import at_or_below
from content.lineage import stale_contents
from content.models import Content, Level, Topic
from content.querysets import ContentQuerySet
from content.text import clean_input

Status = Content.Status
SORTS: dict[str, tuple[str, ...]] = {
    "changed": ("-updated_at", "-id"),
    "title": ("title_key", "id"),
    "due": ("due_key", "id"),
    "created": ("-created_at", "-id"),
}


class StudioFilterForm(FilterForm):
    """What to show of one's own material, and in which order; `state` is chosen by tabs."""

    MORE = ("level", "topic", "tag", "due", "whose", "stale")
    QUIET = ("whose",)
    LAID_OUT = ("sort",)

    q = forms.CharField(label=_("Title"), required=False, max_length=200)
    state = forms.ChoiceField(required=False, choices=[("", ""), *Status.choices], widget=forms.HiddenInput)
    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[("", _("Mine and shared with me")), ("mine", _("Mine")), ("shared", _("Shared with me"))],
        widget=PlainSelect,
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Any kind")), *kind_choices()], widget=PlainSelect
    )
    topic = TopicField(label=_("Topic"), required=False, queryset=Topic.objects.all(), empty_label=_("Any topic"))
    tag = forms.CharField(label=_("Tag"), required=False, max_length=60)
    level = forms.ChoiceField(
        label=_("Audience"), required=False, choices=[("", _("Any audience")), *Level.choices], widget=PlainSelect
    )
    due = forms.ChoiceField(
        label=_("To be ready by"),
        required=False,
        choices=[
            ("", _("Any date, or none")),
            ("overdue", _("Overdue")),
            ("week", _("Within a week")),
            ("dated", _("Any date")),
        ],
        widget=PlainSelect,
    )
    stale = forms.BooleanField(label=_("Derived from something that changed"), required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("", _("Changed last")),
            ("title", _("By title")),
            ("due", _("Due first")),
            ("created", _("Written last")),
        ],
        widget=PlainSelect,
    )

    @property
    def order(self) -> tuple[str, ...]:
        return SORTS[self.wanted.get("sort", "changed")]

    def narrow(self, contents: ContentQuerySet, user: User) -> ContentQuerySet:
        """Those of `contents` that are asked for; what is archived only where that is what is asked for."""
        contents = self.narrow_within(contents, user)
        match self.wanted.get("whose"):
            case "mine":
                contents = contents.filter(owner=user)
            case "shared":
                contents = contents.exclude(owner=user)
        if state := self.wanted.get("state"):
            return contents.filter(status=state)
        return contents.exclude(status=Status.ARCHIVED)

    def narrow_within(self, contents: ContentQuerySet, user: User) -> ContentQuerySet:
        """As `narrow`, but for the tabs: in every state, and whoever owns it."""
        wanted = self.wanted
        if words := wanted.get("q"):
            contents = contents.filter(title__icontains=clean_input(words))
        for name in ("kind", "level"):
            if value := wanted.get(name):
                contents = contents.filter(**{name: value})
        if topic := wanted.get("topic"):
            contents = contents.filter(at_or_below(topic))
        if tag := wanted.get("tag"):
            contents = contents.filter(tags__name__iexact=clean_input(tag).strip())
        if wanted.get("stale"):
            contents = contents.filter(pk__in=stale_contents(user).values("pk"))
        return _narrow_by_date(contents, wanted.get("due", ""))


def _narrow_by_date(contents: ContentQuerySet, due: str) -> ContentQuerySet:
    match due:
        case "overdue":
            return contents.filter(is_overdue())
        case "week":
            return contents.filter(is_due_soon())
        case "dated":
            return contents.filter(due_on__isnull=False)
    return contents


class ViewForm(forms.Form):
    """A name for a way of looking at one's desk."""

    name = forms.CharField(label=_("Name"), max_length=60)
    query = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_name(self) -> str:
        return clean_input(self.cleaned_data["name"])


class SubmitForm(forms.Form):
    note = forms.CharField(
        label=_("Note to the reviewer"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("What to look at first, what you are unsure of."),
    )

    def clean_note(self) -> str:
        return clean_input(self.cleaned_data["note"])
