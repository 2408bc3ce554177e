"""The tree of topics keeps its paths true, whoever renames or moves what."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.refusals import Refusal
from accounts.roles import Role
from content.actions.topics import create_topic, rename_topic
from content.models import Tag, Topic
from tests.cast import Cast, make_cast
from tests.content.review_help import also, at_once


@pytest.fixture
def tree(db: None) -> dict[str, Topic]:
    for path in ("Science / Biology / Botany / Mosses", "Science / Biologist", "Arts"):
        Topic.objects.at_path(path)
    return {topic.name: topic for topic in Topic.objects.all()}


def paths() -> list[str]:
    return sorted(Topic.objects.values_list("path", flat=True))


def test_renaming_takes_those_below_along(cast: Cast, tree: dict[str, Topic]) -> None:
    rename_topic(topic=tree["Biology"], name="  Life   science ", parent=tree["Science"], by=cast.staff)
    assert paths() == [
        "Arts",
        "Science",
        "Science / Biologist",
        "Science / Life science",
        "Science / Life science / Botany",
        "Science / Life science / Botany / Mosses",
    ]


def test_moving_takes_those_below_along(cast: Cast, tree: dict[str, Topic]) -> None:
    rename_topic(topic=tree["Biology"], name="Biology", parent=tree["Arts"], by=cast.staff)
    assert "Arts / Biology / Botany / Mosses" in paths()
    rename_topic(topic=tree["Botany"], name="Botany", parent=None, by=cast.staff)
    assert {"Botany", "Botany / Mosses", "Arts / Biology"} <= set(paths())
    assert Topic.objects.get(path="Botany / Mosses").parent == tree["Botany"]


@pytest.mark.parametrize(
    ("topic", "name", "parent", "sentence"),
    [
        ("Biology", "", "Science", "needs a name"),
        ("Biology", "A/B", "Science", "no slash"),
        ("Biology", "Biologist", "Science", "There is a topic “Science / Biologist” already"),
        ("Biology", "Biology", "Biology", "cannot stand below itself"),
        ("Biology", "Biology", "Mosses", "cannot stand below itself"),
        ("Biology", "B" * 480, "Science", "too long"),
    ],
)
def test_what_cannot_be_is_refused(
    cast: Cast, tree: dict[str, Topic], topic: str, name: str, parent: str, sentence: str
) -> None:
    before = paths()
    with pytest.raises(Refusal, match=sentence):
        rename_topic(topic=tree[topic], name=name, parent=tree[parent], by=cast.staff)
    assert paths() == before


def test_the_permission_is_needed(cast: Cast, tree: dict[str, Topic]) -> None:
    for person in (cast.teacher, cast.reviewer, cast.operator, cast.student):
        with pytest.raises(PermissionDenied):
            rename_topic(topic=tree["Arts"], name="Art", parent=None, by=person)
        with pytest.raises(PermissionDenied):
            create_topic(name="Music", parent=None, by=person)


def test_in_the_admin(client: Client, cast: Cast, tree: dict[str, Topic]) -> None:
    client.force_login(cast.staff)
    assert client.get(reverse("admin:content_topic_changelist"), {"q": "bot"}).status_code == 200
    client.post(reverse("admin:content_topic_add"), {"name": "Music", "parent": str(tree["Arts"].pk)})
    assert "Arts / Music" in paths()
    page = reverse("admin:content_topic_change", args=[tree["Biology"].pk])
    client.post(page, {"name": "Life", "parent": str(tree["Science"].pk)})
    assert "Science / Life / Botany / Mosses" in paths()
    refused = client.post(page, {"name": "Life", "parent": str(tree["Mosses"].pk)})
    assert "A topic cannot stand below itself." in refused.content.decode()
    client.force_login(cast.reviewer)
    assert client.post(page, {"name": "Death", "parent": ""}).status_code == 403


def test_tags_are_one_whatever_their_case(client: Client, cast: Cast) -> None:
    Tag.objects.named(["Leaves"])
    root = also(cast.staff, Role.OPERATOR)
    root.is_superuser = True
    root.save()
    client.force_login(root)
    page = client.post(reverse("admin:content_tag_add"), {"name": " leaves "})
    assert "There is a tag of this name already." in page.content.decode()
    client.post(reverse("admin:content_tag_add"), {"name": "Roots"})
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["Leaves", "Roots"]


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_make_no_circle() -> None:
    cast = make_cast()
    one, other = Topic.objects.at_path("One"), Topic.objects.at_path("Other")
    results = at_once(
        lambda: rename_topic(topic=one, name="One", parent=other, by=cast.staff),
        lambda: rename_topic(topic=other, name="Other", parent=one, by=cast.staff),
    )
    assert [type(result) for result in results if not isinstance(result, Topic)] == [Refusal]
    assert paths() in (["One", "One / Other"], ["Other", "Other / One"])
