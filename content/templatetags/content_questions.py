"""What the templates of questions need: options in a student's order, and how each was answered."""

from typing import Any

from django import template
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from content.forms.questions import QuestionForm
from content.presentation import PresentedItem
from content.questions.multiple_choice import MultipleChoiceData
from content.questions.true_false import TrueFalseData

register = template.Library()


@register.simple_tag
def is_graded(item: PresentedItem) -> bool:
    """Whether the question shows what is right, and takes no answer any more."""
    return item.result is not None or item.reveals


@register.simple_tag
def choice_options(item: PresentedItem) -> list[dict[str, Any]]:
    """The options of a multiple-choice question, in order, for includes/quiz_options.html. Their values are
    their places in that order (see `QuestionType.restore_order`)."""
    data = item.data
    assert isinstance(data, MultipleChoiceData)
    chosen = set(item.answer or ())
    return [
        {
            "value": place,
            "text": _safe(item.html["options"][index]["text"]),
            "is_chosen": index in chosen,
            "is_correct": _is_right(data, index, is_chosen=index in chosen),
            "explanation": _explanation(item, index) if index in chosen or not item.result else "",
        }
        for place, index in enumerate(_ordered(item, len(data.options)))
    ]


@register.simple_tag
def truth_options(item: PresentedItem) -> list[dict[str, Any]]:
    """True and false, for includes/quiz_options.html."""
    data = item.data
    assert isinstance(data, TrueFalseData)
    return [
        {
            "value": str(truth).lower(),
            "text": _("True") if truth else _("False"),
            "is_chosen": item.answer is truth,
            "is_correct": data.answer is truth,
            "explanation": _safe(item.html[f"feedback_{str(truth).lower()}"])
            if item.answer is truth or not item.result
            else "",
        }
        for truth in (True, False)
    ]


@register.simple_tag
def matching_rows(item: PresentedItem) -> list[dict[str, Any]]:
    """The pairs to make: the field's name, the prompt, the choices in order with the chosen one, whether it
    is right."""
    choices = item.html["choices"]
    order = _ordered(item, len(choices))
    parts = item.result.parts if item.result else ()
    rows = []
    for index, pair in enumerate(item.html["pairs"]):
        chosen = item.answer[index] if item.answer else None
        rows.append(
            {
                "name": f"{item.prefix}-match-{index}",
                "prompt": _safe(pair["prompt"]),
                "choices": [(place, _safe(choices[place]), place == chosen) for place in order],
                "is_right": parts[index] if parts else None,
            }
        )
    return rows


@register.simple_tag
def rows_of(form: QuestionForm, name: str) -> list[dict[str, BoundField]]:
    """The rows of one group of a question's form."""
    return list(form.rows(name))


@register.simple_tag
def verdict(item: PresentedItem) -> dict[str, str]:
    """The verdict on an answer: `tone`, `icon` and `word`."""
    fraction = item.result.fraction if item.result else None
    if item.answer is None:
        tone, icon, word = "bad", "circle", _("Not answered")
    elif fraction is None:
        tone, icon, word = "info", "clock", _("A person grades this")
        if item.is_alone:
            icon, word = "eye", _("Compare it yourself with what is asked")
    elif fraction == 1:
        tone, icon, word = "good", "check-circle", _("Correct")
    elif fraction > 0:
        tone, icon, word = "info", "half-circle", _("Partly right")
    else:
        tone, icon, word = "bad", "cross", _("Not right")
    return {"tone": tone, "icon": icon, "word": word}


def _ordered(item: PresentedItem, count: int) -> list[int]:
    """The student's order of the options; the author's where none was given or it is of other options."""
    return list(item.order) if sorted(item.order) == list(range(count)) else list(range(count))


def _is_right(data: MultipleChoiceData, index: int, *, is_chosen: bool) -> bool:
    """Whether an option shows as right: all that earn something; where one alone earns all, the others only
    if chosen."""
    credit = data.options[index].credit
    is_alone = not data.multiple and any(option.credit == 100 for option in data.options)
    return credit == 100 or (credit > 0 and (is_chosen or not is_alone))


def _explanation(item: PresentedItem, index: int) -> SafeString:
    """The feedback of an option, with what it earns where that is neither all nor nothing."""
    data, feedback = item.data, _safe(item.html["options"][index]["feedback"])
    credit = data.options[index].credit if isinstance(data, MultipleChoiceData) else 0
    if credit in (0, 100):
        return feedback
    earns = _("Earns %(credit)s%%.") if credit > 0 else _("Costs %(credit)s%%.")
    return format_html("{} {}", earns % {"credit": f"{abs(credit):.4g}"}, feedback)


def _safe(html: str) -> SafeString:
    """HTML that `html()` of its type has sanitised."""
    return mark_safe(html)  # noqa: S308
