"""One section of a study guide: its heading, its text, and the question at its end, in the form of its type."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from content.forms.plain_items import mistakes_of, text_area, text_line
from content.forms.questions import QuestionForm, question_form
from content.forms.questions.base import TEXT_FORMATS
from content.kinds.study_guide import CheckQuestion, SectionData
from content.questions import QuestionData, all_question_types
from content.text import TextFormat, clean_input

MAX_BODY = 200_000


def _question_choices() -> list[tuple[str, Any]]:
    types = [(question_type.name, question_type.label) for question_type in all_question_types()]
    return [("", _("No question")), *types]


class SectionForm(forms.Form):
    """`question_type` says of which type the question is whose fields stand under the prefix `question`; empty where
    there is none. `.to_data()` once it is valid."""

    template = "content/items/edit/section.html"
    heading = text_line(_("Heading"))
    body = text_area(_("Text"), rows=6, limit=MAX_BODY)
    format = forms.ChoiceField(label=_("Written in"), required=False, choices=TEXT_FORMATS)
    question_type = forms.ChoiceField(label=_("Question to check oneself"), required=False, choices=_question_choices)

    def __init__(self, data: QueryDict | None, *, prefix: str, initial: SectionData | None = None) -> None:
        self.original = initial or SectionData()
        asked = self.original.question
        fields = self.original.model_dump(include={"heading", "body", "format"})
        super().__init__(data, prefix=prefix, initial={**fields, "question_type": asked.type if asked else ""})
        self.question = self._question_form(data, prefix)

    def _question_form(self, data: QueryDict | None, prefix: str) -> QuestionForm | None:
        """The form of the question of the type that is chosen."""
        asked = self.original.question
        chosen = str(self["question_type"].value() or "")
        if chosen not in {question_type.name for question_type in all_question_types()}:
            return None
        known = asked.parsed if asked and asked.type == chosen else None
        assert known is None or isinstance(known, QuestionData), "a check question is a question"
        return question_form(chosen, data, f"{prefix}-question", known)

    def is_valid(self) -> bool:
        parts = [super().is_valid(), self.question is None or self.question.is_valid()]
        return all(parts)

    def has_changed(self) -> bool:
        return super().has_changed() or (self.question is not None and self.question.has_changed())

    def to_data(self) -> SectionData:
        texts = {name: clean_input(self.cleaned_data[name]) for name in ("heading", "body")}
        written = TextFormat(self.cleaned_data["format"] or self.original.format)
        return self.original.model_copy(update={**texts, "format": written, "question": self._asked()})

    def _asked(self) -> CheckQuestion | None:
        """The question as it was sent; the one there was, to the letter, where nobody touched it."""
        asked, form = self.original.question, self.question
        if form is None or (asked and asked.type == form.question_type.name and not form.has_changed()):
            return asked if form else None
        data = form.to_data().model_dump(mode="json", exclude_defaults=True)
        return CheckQuestion(type=form.question_type.name, data=data)

    def mistakes(self) -> Iterator[tuple[str, str, str]]:
        """See `content.forms.items.ItemForm`."""
        yield from mistakes_of(self)
        if self.question:
            yield from self.question.mistakes()
