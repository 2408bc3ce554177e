"""What an answer is worth, type by type, and how it is read from a form."""

from decimal import Decimal
from typing import Any

import pytest

from content.questions import BadAnswer, get_question_type
from content.questions.patterns import matches, shown
from content.questions.quantities import NotANumber, read_number


def fraction(name: str, raw: dict[str, Any], submitted: dict[str, list[str]]) -> Decimal | None:
    question_type = get_question_type(name)
    data = question_type.parse(raw)
    return question_type.grade(data, question_type.read_answer(data, submitted)).fraction


def refusal(name: str, raw: dict[str, Any], submitted: dict[str, list[str]]) -> str:
    question_type = get_question_type(name)
    with pytest.raises(BadAnswer) as caught:
        question_type.read_answer(question_type.parse(raw), submitted)
    return str(caught.value)


SINGLE = {
    "options": [
        {"text": "A", "credit": 100},
        {"text": "B", "credit": "-25"},
        {"text": "C", "feedback": "No."},
    ]
}
THIRDS = {
    "multiple": True,
    "options": [*({"text": text, "credit": "33.33333"} for text in "ABC"), {"text": "D", "credit": -50}],
}


@pytest.mark.parametrize(
    ("raw", "chosen", "worth"),
    [
        (SINGLE, ["0"], "1"),
        (SINGLE, ["1"], "-0.25"),
        (SINGLE, ["2"], "0"),
        (SINGLE, [], "0"),
        (THIRDS, ["0", "1", "2"], "1"),
        (THIRDS, ["3"], "0"),
        (THIRDS, ["0", "1", "2", "3"], None),
    ],
)
def test_multiple_choice_adds_up_credits(raw: dict[str, Any], chosen: list[str], worth: str | None) -> None:
    got = fraction("multiple_choice", raw, {"choice": chosen})
    assert got is not None
    assert got == Decimal(worth) if worth else Decimal("0.49") < got < Decimal("0.51")


def test_multiple_choice_marks_what_was_chosen_and_gives_its_feedback() -> None:
    question_type = get_question_type("multiple_choice")
    data = question_type.parse(SINGLE)
    assert question_type.grade(data, [2]).parts == (None, None, False)
    assert question_type.grade(data, [2]).feedback == ("<p>No.</p>\n",)
    assert question_type.grade(data, [0]).parts == (True, None, None)
    assert question_type.answer_text(data, [0]) == "A"
    assert question_type.correct_text(data) == "A"


def test_rewording_a_distractor_keeps_the_key_and_another_right_option_changes_it() -> None:
    question_type = get_question_type("multiple_choice")
    options = [{"text": "Yes", "credit": 100}, {"text": "No"}]
    key = question_type.key(question_type.parse({"options": options}))
    reworded = question_type.parse({"options": [options[0], {"text": "Not at all"}]})
    assert question_type.key(reworded) == key
    swapped = question_type.parse({"options": [{"text": "Yes"}, {"text": "No", "credit": 100}]})
    assert question_type.key(swapped) != key
    cased = question_type.parse({"options": [{"text": " yes. ", "credit": "100.0"}, options[1]]})
    assert question_type.key(cased) == key


@pytest.mark.parametrize(
    ("name", "raw", "submitted", "word"),
    [
        ("multiple_choice", SINGLE, {"choice": ["0", "1"]}, "one option"),
        ("multiple_choice", SINGLE, {"choice": ["3"]}, "among the options"),
        ("multiple_choice", SINGLE, {"choice": ["-1"]}, "among the options"),
        ("multiple_choice", SINGLE, {"choice": ["²"]}, "among the options"),
        ("true_false", {"answer": True}, {"choice": ["maybe"]}, "true or false"),
        ("short_answer", {}, {"text": ["x" * 10_001]}, "10001"),
        ("short_answer", {}, {"text": ["a", "b"]}, "several"),
        ("essay", {}, {"text": ["x" * 50_001]}, "50001"),
        ("numerical", {}, {"text": ["ten"]}, "“ten” is not a number"),
        ("numerical", {}, {"text": ["10 m"]}, "without “m”"),
        ("numerical", {"units": [{"unit": "m"}, {"unit": "cm"}]}, {"text": ["10 kg"]}, "m, cm"),
        ("matching", {"pairs": [{"prompt": "a", "match": "b"}]}, {"match-0": ["1"]}, "among the options"),
        ("ordering", {"entries": ["a", "b"]}, {"place-0": ["1"], "place-1": ["1"]}, "2 entries have the number 1"),
        ("ordering", {"entries": ["a", "b"]}, {"place-0": ["3"]}, "from 1 to 2"),
        ("ordering", {"entries": ["a", "b"]}, {"place-0": ["0"]}, "from 1 to 2"),
        ("cloze", {"stem": "{1:SA:=a} {1:NM:=5}"}, {"gap-1": ["ten"]}, "Gap 2: “ten” is not a number"),
        ("cloze", {"stem": "{1:MC:=a~b} {1:MC:=a~b}"}, {"pick-1": ["1"]}, "Gap 2: What you chose"),
        ("cloze", {"stem": "{1:MC:=a~b}"}, {"pick-0": ["0", "1"]}, "one option"),
    ],
)
def test_wrong_answers_in_shape_are_refused_with_a_sentence(
    name: str, raw: dict[str, Any], submitted: dict[str, list[str]], word: str
) -> None:
    assert word in refusal(name, raw, submitted)


def test_true_false_gives_feedback_for_what_was_said() -> None:
    question_type = get_question_type("true_false")
    data = question_type.parse({"answer": False, "feedback_true": "Said true.", "feedback_false": "Said false."})
    assert question_type.grade(data, answer=True).feedback == ("<p>Said true.</p>\n",)
    assert question_type.grade(data, answer=True).fraction == 0
    assert question_type.grade(data, answer=False).fraction == 1


@pytest.mark.parametrize(
    ("pattern", "answer", "fits"),
    [
        ("Paris", " paris. ", True),
        ("U.S.A.", "u.s.a", True),
        ("don't", "don’t", True),
        ("a*c", "abbbc", True),
        ("a*c", "ac", True),
        ("a*c", "acb", False),
        ("*", "anything", True),
        ("*", "", False),
        ("", "", False),
        (r"2\*3", "2*3", True),
        (r"2\*3", "2x3", False),
        ("*ab*ab*", "xabab", True),
        ("aa*aa", "aaa", False),
        ("foo.*", "foo.", True),
        ("10²", "102", False),
    ],
)
def test_short_answers_fit_patterns(pattern: str, answer: str, fits: bool) -> None:
    assert matches(pattern, answer) is fits


def test_many_asterisks_cost_no_time() -> None:
    assert not matches("*a" * 3000 + "b", "a" * 10_000)


def test_short_answer_minds_case_when_asked_to_and_the_first_match_decides() -> None:
    raw = {
        "case_sensitive": True,
        "answers": [{"text": "NaCl"}, {"text": "nacl", "credit": 50}, {"text": "*", "credit": 0}],
    }
    assert fraction("short_answer", raw, {"text": ["NaCl"]}) == 1
    assert fraction("short_answer", raw, {"text": ["nacl"]}) == Decimal("0.5")
    assert fraction("short_answer", raw, {"text": ["salt"]}) == 0
    assert shown(r"*Nazareth\*") == "…Nazareth*"


def test_order_of_patterns_counts_only_where_one_has_a_wildcard() -> None:
    question_type = get_question_type("short_answer")

    def key(*answers: tuple[str, int]) -> Any:
        return question_type.key(question_type.parse({"answers": [{"text": t, "credit": c} for t, c in answers]}))

    assert key(("no one", 100), ("nobody", 100)) == key(("Nobody", 100), ("no one", 100), ("me", 0))
    assert key(("new york", 0), ("new*", 100)) != key(("new*", 100), ("new york", 0))
    assert key(("new*", 100), ("*", 0)) == key(("new*", 100))


@pytest.mark.parametrize(
    ("text", "values", "rest"),
    [
        ("1234.5", ["1234.5"], ""),
        ("1,234.5", ["1234.5"], ""),
        ("1 234,5", ["1234.5"], ""),
        ("1.234.567,8", ["1234567.8"], ""),
        ("1'234", ["1234"], ""),
        ("1,5", ["1.5"], ""),
        ("1,234", ["1234", "1.234"], ""),
        ("1.234", ["1.234"], ""),
        ("0,234", ["0.234"], ""),
        ("−3", ["-3"], ""),
        (".5", ["0.5"], ""),
        ("1.2e3", ["1200"], ""),
        ("1.2 × 10³", ["1200"], ""),
        ("2*10^-1", ["0.2"], ""),
        ("½", ["0.5"], ""),
        ("1½ m", ["1.5"], "m"),
        ("3/4", ["0.75"], ""),
        ("5 eV", ["5"], "eV"),
        ("12cm", ["12"], "cm"),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, values: list[str], rest: str) -> None:
    reading = read_number(text)
    assert [Decimal(value.numerator) / value.denominator for value in reading.values] == [Decimal(v) for v in values]
    assert reading.rest == rest


@pytest.mark.parametrize("text", ["", "ten", "1,2,3", "1/0", "1e61", "1" * 61, "e5", "--3", "1..2", "1e" + "9" * 150])
def test_what_is_no_number_is_not_read_as_one(text: str) -> None:
    with pytest.raises(NotANumber):
        read_number(text)


def test_numerical_accepts_both_ends_exactly_and_the_first_that_fits() -> None:
    raw = {
        "answers": [
            {"value": "0.15", "tolerance": "0.05"},
            {"value": "0.15", "tolerance": "0.1", "credit": 50},
        ],
        "other_feedback": "Far off.",
    }
    assert fraction("numerical", raw, {"text": ["0.1"]}) == 1
    assert fraction("numerical", raw, {"text": ["0,2"]}) == 1
    assert fraction("numerical", raw, {"text": ["0.2000001"]}) == Decimal("0.5")
    question_type = get_question_type("numerical")
    assert question_type.grade(question_type.parse(raw), "7").feedback == ("<p>Far off.</p>\n",)
    assert question_type.correct_text(question_type.parse(raw)) == "0.15 ± 0.05"


def test_numerical_reads_units_before_and_after_the_number() -> None:
    raw = {
        "answers": [{"value": "1.5"}],
        "units": [{"unit": "m"}, {"unit": "cm", "multiplier": "100"}, {"unit": "$"}],
    }
    assert fraction("numerical", raw, {"text": ["1.5"]}) == 1
    assert fraction("numerical", raw, {"text": ["150 cm"]}) == 1
    assert fraction("numerical", raw, {"text": ["150 m"]}) == 0
    assert fraction("numerical", raw, {"text": ["$1.5"]}) == 1


def test_order_of_numbers_counts_only_where_ranges_overlap() -> None:
    question_type = get_question_type("numerical")
    exact, near = {"value": 1822}, {"value": 1822, "tolerance": 2, "credit": 50}
    apart = {"value": 5, "credit": 50}
    key = question_type.key
    parse = question_type.parse
    assert key(parse({"answers": [exact, near]})) != key(parse({"answers": [near, exact]}))
    assert key(parse({"answers": [exact, apart]})) == key(parse({"answers": [apart, exact]}))


def test_matching_counts_pairs_and_its_choices_give_nothing_away() -> None:
    raw = {
        "pairs": [{"prompt": "Italy", "match": "Rome"}, {"prompt": "Canada", "match": "Ottawa"}],
        "distractors": ["Berlin"],
    }
    question_type = get_question_type("matching")
    data = question_type.parse(raw)
    assert question_type.html(data)["choices"] == ["Berlin", "Ottawa", "Rome"]
    assert question_type.places(data) == 3
    assert question_type.read_answer(data, {"match-0": ["2"], "match-1": [""]}) == [2, None]
    assert question_type.grade(data, [2, None]).fraction == Decimal("0.5")
    assert question_type.grade(data, [2, 0]).parts == (True, False)
    assert question_type.answer_text(data, [2, None]) == "Italy → Rome; Canada → –"
    assert question_type.read_answer(data, {"match-0": [""]}) is None


def test_essay_waits_for_a_person_and_remarks_on_its_length() -> None:
    question_type = get_question_type("essay")
    data = question_type.parse({"stem": "Why?", "min_words": 3, "max_words": 4})
    assert question_type.grade(data, "two words").fraction is None
    assert question_type.grade(data, "two words").feedback == ("<p>You wrote 2 words. At least 3 were asked for.</p>",)
    assert "At most 4" in question_type.grade(data, "a b c d e").feedback[0]
    assert question_type.grade(data, "a b c").feedback == ()
    assert question_type.grade(data, None).fraction == 0


def test_description_is_not_graded() -> None:
    question_type = get_question_type("description")
    data = question_type.parse({"stem": "Read this."})
    assert question_type.is_question
    assert not question_type.is_graded
    assert question_type.grade(data, None).fraction is None


@pytest.mark.parametrize(
    ("name", "raw", "field"),
    [
        ("multiple_choice", {"options": [{"text": "A", "credit": 100}]}, "options"),
        ("multiple_choice", {"options": [{"text": "A", "credit": 50}, {"text": "B"}]}, "options"),
        ("multiple_choice", {"options": [{"text": "A", "credit": 100}, {"text": " a"}]}, "options"),
        (
            "multiple_choice",
            {"options": [{"text": "$\\frac{1$", "credit": 100}, {"text": "B"}]},
            "options.0.text",
        ),
        ("true_false", {}, "answer"),
        ("short_answer", {"answers": [{"text": "", "credit": 50}]}, "answers.0.text"),
        ("numerical", {"answers": [{}], "units": [{}]}, "units.0.unit"),
        ("matching", {"pairs": [{"prompt": "a", "match": ""}]}, "pairs.0"),
        ("essay", {"min_words": 5, "max_words": 3}, "min_words"),
        ("essay", {"criteria": [{"levels": [{"points": 1, "text": "a"}]}]}, "criteria.0.levels"),
        ("essay", {"criteria": [{"name": "a", "levels": [{"text": "a"}, {"text": "b"}]}]}, "criteria"),
        ("ordering", {"entries": ["a"]}, "entries"),
        ("ordering", {"entries": ["a", "A."]}, "entries.1.text"),
        ("ordering", {"entries": ["a", "$\\frac{1$"]}, "entries.1.text"),
        ("cloze", {}, "stem"),
    ],
)
def test_check_names_the_place_to_mend(name: str, raw: dict[str, Any], field: str) -> None:
    question_type = get_question_type(name)
    findings = question_type.check(question_type.parse({"stem": "What?", **raw}))
    assert field in {finding.field for finding in findings}


def test_a_tag_that_is_a_word_stays_in_plain_text() -> None:
    question_type = get_question_type("multiple_choice")
    data = question_type.parse(
        {"format": "moodle", "stem": "Where?", "options": [{"text": "At the end of the <body>"}]}
    )
    assert question_type.answer_text(data, [0]) == "At the end of the <body>"
    assert question_type.html(data)["options"][0]["text"] == "At the end of the &lt;body&gt;"


@pytest.mark.parametrize(
    ("grading", "places", "worth"),
    [
        ("neighbours", ["1", "2", "3", "4"], "1"),
        ("neighbours", ["2", "3", "4", "1"], "0.6667"),
        ("neighbours", ["4", "3", "2", "1"], "0"),
        ("neighbours", ["1", "2", "", ""], "0.3333"),
        ("neighbours", ["1", "3", "", ""], "0"),
        ("places", ["1", "2", "4", "3"], "0.5"),
        ("places", ["2", "3", "4", "1"], "0"),
        ("all", ["1", "2", "4", "3"], "0"),
        ("all", ["1", "2", "3", "4"], "1"),
    ],
)
def test_an_order_earns_its_share(grading: str, places: list[str], worth: str) -> None:
    raw = {"entries": ["a", "b", "c", "d"], "grading": grading}
    got = fraction("ordering", raw, {f"place-{index}": [place] for index, place in enumerate(places)})
    assert got is not None
    assert round(got, 4) == Decimal(worth)


def test_entries_that_say_the_same_may_change_places() -> None:
    for grading in ("neighbours", "places", "all"):
        raw = {"entries": ["a", "b", "a"], "grading": grading}
        assert fraction("ordering", raw, {"place-0": ["3"], "place-1": ["2"], "place-2": ["1"]}) == 1


def test_an_order_marks_and_tells_what_was_given() -> None:
    question_type = get_question_type("ordering")
    data = question_type.parse({"entries": ["a", "**b**", "c", "d"]})
    assert question_type.grade(data, [1, 2, 0, None]).parts == (True, True, False, None)
    assert question_type.answer_text(data, [1, 2, 0, None]) == "c → a → b"
    assert question_type.correct_text(data) == "<ol><li>a</li><li><strong>b</strong></li><li>c</li><li>d</li></ol>"
    assert question_type.read_again(data, {"place-0": ["1"], "place-1": ["1"], "place-2": ["x"]}) == [0, 0, None, None]


def test_gaps_are_weighed_and_each_is_graded_as_its_kind() -> None:
    stem = "{3:SHORTANSWER_C:=NaCl~%50%nacl#Mind the letters.} {:NM:=5:0.5~%50%6~*#No.} {1:MR:%50%a~%50%b~%-50%c}"
    question_type = get_question_type("cloze")
    data = question_type.parse({"stem": stem})

    def grade(*answer: Any) -> Any:
        return question_type.grade(data, list(answer))

    assert grade("NaCl", "5,4", [0, 1]).fraction == 1
    assert grade("nacl", None, None).fraction == Decimal("0.3")
    assert grade("nacl", None, None).feedback == ("<p><strong>Gap 1</strong> Mind the letters.</p>\n",)
    assert grade(None, "6", [0, 2]).fraction == Decimal("0.1")
    assert grade("x", "7", [0, 1]).parts == (False, False, True)
    assert question_type.answer_text(data, ["x", None, [0, 1]]) == "x; –; a; b"
    assert question_type.correct_text(data) == "<ol><li>NaCl</li><li>5 ± 0.5</li><li>a / b</li></ol>"
    assert question_type.read_again(data, {"gap-0": ["a"], "gap-1": ["ten"], "pick-2": ["9"]}) == ["a", "ten", None]
    assert question_type.heading(data) == "[…] […] […]"


@pytest.mark.parametrize(
    ("gap", "sentence"),
    [
        ("{1:SHRTANSWER:=a}", "“SHRTANSWER” is no kind of gap"),
        ("{1:SA:=a", "never closed"),
        ("{1:SA:=a {1:SA:=b}", "never closed"),
        ("{0:SA:=a}", "from 1 to 1000"),
        ("{1:SA:}", "has no answer"),
        ("{1:SA:a~b}", "No answer earns full credit"),
        ("{1:MC:=a}", "at least two options"),
        ("{1:MC:a~b}", "No option is marked as right"),
        ("{1:NM:=ten}", "“ten” is not a number"),
        ("{1:NM:=*}", "* as a right answer"),
        ("{1:SA:%5x%a}", "No answer earns full credit"),
        ("{1:SA:%%a}", "“%%” is no credit"),
        ("{1:SA:%200%a}", "between −100 and 100"),
    ],
)
def test_a_faulty_gap_is_named_and_says_what_to_do(gap: str, sentence: str) -> None:
    question_type = get_question_type("cloze")
    data = question_type.parse({"stem": "{1:SA:=x} and " + gap})
    messages = [str(finding.message) for finding in question_type.check(data)]
    assert any(message.startswith("Gap 2 ({") and sentence in message for message in messages), messages
    assert question_type.read_answer(data, {"gap-0": ["x"]}) is not None


def test_braces_that_are_no_gap_are_text() -> None:
    question_type = get_question_type("cloze")
    data = question_type.parse({"stem": "A set {1, 2}, \\{1:SA:=no\\} and {1:SA:=yes \\} \\~ \\#~no}"})
    assert [gap.data.answers[0].text for gap in data.gaps] == ["yes } ~ #"]
    assert question_type.html(data)["stem"] == "<p>A set {1, 2}, {1:SA:=no} and […]</p>\n"


def test_rewording_a_wrong_choice_of_a_gap_keeps_the_key() -> None:
    question_type = get_question_type("cloze")
    keys = [
        question_type.key(question_type.parse({"stem": stem}))
        for stem in ("a {1:MC:=b~c}", "A word: {:MULTICHOICE_V:=b~other}", "a {1:MC:=c~b}")
    ]
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize("piece", ["{1:SA:", "{1:SA:=a~", "\\", "{1:MC:=a}", "{1:SA:=a#", "{:", "%50%"])
def test_many_gaps_cost_time_in_proportion(piece: str) -> None:
    question_type = get_question_type("cloze")
    data = question_type.parse({"stem": piece * (60_000 // len(piece))})
    assert len(data.gaps) <= 200
    assert question_type.html(data)["gaps"] is not None
