"""What a kind keeps beside its items, as plain fields. A kind without any needs no form here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.kinds import Frame, get_kind


class FrameForm(forms.Form):
    """The fields of a frame, named as in its model."""

    def to_frame(self, kind: str) -> Frame:
        return get_kind(kind).parse_frame(self.cleaned_data)


class QuizFrameForm(FrameForm):
    pass_mark = forms.IntegerField(
        label=_("Pass mark in percent"), min_value=0, max_value=100, help_text=_("The share of points needed to pass.")
    )
    shuffle_options = forms.BooleanField(label=_("Put the options in a new order for each student"), required=False)


_FORMS: dict[str, type[FrameForm]] = {"quiz": QuizFrameForm}


def frame_form(kind: str, *, data: Any = None, frame: Frame | None = None) -> FrameForm | None:
    """The form for what `kind` keeps beside its items; None where it keeps nothing."""
    form = _FORMS.get(kind)
    initial = (frame or get_kind(kind).frame_model()).model_dump()
    return form(data, prefix="frame", initial=initial) if form else None
