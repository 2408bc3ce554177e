"""Forms of the people's own pages."""

from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.choosing import choices_of, events_for
from accounts.actions.profiles import ProfileDetails
from accounts.models import Profile, User
from accounts.notices import Delivery
from accounts.preferences import Preferences, read_preferences
from accounts.time_zones import is_time_zone, time_zone_choices

EARLIEST_BIRTH = 1900


def language_choices() -> list[tuple[str, str]]:
    """Languages by their code, under their own names."""
    known = {code: info["name_local"].capitalize() for code, info in LANG_INFO.items() if "name_local" in info}
    return sorted(known.items(), key=lambda pair: pair[1].casefold())


class ProfileForm(forms.Form):
    """A person's own details and preferences."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=200,
        required=False,
        help_text=_("Authors, reviewers and staff see it beside your work. Without one they see your username."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    bio = forms.CharField(
        label=_("About you"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    location = forms.CharField(label=_("Location"), max_length=200, required=False)
    birth_year = forms.IntegerField(
        label=_("Birth year"), required=False, widget=forms.NumberInput(attrs={"autocomplete": "bday-year"})
    )
    time_zone = forms.CharField(
        label=_("Time zone"),
        help_text=_("Times are shown in it, and your study day ends at its midnight."),
        widget=forms.Select(),
    )
    cards_per_day = forms.IntegerField(
        label=_("New cards a day"),
        min_value=1,
        max_value=500,
        help_text=_("At most. Most people take 10 to 30."),
    )
    reviews_per_day = forms.IntegerField(
        label=_("Reviews a day"),
        min_value=1,
        max_value=9999,
        help_text=_("At most. The rest comes on later days."),
    )
    retention = forms.IntegerField(
        label=_("Share to remember (%)"),
        min_value=70,
        max_value=97,
        help_text=_(
            "How many of your cards you want to know when they come back. 90 suits most people. More costs time: at 95"
            " a card comes back in less than half the time that it takes at 90, at 97 in less than a quarter."
        ),
    )
    bury_siblings = forms.BooleanField(
        label=_("Only one card of an item a day"),
        required=False,
        help_text=_(
            "The other side of a card, or its other gaps, wait for another day, so that none gives another away."
        ),
    )
    language = forms.ChoiceField(
        label=_("Language of material"),
        required=False,
        help_text=_("Your desk suggests material in it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].widget.choices = self._zones()
        self.fields["language"].choices = [("", _("Any language")), *language_choices()]  # type: ignore[attr-defined]

    def _zones(self) -> list[tuple[str, Any]]:
        """The usual choices, and the present one where it is none of them."""
        chosen = self.initial.get("time_zone", "")
        zones: list[tuple[str, Any]] = list(time_zone_choices())
        is_usual = any(chosen == name for _area, places in zones for name, _place in places)
        return zones if is_usual or not chosen else [(chosen, chosen), *zones]

    def clean_time_zone(self) -> str:
        name: str = self.cleaned_data["time_zone"]
        if not is_time_zone(name):
            raise forms.ValidationError(_("This is not a time zone we know. Choose one from the list."))
        return name

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        latest = timezone.localdate().year
        if year is not None and not EARLIEST_BIRTH <= year <= latest:
            raise forms.ValidationError(
                _("Enter a year between %(first)d and %(last)d, or leave it empty.")
                % {"first": EARLIEST_BIRTH, "last": latest}
            )
        return year

    def details(self) -> ProfileDetails:
        """What was entered. Only for a valid form."""
        fields = dict(self.cleaned_data)
        chosen = {name: fields.pop(name) for name in Preferences.model_fields if name in fields}
        chosen["retention"] /= 100
        return ProfileDetails(**fields, preferences=Preferences(**chosen))


def profile_initial(user: User) -> dict[str, Any]:
    """What the form shows before anything is changed."""
    profile = Profile.objects.filter(user=user).first() or Profile(user=user)
    preferences = read_preferences(user)
    return {
        "full_name": user.full_name,
        "bio": profile.bio,
        "location": profile.location,
        "birth_year": profile.birth_year,
        "time_zone": profile.time_zone,
        **preferences.model_dump(),
        "retention": round(100 * preferences.retention),
    }


WAYS = [(Delivery.APP, _("In the app")), (Delivery.NOW, _("Email at once")), (Delivery.DIGEST, _("Daily email"))]


class NoticeChoicesForm(forms.Form):
    """For each event that a person can be told of, how it goes out to her."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = choices_of(user)
        for event in events_for(user):
            self.fields[event.name] = forms.ChoiceField(
                label=str(event.label),
                choices=WAYS,
                initial=chosen[event.name],
                widget=forms.RadioSelect,
                help_text=_("Usually: %(way)s") % {"way": dict(WAYS)[event.usually]},
                error_messages={
                    "required": _("Choose one of the three."),
                    "invalid_choice": _("Choose one of the three."),
                },
            )
