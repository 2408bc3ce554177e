"""The form of each type of question."""

from decimal import ROUND_DOWN, Decimal
from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from content.forms.questions.base import QuestionForm, Rows, SharedFields, number_field, numbered, text_field
from content.questions.multiple_choice import MultipleChoiceData
from content.questions.ordering import Grading
from content.questions.rubrics import read_levels, write_levels

FULL = Decimal(100)


def _feedback(rows: int = 1) -> forms.CharField:
    return text_field(gettext_lazy("Feedback"), rows=rows)


def _credit() -> forms.DecimalField:
    return number_field(gettext_lazy("Credit in percent"), low=-100, high=100)


@cache
def _option(index: int) -> dict[str, forms.Field]:
    return {
        "text": text_field(numbered(gettext_noop("Option %(number)d"), index), rows=1),
        "right": forms.BooleanField(label=numbered(gettext_noop("Option %(number)d is right"), index), required=False),
        "credit": _credit(),
        "feedback": _feedback(),
    }


class MultipleChoiceForm(QuestionForm):
    """Options are right or not. An empty credit is what follows from that: all or nothing for one choice;
    where several may be chosen the right ones share 100 percent and a wrong one costs as much as a right one
    earns."""

    groups = (Rows("options", gettext_lazy("Option"), _option, at_first=4),)

    multiple = forms.BooleanField(label=gettext_lazy("Several options may be chosen"), required=False)
    shuffle = forms.BooleanField(label=gettext_lazy("Options may change places"), required=False)

    def initial_from_data(self, question: MultipleChoiceData) -> dict[str, Any]:
        rights = [option.credit > 0 for option in question.options]
        follows = _credits(rights, multiple=question.multiple)
        rows = [
            {
                "text": option.text,
                "feedback": option.feedback,
                "right": right,
                "credit": None if option.credit == credit else option.credit,
            }
            for option, right, credit in zip(question.options, rights, follows, strict=True)
        ]
        return super().initial_from_data(question) | {"options": rows}

    def data_from_form(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        rows = self.sent_rows("options")
        follows = _credits([row["right"] for row in rows], multiple=cleaned["multiple"])
        options = []
        for row, credit in zip(rows, follows, strict=True):
            written = row.get("credit", credit)
            fits = (written > 0) == row["right"]
            options.append({"text": row["text"], "feedback": row["feedback"], "credit": written if fits else credit})
        return super().data_from_form(cleaned) | {"options": options}

    def clean(self) -> dict[str, Any]:
        for index in range(self.counts["options"]):
            credit = self.cleaned_data.get(f"options-{index}-credit")
            if self.cleaned_data.get(f"options-{index}-right") and credit is not None and credit <= 0:
                message = _("A right option earns more than 0. Empty its credit, or say that it is not right.")
                self.add_error(f"options-{index}-credit", message)
        return super().clean()


def _credits(rights: list[bool], *, multiple: bool) -> list[Decimal]:
    """What options earn when nobody says so."""
    if not multiple:
        return [FULL if right else Decimal(0) for right in rights]
    part = (FULL / max(sum(rights), 1)).quantize(Decimal("0.00001"), ROUND_DOWN)
    return [part if right else -part for right in rights]


class TrueFalseForm(QuestionForm):
    answer = forms.TypedChoiceField(
        label=gettext_lazy("The statement is"),
        required=False,
        choices=[("True", gettext_lazy("True")), ("False", gettext_lazy("False"))],
        coerce=lambda value: value == "True",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    feedback_true = text_field(gettext_lazy("Feedback for those who say true"), rows=2)
    feedback_false = text_field(gettext_lazy("Feedback for those who say false"), rows=2)

    def initial_from_data(self, question: Any) -> dict[str, Any]:
        answer = "" if question.answer is None else str(question.answer)
        return super().initial_from_data(question) | {"answer": answer}


@cache
def _short_answer(index: int) -> dict[str, forms.Field]:
    return {
        "text": text_field(numbered(gettext_noop("Answer %(number)d"), index)),
        "credit": _credit(),
        "feedback": _feedback(),
    }


class ShortAnswerForm(QuestionForm):
    groups = (Rows("answers", gettext_lazy("Answer"), _short_answer),)

    case_sensitive = forms.BooleanField(label=gettext_lazy("Capital letters count"), required=False)

    def initial_from_data(self, question: Any) -> dict[str, Any]:
        return _without_full_credit(super().initial_from_data(question))


@cache
def _number(index: int) -> dict[str, forms.Field]:
    return {
        "value": number_field(numbered(gettext_noop("Number %(number)d"), index)),
        "tolerance": number_field(gettext_lazy("Give or take"), low=0),
        "credit": _credit(),
        "feedback": _feedback(),
    }


@cache
def _unit(index: int) -> dict[str, forms.Field]:
    return {
        "unit": text_field(numbered(gettext_noop("Unit %(number)d"), index)),
        "multiplier": number_field(gettext_lazy("Times")),
    }


class NumericalForm(QuestionForm):
    groups = (Rows("answers", gettext_lazy("Answer"), _number), Rows("units", gettext_lazy("Unit"), _unit))

    other_feedback = text_field(gettext_lazy("Feedback for any other number"), rows=2)

    def initial_from_data(self, question: Any) -> dict[str, Any]:
        return _without_full_credit(super().initial_from_data(question))

    def clean(self) -> dict[str, Any]:
        for index in range(self.counts["units"]):
            multiplier = self.cleaned_data.get(f"units-{index}-multiplier")
            if multiplier is not None and multiplier <= 0:
                self.add_error(f"units-{index}-multiplier", _("This has to be more than 0."))
        return super().clean()


@cache
def _pair(index: int) -> dict[str, forms.Field]:
    return {
        "prompt": text_field(numbered(gettext_noop("Left side %(number)d"), index), rows=1),
        "match": text_field(numbered(gettext_noop("Right side %(number)d"), index)),
    }


@cache
def _distractor(index: int) -> dict[str, forms.Field]:
    return {"text": text_field(numbered(gettext_noop("Choice %(number)d that fits nothing"), index))}


class MatchingForm(QuestionForm):
    groups = (
        Rows("pairs", gettext_lazy("Pair"), _pair, at_first=3),
        Rows("distractors", gettext_lazy("Choice"), _distractor),
    )

    shuffle = forms.BooleanField(label=gettext_lazy("Choices may change places"), required=False)

    def initial_from_data(self, question: Any) -> dict[str, Any]:
        starts = {name: getattr(question, name) for name in self.base_fields}
        pairs = [pair.model_dump() for pair in question.pairs]
        return starts | {"pairs": pairs, "distractors": [{"text": text} for text in question.distractors]}

    def data_from_form(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        distractors = [row["text"] for row in self.sent_rows("distractors")]
        return super().data_from_form(cleaned) | {"distractors": distractors}


@cache
def _entry(index: int) -> dict[str, forms.Field]:
    return {"text": text_field(numbered(gettext_noop("Entry %(number)d"), index), rows=1)}


class OrderingForm(QuestionForm):
    groups = (Rows("entries", gettext_lazy("Entry"), _entry, at_first=3),)

    grading = forms.ChoiceField(
        label=gettext_lazy("An order earns"),
        required=False,
        choices=[
            (Grading.NEIGHBOURS, gettext_lazy("its share of neighbours in the right order")),
            (Grading.PLACES, gettext_lazy("its share of entries in the right place")),
            (Grading.ALL, gettext_lazy("everything or nothing")),
        ],
        widget=forms.RadioSelect,
    )

    def initial_from_data(self, question: Any) -> dict[str, Any]:
        starts = {name: getattr(question, name) for name in self.base_fields}
        return starts | {"entries": [{"text": text} for text in question.entries]}

    def data_from_form(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        entries = [row["text"] for row in self.sent_rows("entries")]
        return super().data_from_form(cleaned) | {"entries": entries, "grading": cleaned["grading"] or None}


class ClozeForm(QuestionForm):
    stem = text_field(
        gettext_lazy("Text with gaps"),
        rows=6,
        help_text=gettext_lazy("A gap is written {1:SHORTANSWER:=Berlin}. How to write others stands below."),
    )


@cache
def _criterion(index: int) -> dict[str, forms.Field]:
    return {
        "name": text_field(numbered(gettext_noop("Criterion %(number)d"), index)),
        "levels": text_field(gettext_lazy("Levels, one a line: points, a colon, what it takes"), rows=3),
    }


class EssayForm(QuestionForm):
    groups = (Rows("criteria", gettext_lazy("Criterion"), _criterion),)

    grader_info = text_field(
        gettext_lazy("For the grader"), rows=3, help_text=gettext_lazy("What a good answer has. Students never see it.")
    )
    min_words = forms.IntegerField(
        label=gettext_lazy("At least, in words"), required=False, min_value=1, max_value=10_000
    )
    max_words = forms.IntegerField(
        label=gettext_lazy("At most, in words"), required=False, min_value=1, max_value=10_000
    )
    points_from_rubric = forms.BooleanField(label=gettext_lazy("The points follow from the rubric"), required=False)

    def initial_from_data(self, question: Any) -> dict[str, Any]:
        criteria = [{"name": row.name, "levels": write_levels(row.levels)} for row in question.criteria]
        return {name: getattr(question, name) for name in self.base_fields} | {"criteria": criteria}

    def data_from_form(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        criteria = [
            {"name": row["name"], "levels": read_levels(row["levels"])[0]} for row in self.sent_rows("criteria")
        ]
        return super().data_from_form(cleaned) | {"criteria": criteria}

    def clean(self) -> dict[str, Any]:
        for index in range(self.counts["criteria"]):
            name = f"criteria-{index}-levels"
            _levels, mistakes = read_levels(self.cleaned_data.get(name) or "")
            if mistakes:
                self.add_error(name, " ".join(mistakes))
        return super().clean()


class DescriptionForm(QuestionForm):
    stem = text_field(gettext_lazy("Text"), rows=4)


def _without_full_credit(starts: dict[str, Any]) -> dict[str, Any]:
    """The rows with their credit left empty where it is all: that is what empty means."""
    for row in starts["answers"]:
        row["credit"] = None if row["credit"] == FULL else row["credit"]
    return starts


FORMS: dict[str, type[QuestionForm]] = {
    "multiple_choice": MultipleChoiceForm,
    "true_false": TrueFalseForm,
    "short_answer": ShortAnswerForm,
    "numerical": NumericalForm,
    "matching": MatchingForm,
    "ordering": OrderingForm,
    "cloze": ClozeForm,
    "essay": EssayForm,
    "description": DescriptionForm,
}
for form_class in FORMS.values():
    form_class.base_fields = SharedFields(form_class.base_fields)
