"""Writing questions in a form: what is typed becomes data, and data becomes the fields again."""

from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.forms.questions import QuestionForm, question_form
from content.questions import all_question_types, get_question_type
from tests.content.question_strategies import FINISHED, questions

NAMES = [question_type.name for question_type in all_question_types()]


def sent(**fields: str) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in fields.items():
        query[f"q-{name.replace('__', '-')}"] = value
    return query


def resubmitted(form: QuestionForm) -> QueryDict:
    """What a browser would send if nobody touched anything."""
    query = QueryDict(mutable=True)
    for bound in form:
        value = bound.value()
        if isinstance(value, bool):
            if value:
                query[bound.html_name] = "on"
        else:
            query[bound.html_name] = "" if value is None else str(value)
    return query


def made(name: str, query: QueryDict, **options: Any) -> Any:
    form = question_form(name, query, "q", **options)
    assert form.is_valid(), form.errors
    return form.to_data()


@pytest.mark.parametrize("name", sorted(FINISHED))
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(source=st.data())
def test_a_question_nobody_touched_stays_the_same(name: str, source: st.DataObject) -> None:
    data = source.draw(questions(name))
    query = resubmitted(question_form(name, None, "q", initial=data))
    form = question_form(name, query, "q", initial=data)
    assert form.is_valid(), form.errors
    assert not form.has_changed(), form.changed_data
    assert form.to_data() == data
    assert made(name, query) == data


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_form_is_an_empty_question_that_nobody_wrote(name: str) -> None:
    query = resubmitted(question_form(name, None, "q"))
    form = question_form(name, query, "q")
    assert not form.has_changed()
    assert form.is_valid()
    assert form.to_data() == get_question_type(name).parse({})


@pytest.mark.parametrize("name", NAMES)
def test_every_form_draws_every_field_with_a_label(name: str) -> None:
    form = question_form(name, None, "q")
    html = render_to_string(form.template, {"form": form})
    for bound in form:
        assert f'name="{bound.html_name}"' in html
        if bound.id_for_label:
            assert f'for="{bound.id_for_label}"' in html
    assert "style=" not in html


@pytest.mark.parametrize("name", NAMES)
def test_every_finding_of_an_unfinished_question_names_an_element_of_its_form(name: str) -> None:
    question_type = get_question_type(name)
    form = question_form(name, None, "q")
    html = render_to_string(form.template, {"form": form})
    findings = question_type.check(question_type.parse({}))
    assert findings
    for finding in findings:
        assert f'id="id_q-{finding.field.replace(".", "-")}"' in html, finding


@pytest.mark.parametrize("name", NAMES)
def test_forms_share_their_fields_and_nothing_else(name: str) -> None:
    one, other = question_form(name, None, "one"), question_form(name, None, "other")
    assert all(other.fields[key] is field for key, field in one.fields.items())
    one.fields.clear()
    assert "stem" in other.fields
    assert "stem" in question_form(name, None, "next").fields


def test_labels_of_rows_speak_the_language_of_the_request(monkeypatch: pytest.MonkeyPatch) -> None:
    label = question_form("multiple_choice", None, "q").fields["options-1-text"].label
    assert str(label) == "Option 2"
    monkeypatch.setattr("content.forms.questions.base._", lambda text: text.replace("Option", "Opción"))
    assert str(label) == "Opción 2"


def test_ticks_make_credits_for_one_choice_and_for_several() -> None:
    fields = {"stem": "Which?", "options__0__text": "a", "options__0__right": "on", "options__2__text": "c"}
    data = made("multiple_choice", sent(**fields))
    assert [(option.text, option.credit) for option in data.options] == [("a", 100), ("c", 0)]
    fields |= {"multiple": "on", "options__3__text": "d", "options__3__right": "on"}
    data = made("multiple_choice", sent(**fields))
    assert [(option.text, option.credit) for option in data.options] == [("a", 50), ("c", -50), ("d", 50)]


def test_a_credit_that_was_written_counts_and_must_fit_the_tick() -> None:
    fields = {"options__0__text": "a", "options__0__right": "on", "options__1__text": "b", "options__1__right": "on"}
    data = made("multiple_choice", sent(**fields, options__1__credit="25.5"))
    assert [option.credit for option in data.options] == [100, Decimal("25.5")]
    form = question_form("multiple_choice", sent(**fields, options__1__credit="-5"), "q")
    assert not form.is_valid()
    assert "earns more than 0" in str(form.errors["options-1-credit"])


def test_emptying_a_row_removes_it_and_a_tick_alone_is_no_row() -> None:
    raw = {"stem": "?", "options": [{"text": "a", "credit": 100}, {"text": "b"}, {"text": "c"}]}
    before = get_question_type("multiple_choice").parse(raw)
    query = resubmitted(question_form("multiple_choice", None, "q", initial=before))
    query["q-options-1-text"] = "  "
    query["q-options-4-right"] = "on"
    form = question_form("multiple_choice", query, "q", initial=before)
    assert form.is_valid()
    assert form.has_changed()
    assert [option.text for option in form.to_data().options] == ["a", "c"]  # type: ignore[attr-defined]


def test_a_new_question_has_rows_to_write_in_and_all_that_are_sent_are_read() -> None:
    assert question_form("multiple_choice").counts == {"options": 4}
    assert [answer.text for answer in made("short_answer", sent(answers__11__text="late")).answers] == ["late"]


def test_the_fields_of_another_type_leave_the_ticks_of_this_one_as_they_begin() -> None:
    """Who changes the type of a question never saw that the options of the new one may change places."""
    fields = sent(stem="Typed", points="3", **{"as": "true_false"})
    data = made("multiple_choice", fields)
    assert (data.stem, data.points, data.shuffle) == ("Typed", 3, True)
    assert made("multiple_choice", sent(stem="Typed", **{"as": "multiple_choice"})).shuffle is False
    assert not question_form("matching", QueryDict(), "q").has_changed()


def test_levels_of_a_rubric_are_written_one_a_line() -> None:
    levels = "0: none\n 1,5 one\n2: two: both\n"
    data = made("essay", sent(stem="Why?", criteria__0__name="Reasons", criteria__0__levels=levels))
    (criterion,) = data.criteria
    assert [(str(level.points), level.text) for level in criterion.levels] == [
        ("0", "none"),
        ("1.5", "one"),
        ("2", "two: both"),
    ]
    assert data.points == 1
    assert made("essay", sent(criteria__0__levels="0: no\n8: yes", points_from_rubric="on", points="3")).points == 8


@pytest.mark.parametrize(
    ("name", "fields", "field"),
    [
        ("numerical", {"answers__0__value": "ten"}, "answers-0-value"),
        ("numerical", {"answers__0__value": "1e400"}, "answers-0-value"),
        ("numerical", {"units__0__unit": "m", "units__0__multiplier": "0"}, "units-0-multiplier"),
        ("short_answer", {"answers__0__credit": "101"}, "answers-0-credit"),
        ("essay", {"min_words": "0"}, "min_words"),
        ("true_false", {"answer": "maybe"}, "answer"),
        ("essay", {"criteria__0__levels": "2: two\nmany"}, "criteria-0-levels"),
        ("essay", {"criteria__0__levels": "1001: too many"}, "criteria-0-levels"),
        ("ordering", {"grading": "luck"}, "grading"),
        ("description", {"points": "-1"}, "points"),
        ("description", {"format": "latex"}, "format"),
        ("description", {"stem": "x" * 20_001}, "stem"),
    ],
)
def test_what_cannot_be_stored_is_said_at_its_field(name: str, fields: dict[str, str], field: str) -> None:
    form = question_form(name, sent(**fields), "q")
    assert not form.is_valid()
    assert list(form.errors) == [field]


def test_what_the_form_does_not_show_is_kept_and_emptied_numbers_fall_back() -> None:
    essay = get_question_type("essay").parse({"stem": "?", "min_words": 5, "points": "3"})
    query = resubmitted(question_form("essay", None, "q", initial=essay))
    query["q-min_words"], query["q-points"] = "", ""
    data = made("essay", query, initial=essay)
    assert (data.min_words, data.points) == (None, 1)
