"""What the templates of questions of several parts need: an order, and a text with gaps."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from content.presentation import PresentedItem
from content.questions import get_question_type
from content.questions.cloze import ClozeData, gap_field, name_of_gap
from content.questions.gaps import Gap, Widget
from content.questions.ordering import OrderingData, chosen_order

register = template.Library()


@register.simple_tag
def ordering_rows(item: PresentedItem) -> list[dict[str, Any]]:
    """The entries as they are shown: the field's name, the entry, its number so far. Once graded, in the order they
    were given, those without a number last, and whether each is right; revealed, in the right order."""
    data = item.data
    assert isinstance(data, OrderingData)
    answer = item.answer or [None] * len(data.entries)
    given = range(len(data.entries)) if item.reveals and not item.result else answer
    shown = list(_order(item))
    names = {index: f"{item.prefix}-place-{place}" for place, index in enumerate(shown)}
    if item.result or item.reveals:
        placed = chosen_order(given)
        shown = placed + [index for index in shown if index not in placed]
    parts = item.result.parts if item.result else ()
    return [
        {
            "name": names[index],
            "entry": _safe(item.html["entries"][index]),
            "number": "" if (place := given[index]) is None else place + 1,
            "is_right": parts[index] if parts else None,
        }
        for index in shown
    ]


@register.simple_tag
def numbers_to(rows: list[Any]) -> range:
    """1, 2, … as many as there are rows."""
    return range(1, len(rows) + 1)


@register.simple_tag
def cloze_text(item: PresentedItem) -> SafeString:
    """The text with a field in each gap; gaps that have no place in it stand below."""
    data = item.data
    assert isinstance(data, ClozeData)
    gaps = [_draw(item, number, gap, first) for number, gap, first in _counted(data)]
    pieces = [piece if isinstance(piece, str) else gaps[piece] for piece in item.html["pieces"]]
    pieces += [f"<p>{name_of_gap(number + 1)}: {gaps[number]}</p>" for number in item.html["adrift"]]
    return _safe("".join(pieces))


def _counted(data: ClozeData) -> list[tuple[int, Gap, int]]:
    """Each gap with its number and that of its first option among the options of all."""
    counted, first = [], 0
    for number, gap in enumerate(data.gaps):
        counted.append((number, gap, first))
        first += gap.count
    return counted


def _draw(item: PresentedItem, number: int, gap: Gap, first: int) -> str:
    answer = item.answer[number] if item.answer else None
    part = item.result.parts[number] if item.result and item.result.parts else None
    is_shown = item.reveals and not item.result
    context = {
        "name": f"{item.prefix}-{gap_field(number, gap)}",
        "label": name_of_gap(number + 1) + (": " + _verdict(part) if item.result else ""),
        "widget": gap.widget.value,
        "value": answer if answer is not None else "",
        "is_number": gap.type.name == "numerical",
        "is_several": gap.widget != Widget.TEXT and gap.data.multiple,
        "is_graded": bool(item.result) or is_shown,
        "mark": None if not item.result else "right" if part else "wrong",
        "options": _options(item, number, gap, first, set(answer or ())) if gap.widget != Widget.TEXT else (),
    }
    return render_to_string("content/questions/_gap.html", context).strip()


def _options(item: PresentedItem, number: int, gap: Gap, first: int, chosen: set[int]) -> list[dict[str, Any]]:
    """The options of a gap, as this student gets them, named by their places among the options of all."""
    texts = item.html["gaps"][number]["options"]
    place_of = {index: place for place, index in enumerate(_order(item))}
    own = list(range(gap.count))
    if gap.type.may_shuffle(gap.data):
        own.sort(key=lambda index: place_of[first + index])
    return [
        {"value": place_of[first + index], "text": _safe(texts[index]["text"]), "is_chosen": index in chosen}
        for index in own
    ]


def _verdict(part: bool | None) -> str:
    return _("not answered") if part is None else _("right") if part else _("not right")


def _order(item: PresentedItem) -> Any:
    """The student's order of the options; where none was given or it is of other options, the type's."""
    question_type: Any = get_question_type(item.type)
    places = question_type.places(item.data)
    is_whole = sorted(item.order) == list(range(places))
    return question_type.arrange(item.data, item.order if is_whole and places else None)


def _safe(html: str) -> SafeString:
    """HTML that `html()` of its type has sanitised, or a template of ours has drawn."""
    return mark_safe(html)  # noqa: S308
