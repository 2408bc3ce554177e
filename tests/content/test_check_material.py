"""What each check says of material, and where it finds it."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.checks import CHECKS, Outcome, Subject, find_check
from content.documents import Document, DocumentItem
from content.questions import all_question_types
from content.text import TextFormat
from tests.content.question_strategies import questions
from tests.factories import choice, item

LONG = (
    "The internationalisation of incomprehensible terminological considerations necessitates extraordinarily "
    "sophisticated interdisciplinary deliberations concerning philosophical presuppositions underlying contemporary "
    "epistemological investigations, notwithstanding considerable institutional resistance throughout numerous "
    "multidisciplinary organisations, universities, administrations and international associations everywhere "
) * 2


def subject_of(*items: DocumentItem, kind: str = "quiz", level: str = "high_school", language: str = "en") -> Subject:
    return Subject(Document(title="A title", kind=kind, items=items), level=level, language=language)


def run(name: str, *items: DocumentItem, **given_: Any) -> Outcome:
    check = find_check(name)
    assert check is not None
    return check.run(subject_of(*items, **given_))


def numerical(value: str, tolerance: str) -> DocumentItem:
    return item("numerical", stem="How much?", answers=[{"value": value, "tolerance": tolerance}])


def options(*texts: str) -> DocumentItem:
    return choice("Which one?", *texts)


def test_an_easy_text_is_readable_and_a_hard_one_is_not() -> None:
    easy = item("section", heading="Cats", body="The cat sat on the mat. It was a big cat. " * 6)
    hard = item("section", heading="Theory", body=LONG)
    assert run("readability", easy, kind="study_guide", level="elementary").metric == 1
    outcome = run("readability", easy, hard, kind="study_guide", level="elementary")
    assert outcome.metric == 0
    assert "Elementary school reads up to grade 5" in outcome.sentence
    assert len(outcome.findings) == 1


def test_readability_is_of_english_alone_and_of_enough_words() -> None:
    hard = item("section", body=LONG)
    assert run("readability", hard, language="de").metric is None
    assert "English only" in run("readability", hard, language="de").sentence
    assert run("readability", item("card", front="Cat", back="Chat"), kind="flashcards").metric is None


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (item("multiple_choice", stem="?", options=[{"text": "a"}, {"text": "b"}]), "options"),
        (item("multiple_choice", stem="?", options=[{"text": t, "credit": 100} for t in "ab"]), "options"),
        (item("multiple_choice", stem="?", options=[{"text": "a", "credit": 50}, {"text": "b"}]), "options"),
        (
            item("multiple_choice", stem="?", multiple=True, options=[{"text": t, "credit": 30} for t in "ab"]),
            "options",
        ),
        (
            item("multiple_choice", stem="?", multiple=True, options=[{"text": t, "credit": 50} for t in "ab"]),
            "options",
        ),
        (item("true_false", stem="A whale is a fish."), "answer"),
        (numerical("5", "7"), "answers.0.tolerance"),
        (numerical("3.14159", "0"), "answers.0.tolerance"),
        (item("numerical", stem="?"), "answers"),
        (item("short_answer", stem="?", answers=[{"text": "*"}]), "answers.0.text"),
        (item("short_answer", stem="?", answers=[{"text": "a", "credit": 40}]), "answers"),
        (item("matching", stem="?", pairs=[{"prompt": "a", "match": ""}, {"prompt": "b", "match": "c"}]), "pairs"),
        (item("ordering", stem="?", entries=["one", "One"]), "entries"),
        (item("cloze", stem="It is {1:MULTICHOICE:a~b}."), "stem"),
        (item("card", front="Cat"), "back"),
        (
            item("section", body="x", question={"type": "true_false", "data": {"stem": "So?"}}),
            "question.answer",
        ),
    ],
)
def test_a_doubtful_key_is_found_at_its_field(question: DocumentItem, field: str) -> None:
    outcome = run("answer_keys", question, choice("Sound?", "Yes", "No"))
    assert outcome.metric == 0.5
    assert [found.field for found in outcome.findings] == [field]
    assert outcome.sentence == "1 of 2 keys is missing or doubtful."


@pytest.mark.parametrize(
    "question",
    [
        numerical("42", "0"),
        numerical("3.14159", "0.01"),
        numerical("0", "0.5"),
        item("multiple_choice", stem="?", multiple=True, options=[{"text": t, "credit": c} for t, c in
             (("a", "33.33333"), ("b", "33.33333"), ("c", "33.33333"), ("d", "-50"))]),
        item("true_false", stem="?", answer=False),
        item("short_answer", stem="?", answers=[{"text": "Li*a"}]),
        item("ordering", stem="?", entries=["one", "two"]),
        item("cloze", stem="It is {1:SHORTANSWER:=Berlin} and {1:NUMERICAL:=3:0.1}."),
    ],
)  # fmt: skip
def test_a_sound_key_is_left_alone(question: DocumentItem) -> None:
    assert run("answer_keys", question).metric == 1
    assert not run("answer_keys", question).findings


def test_an_essay_and_a_text_without_a_question_have_no_key() -> None:
    assert run("answer_keys", item("essay", stem="Discuss.")).metric is None
    assert run("answer_keys", item("section", body="x"), kind="study_guide").metric is None


@pytest.mark.parametrize(
    "pair",
    [
        ("Oxygen", "oxygen "),
        ("the mitochondria", "Mitochondria"),
        ("Photosynthesis", "Photosynthesys"),
        ("“Yes”", "Yes."),
    ],
)
def test_options_that_say_the_same_are_found(pair: tuple[str, str]) -> None:
    outcome = run("duplicate_options", options("Nitrogen", *pair), options("Red", "Blue"))
    assert outcome.metric == 0.5
    assert [found.field for found in outcome.findings] == ["options.2.text"]


@pytest.mark.parametrize(
    "pair",
    [("5", "-5"), ("1.5", "15"), ("0.5", "5"), (".5", "5"), ("$x+1$", "$x-1$"), ("`True`", "`true`"), ("5!", "5"),
     ("anion", "cation"), ("10 m", "100 m"), ("A", "B")],
)  # fmt: skip
def test_options_that_only_look_alike_are_not(pair: tuple[str, str]) -> None:
    assert run("duplicate_options", options("Something", *pair)).metric == 1


def test_questions_without_a_word_of_explanation_are_counted() -> None:
    told = [
        choice("One?", "a", "b", explanation="Because."),
        item("true_false", stem="Two.", answer=True, feedback_false="No: it is."),
        item("cloze", stem="{1:SHORTANSWER:=Berlin#The capital.}"),
    ]
    silent = item("short_answer", stem="Three?", answers=[{"text": "x"}])
    outcome = run("explanations", *told, silent)
    assert outcome.metric == 0.75
    assert outcome.sentence == "1 of 4 questions has no explanation."
    assert [found.field for found in outcome.findings] == ["explanation"]
    assert run("explanations", item("card", front="a", back="b")).metric is None


def test_images_without_words_are_found() -> None:
    body = "![](/media/a.png) and ![A leaf](/media/b.png)"
    outcome = run("alternative_text", item("section", body=body), kind="study_guide")
    assert (outcome.metric, outcome.findings[0].field) == (0.5, "body")
    assert run("alternative_text", item("section", body="No image."), kind="study_guide").metric is None


def test_formulas_that_cannot_be_set_are_found() -> None:
    body = "Good: $x^2$. Bad: $\\frac{a$. Other marks: \\(x\\). In code: `\\(x\\)`."
    outcome = run("maths", item("section", body=body), kind="study_guide")
    assert outcome.metric is not None
    assert 0 < outcome.metric < 1
    assert len(outcome.findings) == 2
    assert run("maths", item("card", front="5$ and 6$", back="x"), kind="flashcards").metric in (None, 1.0)


def test_length_and_number_are_measured_against_the_kind() -> None:
    long = choice("Which?", "It is the one that " + "goes on " * 12, "short", "tiny")
    good = [choice(f"What is number {n}?", "one", "two", "three") for n in range(3)]
    assert run("structure", *good).metric == 1
    outcome = run("structure", *good, long)
    assert outcome.metric == 0.75
    assert "gives it away" in outcome.findings[0].sentence
    few = run("structure", good[0])
    assert few.metric == 0.5
    assert "It has 1 question; 3 to 60 suit this kind." in few.sentence
    card = item("card", front="Q", back="word " * 80)
    cards = [item("card", front=f"Q{n}", back="A") for n in range(4)]
    assert run("structure", card, *cards, kind="flashcards").metric == 0.8


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_metric_of_any_material_is_from_0_to_1(data: st.DataObject) -> None:
    """Every check that needs no database, over questions of every type, cards, sections and segments."""
    texts = st.text(max_size=80)
    names = [question_type.name for question_type in all_question_types()]
    drawn = data.draw(st.lists(st.sampled_from(names), max_size=4))
    asked = [DocumentItem(name, data.draw(questions(name))) for name in drawn]
    fmt = data.draw(st.sampled_from(TextFormat))
    others = [
        item("card", front=data.draw(texts), back=data.draw(texts), format=fmt),
        item("section", heading=data.draw(texts), body=data.draw(texts), format=fmt),
        item("segment", speaker="A", text=data.draw(texts), format=fmt),
    ]
    for kind in ("quiz", "flashcards", "study_guide", "podcast"):
        subject = subject_of(*asked, *others, kind=kind, level="college")
        for check in CHECKS:
            if check.name not in ("links", "duplicate_items"):
                outcome = check.run(subject)
                assert outcome.metric is None or 0 <= outcome.metric <= 1, check.name
                assert outcome.sentence.endswith(".")


def test_the_checks_have_names_of_their_own_and_say_what_they_mean() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS) >= 9
    for check in CHECKS:
        assert all(map(str, (check.label, check.description, check.low, check.high, check.advice)))
        assert Decimal(str(check.weight)) > 0
