"""A teacher begins a new piece: a title is enough, and nothing she typed is lost."""

import pytest
from django.test import Client

from content.documents import load_document
from content.models import Content, Draft, Topic
from tests.cast import Cast
from tests.content.studio_help import errors_of, form_fields, headings, newest

pytestmark = pytest.mark.django_db
KINDS = ["study_guide", "flashcards", "quiz", "podcast"]


@pytest.fixture
def teacher(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


@pytest.mark.parametrize("kind", KINDS)
def test_a_title_is_enough(teacher: Client, cast: Cast, kind: str) -> None:
    assert f"/studio/new/{kind}/" in teacher.get("/studio/new/").content.decode()
    fields = form_fields(teacher.get(f"/studio/new/{kind}/"))
    page = teacher.post(f"/studio/new/{kind}/", {**fields, "title": "Begun", "do": "save"}, follow=True)
    content = Content.objects.get()
    assert page.redirect_chain == [(f"/studio/{content.pk}/", 302)]
    assert (content.title, content.kind, content.owner, content.status) == ("Begun", kind, cast.teacher, "draft")
    assert load_document(newest(content)).items == ()
    assert "It is empty so far" in page.content.decode()


def test_details_and_material_are_kept(teacher: Client) -> None:
    topic = Topic.objects.at_path("Science / Biology")
    fields = form_fields(teacher.get("/studio/new/study_guide/?as=text"))
    filled = {
        "title": "Leaves",
        "summary": "Why they are green.",
        "material": "## Light\n\nSome $E=mc^2$.\n\n## Green\n\nMore.\n",
        "details-level": "college",
        "details-topic": str(topic.pk),
        "details-tags": "plants, Light,plants",
        "details-language": "fr",
        "details-licence": "CC BY 4.0",
        "details-source": "My notes",
    }
    teacher.post("/studio/new/study_guide/", {**fields, **filled, "do": "save"})
    content = Content.objects.get()
    assert headings(content) == ["Light", "Green"]
    assert newest(content).summary == "Why they are green."
    assert (content.level, content.topic, content.language, content.licence) == ("college", topic, "fr", "CC BY 4.0")
    assert sorted(tag.name for tag in content.tags.all()) == ["Light", "plants"]


def test_cards_by_rows(teacher: Client) -> None:
    fields = form_fields(teacher.get("/studio/new/flashcards/"))
    fields |= {"item-1-front": ["Peru"], "item-1-back": ["Lima"], "item-3-front": ["Only a front"]}
    teacher.post("/studio/new/flashcards/", {**fields, "title": "Capitals", "do": "save"})
    assert headings(Content.objects.get()) == ["Peru", "Only a front"]


def test_without_a_title_the_page_keeps_all(teacher: Client) -> None:
    fields = form_fields(teacher.get("/studio/new/podcast/?as=text"))
    page = teacher.post("/studio/new/podcast/", {**fields, "material": "Ana: Hello.", "do": "save"})
    assert "Title: This needs a title." in errors_of(page)
    assert form_fields(page)["material"] == ["Ana: Hello."]
    assert not Content.objects.exists()


def test_material_that_cannot_be_read_is_a_draft_of_the_new_piece(teacher: Client) -> None:
    fields = form_fields(teacher.get("/studio/new/quiz/?as=text"))
    sent = {**fields, "title": "Capitals", "material": "Fine? {T}\n\nThis never ends {=yes\n", "do": "save"}
    page = teacher.post("/studio/new/quiz/", sent, follow=True)
    content = Content.objects.get()
    assert page.redirect_chain == [(f"/studio/{content.pk}/edit/?check=1", 302)]
    assert "Line 3" in errors_of(page)
    assert form_fields(page, "editor")["material"] == ["Fine? {T}\r\n\r\nThis never ends {=yes\r\n"]
    assert Draft.objects.get().content == content


def test_unknown_kinds_and_strangers(client: Client, cast: Cast) -> None:
    assert client.get("/studio/new/quiz/").status_code == 302
    client.force_login(cast.teacher)
    assert client.get("/studio/new/opera/").status_code == 404
    for user in (cast.student, cast.reviewer, cast.staff, cast.stranger):
        client.force_login(user)
        assert client.get("/studio/new/").status_code == 403
        assert client.post("/studio/new/flashcards/", {"title": "x"}).status_code == 403
    assert not Content.objects.exists()
