"""What is typed into the boxes of threads. They all stand in one form (content/thread/_forms.html), so a button sends
all of them: the one that it is for is taken, and the others are kept for the page that is shown next."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from accounts.refusals import Refusal
from content.actions.discussing import require_words
from content.review.threads import ShownThread, ThreadBoard
from content.sent import uuid_of
from content.text import clean_input, is_visible

KEPT = "typed_comments"  # in the session
PREFIXES = ("reply-", "open-", "field-")


def typed_in_boxes(sent: QueryDict, *, but: Iterable[str] = (), closed: str = "", instead: str = "") -> dict[str, str]:
    """What was sent in other boxes than `but`, however long: a form holds ten megabytes at most. What was in a box that
    is `closed` goes to the end of another, `instead` of it."""
    typed = {
        name: clean_input(str(text))
        for name, text in sent.items()
        if name.startswith(PREFIXES) and name not in set(but) and is_visible(str(text))
    }
    if closed and (left := typed.pop(closed, "")):
        typed[instead] = "\n\n".join(filter(None, [typed.get(instead, ""), left]))
    return typed


def keep_typed(request: HttpRequest, typed: dict[str, str]) -> None:
    """Remember it for the page that is shown next."""
    if typed:
        request.session[KEPT] = typed


def take_typed(request: HttpRequest) -> dict[str, str]:
    """What was remembered, by the name of its box; it is shown once."""
    typed: dict[str, str] = request.session.pop(KEPT, {}) if KEPT in request.session else {}
    return typed


class OpeningForm:
    """What was typed to begin a thread: about which item, if any, which field of it, and the words."""

    def __init__(self, sent: QueryDict, content_id: UUID) -> None:
        self.item_id = uuid_of(sent.get("item", ""))
        about = self.item_id or content_id
        self.names = (f"open-{about}", f"field-{about}")
        self.text, self.field = (sent.get(name, "") for name in self.names)


class AnswersForm(forms.Form):
    """An answer to each thread of `board` that asks the authors something, and to each that was answered here and that
    somebody resolved meanwhile; none is needed. `answers` are those that were given, by thread."""

    def __init__(self, data: QueryDict | None, *, board: ThreadBoard) -> None:
        super().__init__(data, prefix="answer")
        asked = {shown.thread.pk for shown in board.asked}
        self.threads: dict[str, ShownThread] = {}
        for shown in board.all:
            key = str(shown.thread.pk)
            if shown.thread.pk in asked or self.data.get(self.add_prefix(key)):
                self.threads[key] = shown
                label = _("Say more") if shown.is_answered else _("Your answer")
                self.fields[key] = forms.CharField(label=label, required=False, widget=forms.Textarea({"rows": 2}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for key, text in list(cleaned.items()):
            try:
                cleaned[key] = require_words(text) if is_visible(text) else ""
            except Refusal as refusal:
                self.add_error(key, refusal.message)
        return cleaned

    @property
    def rows(self) -> list[tuple[ShownThread, forms.BoundField]]:
        """Each thread with the box for its answer."""
        return [(shown, self[key]) for key, shown in self.threads.items()]

    @property
    def answers(self) -> dict[UUID, str]:
        return {UUID(key): text for key, text in self.cleaned_data.items() if text}
