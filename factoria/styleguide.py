"""The live page of all parts of the design system at /styleguide/, for those who build pages. Wired in debug only."""

import re
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from factoria.templatetags.factoria_ui import STATES
from progress.typed import compare_typed

TOKENS = (
    "paper", "surface", "sunken", "rule", "rule-strong", "ink-soft", "ink", "accent-wash", "accent", "accent-strong",
    "good-wash", "good", "warn-wash", "warn", "bad-wash", "bad",
)  # fmt: skip
SPRITE = settings.BASE_DIR / "static" / "img" / "icons.svg"
LEVELS = [("middle", "Middle school"), ("high", "High school"), ("college", "College")]
KINDS = [("guide", "Study guide"), ("quiz", "Quiz"), ("cards", "Flashcards")]
RATINGS = [(1, "1 poor"), (2, "2 weak"), (3, "3 fair"), (4, "4 good"), (5, "5 great")]


class SpecimenForm(forms.Form):
    """One field of every shape a form of the product can have."""

    title = forms.CharField(max_length=60, help_text="What students see in the library. At most 60 characters.")
    level = forms.ChoiceField(choices=LEVELS)
    due = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    summary = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4}))
    kind = forms.ChoiceField(choices=KINDS, widget=forms.RadioSelect, help_text="It cannot be changed later.")
    topics = forms.MultipleChoiceField(required=False, choices=LEVELS, widget=forms.CheckboxSelectMultiple)
    rating = forms.TypedChoiceField(choices=RATINGS, coerce=int, widget=forms.RadioSelect, label="Your rating")
    bank = forms.FileField(required=False, label="Question bank", help_text="A GIFT file of at most 5 MB.")
    is_shared = forms.BooleanField(required=False, label="Let colleagues copy it")


def icon_names() -> list[str]:
    """The names of all icons in the sprite, in its order."""
    return re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text())


def _specimens() -> dict[str, Any]:
    """Made-up material for the parts that show material."""
    moment = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
    return {
        "typed": compare_typed("Clorophil", "Chlorophyll"),
        "steps": [
            {"label": "Written", "state": "done", "note": "4 March"},
            {"label": "In review", "state": "current", "note": "claimed by Ana"},
            {"label": "Published", "state": "ahead"},
        ],
        "tabs": [
            {"label": "All", "url": "?tab=all", "is_current": True, "count": 24},
            {"label": "Drafts", "url": "?tab=drafts", "count": 3},
            {"label": "Archived", "url": "?tab=archived", "count": 0},
        ],
        "options": [
            {"value": "1", "text": "In the nucleus"},
            {"value": "2", "text": "In the mitochondria", "is_chosen": True},
            {"value": "3", "text": "In the cell wall"},
        ],
        "graded": [
            {"value": "1", "text": "In the nucleus", "is_chosen": True, "explanation": "The nucleus keeps the DNA."},
            {
                "value": "2",
                "text": "In the mitochondria",
                "is_correct": True,
                "explanation": "They make most of the ATP.",
            },
            {"value": "3", "text": "In the cell wall"},
        ],
        "parts": [
            ("same", "Water moves through the membrane "),
            ("removed", "towards the thinner solution"),
            ("same", " "),
            ("added", "towards the more concentrated solution"),
            ("same", "."),
        ],
        "segments": [
            {"speaker": "Ana", "time": "0:00", "text": mark_safe("<p>Why does a raisin swell in water?</p>")},
            {"speaker": "Luis", "time": "0:04", "text": mark_safe("<p>Because of osmosis. Picture its skin…</p>")},
        ],
        "front": mark_safe("<p>Capital of Slovenia</p>"),
        "back": mark_safe("<p>Ljubljana</p>"),
        "moment": moment,
        "others": [{"person": "Ana Ruiz", "since": moment}],
        "editor_rows": [{"key": "1"}, {"key": "2"}],
        "verdicts": [("fine", "Fine"), ("problem", "Problem"), ("comment", "Comment")],
        "chart_rows": [("January", 12), ("February", 18), ("March", 31)],
    }


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every part, live; the form answers with its errors when it is posted empty."""
    form = SpecimenForm(request.POST, request.FILES) if request.method == "POST" else SpecimenForm()
    failed = SpecimenForm({"kind": "song"}, auto_id="failed_%s")
    failed.is_valid()
    for level, text in ((messages.SUCCESS, "Saved as version 4."), (messages.WARNING, "Two lines were left out.")):
        messages.add_message(request, level, text)
    page = {
        "form": form,
        "failed": failed,
        "states": list(STATES),
        "icons": icon_names(),
        "tokens": TOKENS,
        **_specimens(),
    }
    return render(request, "styleguide/index.html", {**page, "shortcuts": [("n", "The next one")]})
