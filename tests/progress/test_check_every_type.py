"""A section can end with a question of any type: it is answered in its place, and keeps place and time."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from content.models import Content
from content.questions import all_question_types
from progress.clock import mark_opening
from progress.models import ReadingPlace, SectionCheck
from tests.cast import Cast
from tests.factories import QUESTIONS, item, make_content, publish
from tests.progress.study import entries_of, progress_of, url_of

MORE = (
    item(
        "matching", stem="Match", pairs=[{"prompt": "Peru", "match": "Lima"}, {"prompt": "Chile", "match": "Santiago"}]
    ),
    item("ordering", stem="Order", entries=["one", "two", "three"]),
    item("cloze", stem="The capital of Peru is {1:SHORTANSWER:=Lima}."),
    item("essay", stem="Why?", explanation="Because of light."),
    item("description", stem="Read this first."),
)
ANSWERED = (*QUESTIONS, *MORE[:-1])


def section(question: Any) -> Any:
    data = question.data.model_dump(mode="json", exclude_defaults=True)
    return item("section", heading=question.type, body="Words.", question={"type": question.type, "data": data})


@pytest.fixture
def guide(cast: Cast) -> Content:
    sections = tuple(map(section, (*QUESTIONS, *MORE)))
    return publish(make_content(cast.teacher, "study_guide", "All types", sections), cast.reviewer)


def fields_of(page: str, prefix: str) -> dict[str, str]:
    """Something for each field of a question, as a browser may send it."""
    fields: dict[str, str] = {}
    field = rf'<(input|textarea|select)[^>]*?name="({prefix}-[^"]+)"([^>]*>.*?)(?=<input|<textarea|</select|$)'
    for tag, name, rest in re.findall(field, page, re.DOTALL):
        options = re.findall(r'<option value="([^"]+)"', rest) if tag == "select" else []
        value = re.match(r'[^>]*value="([^"]+)"', rest)
        fields[name] = options[len(fields) % len(options)] if options else value[1] if value else "1"
    return fields


def test_all_types_are_here() -> None:
    assert {question.type for question in (*QUESTIONS, *MORE)} == {kind.name for kind in all_question_types()}


@pytest.mark.parametrize("place", range(len(ANSWERED)), ids=[question.type for question in ANSWERED])
def test_it_is_answered_in_its_place(client: Client, guide: Content, cast: Cast, place: int) -> None:
    client.force_login(cast.student)
    entry = entries_of(guide)[place]
    page = client.get(url_of("study", guide)).content.decode()
    sent = fields_of(page, f"q-{entry.pk}")
    assert sent
    opened = mark_opening(cast.student, guide.pk, timezone.now() - timedelta(minutes=2))
    timing = {"opened": opened, "active": "30000"}
    response = client.post(url_of("check-answer", guide), {"asked": str(entry.pk), **sent, **timing})
    assert response.status_code == 302
    check = SectionCheck.objects.get()
    assert (check.item_version, check.answer is None) == (entry, False)
    assert ReadingPlace.objects.get().item_id == entry.item_id
    assert progress_of(cast.student, guide).time_spent == 30
    page = client.get(url_of("study", guide)).content.decode()
    assert page.count("Try again") == 1
    assert "A person grades this" not in page


def test_an_essay_is_compared_and_a_text_asks_nothing(client: Client, guide: Content, cast: Cast) -> None:
    client.force_login(cast.student)
    essay = entries_of(guide)[len(ANSWERED) - 1]
    client.post(url_of("check-answer", guide), {"asked": str(essay.pk), f"q-{essay.pk}-text": "Because."})
    page = client.get(url_of("study", guide)).content.decode()
    assert "Compare it yourself" in page
    assert "Because of light." in page
    assert "Read this first." in page
    assert page.count("Check yourself") == len(ANSWERED)
