"""Finished questions of every type, for property tests, and the form fields of the right answer to each."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from content.questions import get_question_type
from content.questions.ordering import Grading
from content.text import TextFormat, clean_input, collapse, normal_answer

_CHARACTERS = st.characters(
    exclude_categories=("Cs", "Cc", "Cn", "Co"), exclude_characters="$\\`*[]<>&_"
) | st.sampled_from("\n~=#{}:%/-\\*[]<>&_.|\"'")
_LETTERS = "abcdefghijklmnopqrstuvwxyzäéßñ"


def texts(min_size: int = 0) -> st.SearchStrategy[str]:
    """Text as a form would hand it over: trimmed, and with a word in it if it may not be empty."""
    text = st.text(_CHARACTERS, max_size=40).map(lambda text: clean_input(text).strip())
    if not min_size:
        return text
    return st.builds(lambda word, text: f"{word} {text}".strip(), st.text(_LETTERS, min_size=2, max_size=8), text)


def words() -> st.SearchStrategy[str]:
    return st.text(_LETTERS, min_size=1, max_size=12)


def _common() -> dict[str, st.SearchStrategy[Any]]:
    return {
        "format": st.sampled_from(TextFormat),
        "name": texts().map(collapse),
        "stem": texts(min_size=1),
        "explanation": texts(),
        "points": st.sampled_from(["1", "2", "0.5"]).map(Decimal),
    }


def _credits(count: int) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(["0", "0", "50", "33.33333", "-25", "-100"]), min_size=count, max_size=count)


@st.composite
def _multiple_choice(draw: st.DrawFn) -> dict[str, Any]:
    options = draw(st.lists(texts(min_size=1), min_size=2, max_size=5, unique_by=normal_answer))
    multiple = draw(st.booleans())
    worth = ["0"] * len(options) if multiple else draw(_credits(len(options)))
    if multiple and len(options) > 2:
        worth[:3] = draw(st.sampled_from([["50", "50", "-50"], ["33.33333"] * 3, ["100", "0", "-100"]]))
    else:
        worth[0] = "100"
    feedback = draw(st.lists(texts(), min_size=len(options), max_size=len(options)))
    rows = zip(options, draw(st.permutations(worth)), feedback, strict=True)
    return {
        "options": [{"text": text, "credit": credit, "feedback": note} for text, credit, note in rows],
        "multiple": multiple,
        "shuffle": draw(st.booleans()),
    }


@st.composite
def _short_answer(draw: st.DrawFn) -> dict[str, Any]:
    accepted = draw(st.lists(words(), min_size=1, max_size=4, unique_by=normal_answer))
    worth = draw(st.lists(st.sampled_from(["75", "0", "100"]), min_size=len(accepted), max_size=len(accepted)))
    rows = zip(accepted, ["100", *worth[1:]], strict=True)
    answers = [{"text": text, "credit": credit, "feedback": draw(texts())} for text, credit in rows]
    return {"answers": answers, "case_sensitive": draw(st.booleans())}


@st.composite
def _numerical(draw: st.DrawFn) -> dict[str, Any]:
    numbers = st.decimals(min_value=-1000, max_value=1000, places=2)
    values = draw(st.lists(numbers, min_size=1, max_size=3, unique=True))
    tolerance = st.decimals(min_value=0, max_value=Decimal("0.004"), places=3)
    answers = [
        {"value": value, "tolerance": draw(tolerance), "credit": credit, "feedback": draw(texts())}
        for value, credit in zip(values, ["100", "50", "0"], strict=False)
    ]
    units = draw(st.sampled_from([[], [{"unit": "m"}, {"unit": "cm", "multiplier": "100"}]]))
    return {"answers": answers, "units": units, "other_feedback": draw(texts())}


@st.composite
def _matching(draw: st.DrawFn) -> dict[str, Any]:
    prompts = draw(st.lists(texts(min_size=1), min_size=2, max_size=4, unique_by=normal_answer))
    pairs = [{"prompt": prompt, "match": draw(texts(min_size=1)).replace("\n", " ")} for prompt in prompts]
    return {
        "pairs": pairs,
        "distractors": draw(st.lists(words(), max_size=2)),
        "shuffle": draw(st.booleans()),
    }


@st.composite
def _ordering(draw: st.DrawFn) -> dict[str, Any]:
    entries = draw(st.lists(texts(min_size=1), min_size=2, max_size=5, unique_by=normal_answer))
    return {"entries": entries, "grading": draw(st.sampled_from(Grading))}


@st.composite
def _gap(draw: st.DrawFn) -> str:
    weight, note = draw(st.sampled_from(["", "1", "2"])), draw(st.sampled_from(["", "#Well \\}done", "#*no*"]))
    right, wrong, nearly = draw(st.lists(words(), min_size=3, max_size=3, unique_by=normal_answer))
    kind = draw(st.sampled_from(["SA", "SHORTANSWER_C", "NUMERICAL", "MC", "MULTICHOICE_VS", "mch", "MULTIRESPONSE"]))
    if kind == "NUMERICAL":
        return f"{{{weight}:{kind}:={draw(st.integers(-99, 99))}:0.5{note}~*#Far off}}"
    return f"{{{weight}:{kind}:={right}{note}~%{'50' if kind != 'MULTIRESPONSE' else '-50'}%{nearly}~{wrong}}}"


@st.composite
def _cloze(draw: st.DrawFn) -> dict[str, Any]:
    gaps = draw(st.lists(_gap(), min_size=1, max_size=4))
    said = draw(st.lists(st.text(_LETTERS + " .,-", min_size=1, max_size=12), min_size=len(gaps), max_size=len(gaps)))
    return {"stem": "".join(f"{word} {gap}" for word, gap in zip(said, gaps, strict=True)).strip()}


@st.composite
def _essay(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(st.lists(words(), max_size=3, unique_by=normal_answer))
    worth = st.lists(st.sampled_from(["0", "1", "2.5", "4"]), min_size=2, max_size=4, unique=True)
    rows = [(name, draw(worth)) for name in names]
    return {
        "grader_info": draw(texts()),
        "min_words": draw(st.sampled_from([None, 5])),
        "max_words": draw(st.sampled_from([None, 90])),
        "criteria": [
            {"name": name, "levels": [{"points": points, "text": draw(words())} for points in levels]}
            for name, levels in rows
        ],
        "points_from_rubric": draw(st.booleans()),
    }


FINISHED: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "multiple_choice": _multiple_choice(),
    "true_false": st.fixed_dictionaries({"answer": st.booleans(), "feedback_true": texts(), "feedback_false": texts()}),
    "short_answer": _short_answer(),
    "numerical": _numerical(),
    "matching": _matching(),
    "ordering": _ordering(),
    "cloze": _cloze(),
    "essay": _essay(),
    "description": st.just({}),
}
SHUFFLED = {
    "multiple_choice": "options",
    "short_answer": "answers",
    "numerical": "answers",
    "matching": "pairs",
}


def questions(name: str) -> st.SearchStrategy[Any]:
    """Data of one type with nothing left to mend."""
    parse = get_question_type(name).parse
    return st.builds(lambda common, own: parse(common | own), st.fixed_dictionaries(_common()), FINISHED[name])


def _right_choices(data: Any) -> dict[str, list[str]]:
    right = [str(index) for index, option in enumerate(data.options) if option.credit > 0]
    best = max(range(len(data.options)), key=lambda index: data.options[index].credit)
    return {"choice": right if data.multiple else [str(best)]}


def _right_gaps(data: Any) -> dict[str, list[str]]:
    sent, first = {}, 0
    for number, gap in enumerate(data.gaps):
        if gap.count:
            own = _right_choices(gap.data)["choice"]
            sent[f"pick-{number}"] = [str(int(choice) + first) for choice in own]
        else:
            answer = gap.data.answers[0]
            sent[f"gap-{number}"] = [str(getattr(answer, "value", None) or getattr(answer, "text", "0"))]
        first += gap.count
    return sent


def _right_pairs(data: Any) -> dict[str, list[str]]:
    choices = get_question_type("matching").html(data)["choices"]
    escaped = [pair["match"] for pair in get_question_type("matching").html(data)["pairs"]]
    return {f"match-{index}": [str(choices.index(match))] for index, match in enumerate(escaped)}


ANSWERED: dict[str, Callable[[Any], dict[str, list[str]]]] = {
    "multiple_choice": _right_choices,
    "true_false": lambda data: {"choice": [str(data.answer).lower()]},
    "short_answer": lambda data: {"text": [data.answers[0].text]},
    "numerical": lambda data: {"text": [str(data.answers[0].value)]},
    "matching": _right_pairs,
    "ordering": lambda data: {f"place-{index}": [str(index + 1)] for index in range(len(data.entries))},
    "cloze": _right_gaps,
}
