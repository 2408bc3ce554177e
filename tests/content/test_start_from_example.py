"""A teacher begins from a good example: she sees it as students would, and gets a copy of her own to rewrite."""

import re
from statistics import mean

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.documents import load_document
from content.examples import Example, examples_of, get_example
from content.examples.hints import HINTS
from content.interchange import parse
from content.kinds import KINDS, get_kind
from content.kinds.study_guide import SectionData
from content.models import Content, Level
from content.plain_text import read_text, write_text
from content.text import plain
from factoria.demonstration import read_pieces
from tests.cast import Cast
from tests.content.studio_help import newest

EXAMPLES = [example for kind in KINDS for example in examples_of(kind)]
every_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example.kind}-{example.level}")


@pytest.fixture
def teacher(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def test_there_is_one_for_each_kind_and_level() -> None:
    assert [(example.kind, example.level) for example in EXAMPLES] == [(k, v) for k in KINDS for v in Level.values]
    assert set(HINTS) == set(KINDS)
    titles = {example.title for example in EXAMPLES} | {piece.fields["title"] for piece in read_pieces()}
    assert len(titles) == len(EXAMPLES) + len(read_pieces()), "an example is about what the demonstration is about"


@every_example
def test_it_would_pass_review(example: Example) -> None:
    parsed = parse(example.text, get_kind(example.kind).text_format)
    assert (parsed.warnings, parsed.rejected) == ([], [])
    assert example.document.findings() == []
    assert example.title
    assert example.summary
    assert example.good


@every_example
def test_it_can_be_edited_as_text_without_loss(example: Example) -> None:
    kind = get_kind(example.kind)
    text = write_text(kind, example.document.items).text
    assert [item.data for item in read_text(kind, text).items] == [item.data for item in example.document.items]


@every_example
def test_it_keeps_to_its_own_hints(example: Example) -> None:
    items = [item.data.model_dump() for item in example.document.items]
    if example.kind == "study_guide":
        assert sum(bool(data["question"]) for data in items) >= 3
    elif example.kind == "quiz":
        assert len({item.type for item in example.document.items}) >= 4
        choices = [item.data.model_dump() for item in example.document.items if item.type == "multiple_choice"]
        assert all(option["feedback"].strip() for data in choices for option in data["options"])
    elif example.kind == "flashcards":
        assert all(data["hint"] for data in items)
    else:
        assert len({data["speaker"] for data in items}) == 2
        assert sum(bool(data["chapter"]) for data in items) >= 4


def words_in_a_sentence(example: Example) -> float:
    """On average, over all of its running text; code, maths and tables left out."""
    texts = [
        item.data.body if isinstance(item.data, SectionData) else item.item_type.text(item.data)
        for item in example.document.items
    ]
    running = re.sub(r"```.*?```|\$\$.*?\$\$|^\|.*$", "", "\n".join(texts), flags=re.DOTALL | re.MULTILINE)
    sentences = re.split(r"[.!?…:]+\s|\n+", plain_lines(running))
    return mean(len(sentence.split()) for sentence in sentences if len(sentence.split()) > 1)


def plain_lines(text: str) -> str:
    return "\n".join(plain(line) for line in text.split("\n"))


@pytest.mark.parametrize("kind", KINDS)
def test_it_reads_at_its_level(kind: str) -> None:
    lengths = {example.level: words_in_a_sentence(example) for example in examples_of(kind)}
    assert lengths[Level.ELEMENTARY] < 9
    assert max(lengths.values()) < 20
    if kind != "flashcards":  # whose sides are hardly sentences
        assert lengths[Level.ELEMENTARY] < min(lengths[level] for level in (Level.HIGH_SCHOOL, Level.COLLEGE))


@pytest.mark.django_db
def test_every_example_is_offered(teacher: Client) -> None:
    page = teacher.get("/studio/new/").content.decode()
    for example in EXAMPLES:
        assert f'href="/studio/examples/{example.kind}/{example.level}/"' in page
        assert example.title in page


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_it_shows_as_students_see_it(teacher: Client, kind: str) -> None:
    example = get_example(kind, Level.HIGH_SCHOOL)
    address = f"/studio/examples/{kind}/high_school/"
    teacher.get(address)
    with CaptureQueriesContext(connection) as queries:
        page = teacher.get(address).content.decode()
    assert len(queries) <= 4, "an example is no row"
    assert example.good in page
    for html in example.html:
        assert next(html[part] for part in ("body", "front", "stem", "text") if part in html) in page
    assert page.count("/start/") == 2
    assert "Right answer:" not in page


@pytest.mark.django_db
def test_the_answers_show_on_demand(teacher: Client) -> None:
    assert "Right answer:" in teacher.get("/studio/examples/quiz/adult/?answers=1").content.decode()


@pytest.mark.django_db
@every_example
def test_a_copy_of_it_is_hers(teacher: Client, cast: Cast, example: Example) -> None:
    answer = teacher.post(f"/studio/examples/{example.kind}/{example.level}/start/")
    content = Content.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/studio/{content.pk}/edit/")
    assert (content.owner, content.status, content.title) == (cast.teacher, "draft", example.title)
    assert (content.kind, content.level) == (example.kind, example.level)
    version = newest(content)
    assert version.change_summary == "Started from an example"
    assert [i.data for i in load_document(version).items] == [i.data for i in example.document.items]
    assert teacher.get(f"/studio/{content.pk}/edit/").status_code == 200


@pytest.mark.django_db
def test_two_copies_have_items_of_their_own(teacher: Client) -> None:
    for _copy in range(2):
        teacher.post("/studio/examples/flashcards/college/start/")
    first, second = (
        {item.item_id for item in load_document(newest(content)).items} for content in Content.objects.all()
    )
    assert len(first) == len(second) == 12
    assert not first & second


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["quiz/kindergarten", "opera/college", "quiz/..", "hints/college"])
def test_what_does_not_exist_is_said(teacher: Client, address: str) -> None:
    assert teacher.get(f"/studio/examples/{address}/").status_code == 404
    assert teacher.post(f"/studio/examples/{address}/start/").status_code == 404
    assert not Content.objects.exists()


@pytest.mark.django_db
def test_starting_is_a_post_by_a_teacher(teacher: Client, cast: Cast) -> None:
    start = "/studio/examples/quiz/college/start/"
    assert teacher.get(start).status_code == 405
    assert teacher.post("/studio/examples/quiz/college/").status_code == 405
    student = Client()
    assert student.post(start).status_code == 302
    student.force_login(cast.student)
    assert student.post(start).status_code == 403
    assert student.get("/studio/examples/quiz/college/").status_code == 403
    assert not Content.objects.exists()
