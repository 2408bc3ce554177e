"""An author says how many questions of a pool each student gets."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client

from content.actions.drafting import save_version
from content.actions.submitting import submit_content
from content.documents import load_document
from content.forms.frames import frame_form
from content.kinds.quiz import Draw, Quiz, QuizFrame, uneven_pools
from content.merging import compare_surroundings
from content.models import Content
from tests.cast import Cast
from tests.content.bank_help import set_pools
from tests.content.studio_help import newest, open_editor, send
from tests.factories import QUESTIONS, item, make_quiz


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


@pytest.fixture
def quiz(cast: Cast) -> Content:
    return make_quiz(cast.teacher)


def sentences(content: Content) -> list[str]:
    return [message for _place, _field, message in load_document(newest(content)).findings()]


def test_a_rule_for_each_pool(author: Client, quiz: Content) -> None:
    set_pools(quiz, "Facts", "Facts", "", "Sums")
    fields = open_editor(author, quiz)
    assert (fields["frame-draw-0-pool"], fields["frame-draw-1-pool"]) == (["Facts"], ["Sums"])
    assert fields["frame-draw-0"] == [""]
    page = send(author, quiz, fields, **{"frame-draw-0": "1"})
    assert page.status_code == 200
    assert newest(quiz).frame["draws"] == [{"pool": "Facts", "count": 1}]
    assert [item.pool for item in load_document(newest(quiz)).items] == ["Facts", "Facts", "", "Sums"]
    page = author.get(f"/studio/{quiz.pk}/edit/").content.decode()
    assert "From “Facts”, each student gets" in page
    assert "Of 2 questions." in page
    send(author, quiz, open_editor(author, quiz), **{"frame-draw-0": ""})
    assert newest(quiz).frame["draws"] == []


def test_a_bad_number_is_named_and_stays(author: Client, quiz: Content) -> None:
    set_pools(quiz, "Facts", "Facts", "", "")
    page = send(author, quiz, open_editor(author, quiz), **{"frame-draw-0": "many"})
    assert "Enter a whole number" in page.content.decode()
    assert open_editor(author, quiz)["frame-draw-0"] == ["many"]
    assert newest(quiz).frame["draws"] == []


def test_rows_keep_their_numbers_whatever_came_meanwhile() -> None:
    data = {
        "frame-pass_mark": "50",
        "frame-draw-0-pool": "B",
        "frame-draw-0": "2",
        "frame-draw-1-pool": "A",
        "frame-draw-1": "1",
        "item-7-pool": " New  one ",
    }
    questions = [replace(question, item_id=None, pool=pool) for question, pool in zip(QUESTIONS, "AABC", strict=True)]
    form = frame_form("quiz", data=data, frame=QuizFrame(draws=(Draw(pool="C", count=1),)), items=questions)
    assert form
    assert form.is_valid()
    assert form.to_frame("quiz") == QuizFrame(
        pass_mark=50, shuffle_options=False, draws=(Draw(pool="B", count=2), Draw(pool="A", count=1))
    )
    assert [form[f"draw-{number}"].label for number in range(4)] == [
        f"From “{pool}”, each student gets" for pool in ("B", "A", "New one", "C")
    ]


def test_what_has_to_be_mended_before_review(quiz: Content) -> None:
    set_pools(quiz, "Facts", "Facts", "", "Sums", Facts=3, Gone=1)
    assert sentences(quiz) == [
        "“Facts” holds only 2 questions, but each student is to get 3. Lower the number.",
        "No question is in the pool “Gone”. Put some in, or empty its number in the rules.",
        "Say in the rules how many questions each student gets from “Sums”, or dissolve the pool.",
    ]
    set_pools(quiz, "Facts", "Facts", "", "", Facts=1)
    assert sentences(quiz) == []
    twice = QuizFrame(draws=(Draw(pool="Facts", count=1), Draw(pool="Facts", count=2)))
    items = [(question.type, question.data) for question in QUESTIONS]
    ((place, finding),) = Quiz().check_pools(twice, items, ["Facts", "Facts", "", ""])
    assert (place, finding.field) == (None, "draws")
    assert "more than once" in str(finding.message)


def test_a_text_without_an_answer_cannot_be_drawn(cast: Cast) -> None:
    quiz = make_quiz(cast.teacher, items=(item("description", stem="Read this."), *QUESTIONS))
    set_pools(quiz, "Facts", "Facts", "", "", "", Facts=1)
    findings = load_document(newest(quiz)).findings()
    assert [(place, field) for place, field, _sentence in findings] == [(0, "pool")]


def test_unequal_points_are_pointed_out(author: Client, quiz: Content) -> None:
    document = load_document(newest(quiz))
    first = replace(document.items[0], data=document.items[0].data.model_copy(update={"points": Decimal(3)}))
    changed = replace(document, items=(first, *document.items[1:]))
    save_version(content=quiz, document=changed, by=quiz.owner, base_number=1)
    set_pools(quiz, "Facts", "Facts", "Sums", "Sums", Facts=1, Sums=1)
    assert uneven_pools([(item.data, item.pool) for item in load_document(newest(quiz)).items]) == ["Facts"]
    page = author.get(f"/studio/{quiz.pk}/edit/").content.decode()
    assert page.count("They are worth different points") == 1
    assert sentences(quiz) == [], "it is a warning, and stops nothing"


def test_a_comparison_reads_well(quiz: Content) -> None:
    before = load_document(newest(quiz))
    set_pools(quiz, "Facts", "Facts", "", "", Facts=1)
    ((heading, parts),) = compare_surroundings(before, load_document(newest(quiz)))
    assert heading == "Rules"
    assert ("added", "From “Facts”, each student gets 1") in [(what, text.strip()) for what, text in parts]


def test_the_preview_shows_the_pools(author: Client, quiz: Content) -> None:
    set_pools(quiz, "Facts", "Facts", "", "", Facts=1)
    page = author.get(f"/studio/{quiz.pk}/preview/").content.decode()
    assert "From the pool “Facts”, each student gets 1." in page
    assert page.count("Drawn from the pool “Facts”") == 2


def test_a_reviewer_reads_what_is_drawn_from_which_pool(client: Client, quiz: Content, cast: Cast) -> None:
    set_pools(quiz, "Facts", "Facts", "", "", Facts=1)
    quiz.refresh_from_db()
    request = submit_content(content=quiz, by=cast.teacher)
    client.force_login(cast.reviewer)
    page = client.get(f"/admin/content/reviewrequest/{request.pk}/change/").content.decode()
    assert "From “Facts”, each student gets 1" in page
    assert page.count("Drawn from “Facts”") == 2
