"""The words of a dataset: one piece of each kind, in two editions.

They hold two marks, PLACE and SERIAL, which every copy of the piece has its own word and number for. Both marks keep
their length when they are replaced, so that a label cut at some length is cut at the same letter in every copy.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from content.documents import Document, DocumentItem
from content.item_types import get_item_type
from content.kinds import get_kind

PLACE = "Qavolum"
SERIAL = "900009"

Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Question:
    """A question, with the form fields of a right and of a wrong answer (see its type's `read_answer`)."""

    item: DocumentItem
    right: Fields
    wrong: Fields


def make_document(kind: str, edition: int = 1) -> Document:
    """The piece of that kind; its second edition rewords the first item and the summary."""
    title, make_items = _PIECES[kind]
    items = make_items()
    if edition > 1:
        items = [_reworded(items[0]), *items[1:]]
    summary = f"What {PLACE} teaches about running water, number {SERIAL}."
    return Document(
        title=f"{title} {PLACE} {SERIAL}",
        kind=kind,
        summary=summary if edition == 1 else f"{summary} Second edition.",
        frame=get_kind(kind).parse_frame({}),
        items=tuple(items),
    )


def _reworded(item: DocumentItem) -> DocumentItem:
    field = {"section": "body", "segment": "text", "card": "hint"}.get(item.type, "explanation")
    words = f"{getattr(item.data, field)} Measured again since, with the same outcome.".strip()
    return replace(item, data=item.data.model_copy(update={field: words}))


def _item(item_type: str, **data: Any) -> DocumentItem:
    return DocumentItem(item_type, get_item_type(item_type).parse(data))


def _choice(stem: str, right: str, *wrong: str) -> Question:
    options = [
        {"text": right, "credit": 100, "feedback": "Yes."},
        *({"text": text, "feedback": f"No: {text.lower()} plays no part here."} for text in wrong),
    ]
    item = _item("multiple_choice", stem=stem, options=options, explanation=f"The answer is *{right.lower()}*.")
    return Question(item, {"choice": ["0"]}, {"choice": ["1"]})


def _statement(stem: str, answer: bool) -> Question:
    item = _item("true_false", stem=stem, answer=answer, explanation="See the second section of the guide.")
    return Question(item, {"choice": [str(answer).lower()]}, {"choice": [str(not answer).lower()]})


def _short(stem: str, right: str) -> Question:
    item = _item("short_answer", stem=stem, answers=[{"text": right, "credit": 100}], explanation=f"It is {right}.")
    return Question(item, {"text": [right]}, {"text": ["no idea"]})


def _number(stem: str, right: int, tolerance: str = "0") -> Question:
    answers = [{"value": str(right), "tolerance": tolerance, "credit": 100}]
    item = _item("numerical", stem=stem, answers=answers, explanation="Discharge is area times speed: $Q = A v$.")
    return Question(item, {"text": [str(right)]}, {"text": [str(right + 50)]})


def _matching() -> Question:
    pairs = [("Source", "where it begins"), ("Mouth", "where it ends"), ("Bank", "what holds it")]
    item = _item(
        "matching",
        stem=f"Match the parts of the river at {PLACE}.",
        pairs=[{"prompt": prompt, "match": match} for prompt, match in pairs],
        distractors=["what it drives"],
    )
    # The choices stand in the order of the alphabet: “holds”, “drives”, “begins”, “ends”.
    return Question(
        item,
        {"match-0": ["2"], "match-1": ["3"], "match-2": ["0"]},
        {"match-0": ["2"], "match-1": ["0"], "match-2": ["3"]},
    )


def quiz_questions() -> list[Question]:
    """Twenty questions of six types."""
    at = f"at {PLACE}, gauge {SERIAL}"
    return [
        _choice(f"What carries most of the sediment {at}?", "The water", "The wind", "The ice"),
        _choice(f"Which bank of a bend is worn away {at}?", "The outer bank", "The inner bank", "Neither bank"),
        _choice(f"What does a river lose when it slows down near {PLACE}?", "Energy", "Salt", "Colour"),
        _choice("Which stone travels furthest?", "The smallest", "The largest", "The darkest"),
        _choice(f"Where is the water fastest {at}?", "In midstream, near the surface", "At the bed", "At the bank"),
        _choice("What turns a bend into a lake?", "A cut through its neck", "A dam of ice", "A dry summer"),
        _choice(f"What feeds the river {at} in late summer?", "Groundwater", "Snow", "The tide"),
        _choice("What does a delta consist of?", "What the river let fall", "What the sea threw up", "Old lava"),
        _statement(f"The river {at} is steepest near its source.", answer=True),
        _statement("Clear water carries no load at all.", answer=False),
        _statement(f"A flood moves more stones in a day than a quiet year, even near {PLACE}.", answer=True),
        _statement("All rivers reach the sea.", answer=False),
        _short("What is the line called that parts two basins?", "watershed"),
        _short(f"What do we call the smaller river that joins the one {at}?", "tributary"),
        _short("What is the name of a bend in a river?", "meander"),
        _number(f"A channel {at} is 6 m² wide and deep; the water runs at 7 m/s. How many m³/s is that?", 42),
        _number("A leaf drifts 90 m in a minute and a half. How many metres a minute?", 60),
        _number("How many litres are in 3 m³?", 3000, "1"),
        _matching(),
        Question(
            _item("essay", stem=f"Describe a walk along the river {at}.", grader_info="Look for three observations."),
            {"text": ["I started at the spring, where the water was cold and clear, and walked as far as the mill."]},
            {"text": [""]},
        ),
    ]


def _quiz() -> list[DocumentItem]:
    return [question.item for question in quiz_questions()]


_SECTION = """The river at {place} is not one thing but many: a path, a tool and a record. Water that fell as rain in
the hills arrives within two days, and it brings with it *whatever it could lift*. Stones of the size of a fist come
only with the floods of spring; sand comes all year; the finest clay never settles before the estuary.

Three quantities describe it at gauge {serial}:

| quantity | sign | unit |
|---|---|---|
| depth | $h$ | m |
| speed | $v$ | m/s |
| discharge | $Q$ | m³/s |

They hang together. Through a bed of the width $w$ runs $$Q = w \\, h \\, v$$ and so a river that is held between
walls has to become faster or deeper. Whoever narrows it moves the flood to a neighbour downstream.

> “You can build against the river, or with it. Only one of the two lasts.”

1. Mark a stretch of a hundred metres on the bank.
2. Let a piece of wood drift through it, five times.
3. Take the middle one of the five times, and divide.
"""


def _guide() -> list[DocumentItem]:
    names = ("Where it begins", "What it carries", "Bends and banks", "When it floods", "What we build", "The estuary")
    check = _choice("What holds the speed down?", "Friction at the bed", "The colour of the water", "The moon").item
    question = {"type": check.type, "data": check.data.model_dump(mode="json", exclude_defaults=True)}
    body = _SECTION.format(place=PLACE, serial=SERIAL)
    return [
        _item("section", heading=f"{name}: {PLACE}", body=body, question=question if index % 2 else None)
        for index, name in enumerate(names)
    ]


_CARDS = (
    ("source", "where a river begins"),
    ("mouth", "where a river ends"),
    ("bed", "the ground it runs over"),
    ("bank", "the land along its side"),
    ("basin", "all the land that drains to it"),
    ("ford", "a place to wade across"),
    ("delta", "land that a river built at its end"),
    ("meander", "a bend that wanders"),
    ("silt", "grains finer than sand"),
    ("gauge", "what tells the height of the water"),
    ("weir", "a low wall that lifts the water"),
    ("lock", "a lift for boats"),
    ("levee", "a bank raised against floods"),
    ("rapids", "where it runs steep over stones"),
    ("pool", "where it rests"),
    ("spring", "where groundwater comes out"),
    ("tributary", "a river that joins another"),
    ("eddy", "water that turns back"),
    ("discharge", "how much passes in a second"),
    ("oxbow", "a bend that was cut off"),
)


def _deck() -> list[DocumentItem]:
    return [
        _item("card", front=f"What is a *{word}*, near {PLACE}?", back=f"It is {meaning} ({SERIAL}).")
        for word, meaning in _CARDS
    ]


_SPOKEN = (
    "Good morning from {place}, where the water stands at gauge {serial} and rises.",
    "Tell us what you see. Is it brown already?",
    "It is, and it smells of earth. The first thing a flood does is to wash the fields.",
    "How do people here know when to leave?",
    "They look at the third step of the old bridge. When that is gone, they carry the hens upstairs.",
    "And the towns further down?",
    "They have a day more. That is what gauges are for: they turn a surprise into a plan.",
    "What happens to all that mud?",
    "It stays on the meadows, as it has for a thousand years. By June you will not believe how green they are.",
    "Then we shall come back in June to {place}. Thank you.",
)


def _podcast() -> list[DocumentItem]:
    speakers = ("Ines", "Bruno")
    return [
        _item(
            "segment",
            speaker=speakers[index % 2],
            text=words.format(place=PLACE, serial=SERIAL),
            chapter="By the water" if index == 0 else "After the flood" if index == 7 else "",
        )
        for index, words in enumerate(_SPOKEN)
    ]


_PIECES: dict[str, tuple[str, Callable[[], list[DocumentItem]]]] = {
    "quiz": ("A quiz on the river", _quiz),
    "study_guide": ("A guide to the river", _guide),
    "flashcards": ("Words of the river", _deck),
    "podcast": ("Talking by the river", _podcast),
}
