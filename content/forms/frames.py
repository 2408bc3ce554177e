"""What a kind keeps beside its items, as plain fields. A kind without any needs no form here."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from content.documents import DocumentItem
from content.forms.frame_fields import choice_of, number_of, switch_of
from content.kinds import Frame, get_kind
from content.kinds.podcast import is_recording
from content.kinds.quiz import Counts, Mode, Results, uneven_pools
from content.media import MediaAddress, parse_address
from content.models import MediaFile
from content.text import clean_input, pool_name

MAX_POOLS = 100
_LINE = re.compile(r"!?\[.*\]\((?P<address>/media/[^()\s]+)\)", re.DOTALL)
_FIRST_FIELDS = ("pass_mark", "shuffle_options")  # all that a draft of the first releases holds
_GROUPS: list[tuple[str | Promise, str | Promise, tuple[str, ...]]] = [
    ("", "", ("mode",)),
    (
        gettext_lazy("Time and attempts"),
        gettext_lazy("These hold in a graded quiz only. Who needs more of either gets it by an exception."),
        ("time_limit", "grace", "attempts", "counts"),
    ),
    (gettext_lazy("Results"), "", ("pass_mark", "results")),
    (gettext_lazy("Points"), "", ("partial_credit", "wrong_costs")),
    (gettext_lazy("Order"), "", ("one_per_page", "shuffle_questions", "easy_first", "shuffle_options")),
]
_ROW, _ITEM = re.compile(r"frame-draw-([0-9]{1,3})-pool"), re.compile(r"item-[0-9]{1,5}-pool")


@dataclass(frozen=True)
class FieldGroup:
    """Fields that belong together, under a heading; `help` says what holds for all of them."""

    heading: str | Promise
    help: str | Promise
    fields: list[BoundField]


class FrameForm(forms.Form):
    """The fields of a frame, named as in its model. `items` are those of the piece as it was opened; `template` shows
    the fields, where they are not rules one below the other."""

    template = ""

    def __init__(self, *args: Any, items: Sequence[DocumentItem] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items

    @property
    def recording(self) -> MediaAddress | None:
        """What it points at as the recording of the whole; None where that is none."""
        return None

    @property
    def groups(self) -> list[FieldGroup]:
        """All its fields, as the page shows them."""
        return [FieldGroup("", "", list(self))]

    def to_frame(self, kind: str) -> Frame:
        return get_kind(kind).parse_frame(self.cleaned_data)


class QuizFrameForm(FrameForm):
    """A row for each pool that holds questions, has a rule, or was named in what was sent: `draw-<n>` is how many each
    student gets, `draw-<n>-pool` the pool's name."""

    mode = choice_of(
        gettext_lazy("What is it for?"),
        {
            Mode.PRACTICE: gettext_lazy(
                "Practice: after each question a student sees how it was, as often as she likes"
            ),
            Mode.GRADED: gettext_lazy("Graded: the rules below hold, and the end tells the score"),
        },
    )
    time_limit = number_of(
        gettext_lazy("Time limit in minutes"), 1, 1440, help_text=gettext_lazy("Leave it empty for no limit.")
    )
    grace = number_of(
        gettext_lazy("Seconds of grace"),
        0,
        600,
        required=True,
        help_text=gettext_lazy("For so long after the time is up, answers on their way are still taken."),
    )
    attempts = number_of(
        gettext_lazy("Attempts"), 1, 100, help_text=gettext_lazy("Leave it empty for as many as a student likes.")
    )
    counts = choice_of(
        gettext_lazy("Which attempt counts?"),
        {
            Counts.BEST: gettext_lazy("The best"),
            Counts.LATEST: gettext_lazy("The latest"),
            Counts.FIRST: gettext_lazy("The first"),
            Counts.AVERAGE: gettext_lazy("The average of all"),
        },
    )
    results = choice_of(
        gettext_lazy("What does a student see of a finished attempt?"),
        {
            Results.ALL: gettext_lazy("Answers and explanations"),
            Results.AFTER_LAST: gettext_lazy(
                "Answers and explanations after her last attempt, until then what was right and what was not"
            ),
            Results.MARKS: gettext_lazy("What was right and what was not"),
            Results.SCORE: gettext_lazy("The score alone"),
        },
    )
    pass_mark = forms.IntegerField(
        label=gettext_lazy("Pass mark in percent"),
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("The share of points needed to pass."),
    )
    partial_credit = switch_of(gettext_lazy("An answer that is partly right earns a part of the points"))
    wrong_costs = number_of(
        gettext_lazy("Cost of a wrong answer in percent"),
        0,
        100,
        help_text=gettext_lazy("The share of its points that a wrong answer takes away. Empty or 0: it costs nothing."),
    )
    one_per_page = switch_of(gettext_lazy("One question a page"))
    shuffle_questions = switch_of(gettext_lazy("Put the questions in a new order for each student"))
    easy_first = switch_of(
        gettext_lazy("In practice, go from easy to hard"),
        help_text=gettext_lazy(
            "By how students answered so far. A question that nobody has met stays where you put it. Goes before a new"
            " order for each student."
        ),
    )
    shuffle_options = switch_of(gettext_lazy("Put the options in a new order for each student"))

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(_with_unsent(data, kwargs), **kwargs)
        if self._waits_for_ever():
            self.fields["results"].help_text = _(
                "As there is no limit of attempts, none is the last: students never see answers and explanations. Set "
                "a number of attempts, or show something else."
            )
        self.drawn = {draw["pool"]: draw["count"] for draw in self.initial.get("draws", ())}
        held = Counter(item.pool for item in self.items if item.pool)
        uneven = set(uneven_pools([(item.data, item.pool) for item in self.items]))
        self.pools = list(dict.fromkeys([*self._sent_pools(), *held, *self.drawn]))[:MAX_POOLS]
        for number, pool in enumerate(self.pools):
            self.fields[f"draw-{number}-pool"] = forms.CharField(
                widget=forms.HiddenInput, initial=pool, required=False, strip=False
            )
            self.fields[f"draw-{number}"] = forms.IntegerField(
                label=_("From “%(pool)s”, each student gets") % {"pool": pool},
                help_text=_describe(held[pool], is_uneven=pool in uneven),
                initial=self.drawn.get(pool),
                min_value=1,
                max_value=2000,
                required=False,
            )

    def _waits_for_ever(self) -> bool:
        """Whether answers are to show after an attempt that never comes."""
        mode, results, attempts = (
            self.fields[name].get_bound_field(self, name).value() for name in ("mode", "results", "attempts")
        )
        return mode != Mode.PRACTICE and results == Results.AFTER_LAST and not attempts

    def _sent_pools(self) -> Iterator[str]:
        """Those of the rows that were sent, each under its number again; then those that items name."""
        rows = {int(match[1]): name for name in self.data if (match := _ROW.fullmatch(name))}
        names = [rows[number] for number in sorted(rows)] + [name for name in self.data if _ITEM.fullmatch(name)]
        yield from filter(None, (pool_name(str(self.data.get(name, ""))) for name in names))

    @property
    def groups(self) -> list[FieldGroup]:
        known = [name for _heading, _help, names in _GROUPS for name in names]
        groups = [FieldGroup(heading, help_, [self[name] for name in names]) for heading, help_, names in _GROUPS]
        rest = [bound for bound in self if bound.name not in known]
        return [*groups, FieldGroup(_("Pools"), "", rest)] if rest else groups

    def to_frame(self, kind: str) -> Frame:
        counts = {pool: self.cleaned_data.get(f"draw-{number}") for number, pool in self._rows()}
        draws = [{"pool": pool, "count": count} for pool, count in counts.items() if count]
        fields = {name: self.cleaned_data[name] for name in QuizFrameForm.base_fields}
        said = {
            name: value for name, value in fields.items() if value is not None
        }  # without a number, as without limit
        return get_kind(kind).parse_frame({**said, "draws": draws})

    def _rows(self) -> Iterator[tuple[int, str]]:
        """The number of each row that was sent, and its pool."""
        for number, pool in enumerate(self.pools):
            yield number, pool_name(self.cleaned_data.get(f"draw-{number}-pool", "")) or pool


def _with_unsent(data: Any, kwargs: Mapping[str, Any]) -> Any:
    """A draft may be older than most of the fields: what its page did not show is as it was in the frame."""
    prefix, initial = kwargs["prefix"], kwargs["initial"]
    if data is None or f"{prefix}-mode" in data:
        return data
    whole = data.copy()
    for name in QuizFrameForm.base_fields:
        if name not in _FIRST_FIELDS and initial[name] not in (None, False):
            whole[f"{prefix}-{name}"] = "on" if initial[name] is True else str(initial[name])
    return whole


def _describe(held: int, *, is_uneven: bool) -> str:
    """Of how many questions are drawn, and what that means where they are worth different points."""
    if not held:
        return _("No saved question is in this pool yet. Leave the number empty to drop the rule.")
    of = ngettext("Of %(held)d question.", "Of %(held)d questions.", held) % {"held": held}
    if not is_uneven:
        return of
    warning = _("They are worth different points, so students can reach different totals: their percentage counts.")
    return f"{of} {warning}"


class PodcastFrameForm(FrameForm):
    """`audio` takes the address of a recording, or the line that its page gives."""

    template = "content/studio/_recording.html"
    audio = forms.CharField(
        label=gettext_lazy("Recording"),
        required=False,
        max_length=1000,
        widget=forms.TextInput({"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Upload an audio file among your media, then paste its line here. Segments can say where in it they begin."
        ),
    )

    def clean_audio(self) -> str:
        address = _address(clean_input(self.cleaned_data["audio"]))
        found = parse_address(address)
        if not address:
            return ""
        if found is None or not is_recording(address):
            raise forms.ValidationError(
                _("This is no line of an audio file. Copy it from your media, and paste it whole.")
            )
        if not MediaFile.objects.filter(pk=found.digest, type=found.extension).exists():
            raise forms.ValidationError(
                _("There is no such file. Upload it among your media, then paste its line here.")
            )
        return str(found)

    @property
    def recording(self) -> MediaAddress | None:
        shown = _address(str(self["audio"].value() or ""))
        return parse_address(shown) if is_recording(shown) else None


def _address(typed: str) -> str:
    """The address in a line of Markdown that shows a file; any other text as it is."""
    line = _LINE.fullmatch(typed.strip())
    return line["address"] if line else typed.strip()


_FORMS: dict[str, type[FrameForm]] = {"quiz": QuizFrameForm, "podcast": PodcastFrameForm}


def frame_form(
    kind: str, *, data: Any = None, frame: Frame | None = None, items: Sequence[DocumentItem] = ()
) -> FrameForm | None:
    """The form for what `kind` keeps beside its items; None where it keeps nothing."""
    form = _FORMS.get(kind)
    initial = (frame or get_kind(kind).frame_model()).model_dump()
    return form(data, prefix="frame", initial=initial, items=items) if form else None
