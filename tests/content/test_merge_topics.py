"""Staff merge topics and delete what nobody uses; no piece is ever left with a topic that is gone."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.refusals import Refusal
from content.actions.drafting import Details, update_details
from content.actions.placing import change_topic
from content.actions.topics import TopicGone, delete_topic, merge_topic
from content.models import Content, Topic
from tests.cast import Cast, make_cast
from tests.content.review_help import at_once
from tests.factories import make_deck


def paths() -> list[str]:
    return sorted(Topic.objects.values_list("path", flat=True))


def at(path: str) -> Topic:
    return Topic.objects.at_path(path)


def merge_page(topic: Topic) -> str:
    return reverse("admin:content_topic_merge", args=[topic.pk])


@pytest.mark.django_db
def test_material_and_topics_below_move_along(cast: Cast) -> None:
    for path in ("Science / Life / Cells / Walls", "Science / Life / Plants", "Biology / Cells / Nuclei"):
        at(path)
    deck = make_deck(cast.teacher, topic=at("Science / Life"))
    walls = make_deck(cast.teacher, topic=at("Science / Life / Cells / Walls"))
    cells = make_deck(cast.teacher, topic=at("Science / Life / Cells"))
    assert merge_topic(topic=at("Science / Life"), into=at("Biology"), by=cast.staff) == 2
    assert paths() == [
        "Biology",
        "Biology / Cells",
        "Biology / Cells / Nuclei",
        "Biology / Cells / Walls",
        "Biology / Plants",
        "Science",
    ]
    found = {piece.pk: piece.topic for piece in Content.objects.select_related("topic")}
    assert str(found[deck.pk]) == "Biology"
    assert str(found[walls.pk]) == "Biology / Cells / Walls"
    assert str(found[cells.pk]) == "Biology / Cells"
    assert at("Biology / Cells / Walls").parent == at("Biology / Cells")


@pytest.mark.django_db
def test_a_topic_merges_into_the_one_above_it(cast: Cast) -> None:
    at("Arts / Arts / Music")
    merge_topic(topic=at("Arts / Arts"), into=at("Arts"), by=cast.staff)
    assert paths() == ["Arts", "Arts / Music"]


@pytest.mark.django_db
def test_what_cannot_be_merged_is_refused(cast: Cast) -> None:
    below = at("Arts / Music")
    for into in (at("Arts"), below):
        with pytest.raises(Refusal, match="into itself or one below"):
            merge_topic(topic=at("Arts"), into=into, by=cast.staff)
    gone = at("Gone")
    gone_key = gone.pk
    gone.delete()
    gone.pk = gone_key
    with pytest.raises(TopicGone):
        merge_topic(topic=below, into=gone, by=cast.staff)
    at("Arts / " + "M" * 90)
    deep = " / ".join(["D" * 100] * 4 + ["E" * 40])
    with pytest.raises(Refusal, match="too long there"):
        merge_topic(topic=at("Arts"), into=at(deep), by=cast.staff)
    assert below.path in paths()


@pytest.mark.django_db
def test_only_staff_merge_and_delete(cast: Cast, client: Client) -> None:
    topic, into = at("One"), at("Other")
    for person in (cast.teacher, cast.reviewer, cast.operator):
        with pytest.raises(PermissionDenied):
            merge_topic(topic=topic, into=into, by=person)
        with pytest.raises(PermissionDenied):
            delete_topic(topic=topic, by=person)
    client.force_login(cast.reviewer)
    assert client.get(merge_page(topic)).status_code == 403


@pytest.mark.django_db
def test_merging_in_the_admin_says_what_will_happen(cast: Cast, client: Client) -> None:
    topic, into = at("Living things / Plants").parent, at("Biology")
    assert topic is not None
    make_deck(cast.teacher, topic=topic)
    client.force_login(cast.staff)
    change = client.get(reverse("admin:content_topic_change", args=[topic.pk])).content.decode()
    assert merge_page(topic) in change
    page = client.get(merge_page(topic)).content.decode()
    assert "cannot be undone" in page
    assert str(into.pk) in page
    assert str(at("Living things / Plants").pk) not in page, "it cannot go below itself"
    done = client.post(merge_page(topic), {"into": str(into.pk)}, follow=True).content.decode()
    assert "1 piece of material moved" in done
    assert paths() == ["Biology", "Biology / Plants"]
    assert client.get(merge_page(topic)).status_code == 404


@pytest.mark.django_db
def test_a_used_topic_is_not_deleted_but_leads_to_merging(cast: Cast, client: Client) -> None:
    used, unused = at("Biology / Cells"), at("Arts")
    make_deck(cast.teacher, topic=used)
    client.force_login(cast.staff)
    page = reverse("admin:content_topic_delete", args=[used.pk])
    html = client.get(page).content.decode()
    assert "1 piece of material stands under it" in html
    assert merge_page(used) in html
    refused = client.post(page)
    assert refused.status_code == 409
    assert "is in use" in refused.content.decode()
    above = reverse("admin:content_topic_delete", args=[at("Biology").pk])
    assert client.post(above).status_code == 409
    client.post(reverse("admin:content_topic_delete", args=[unused.pk]))
    assert paths() == ["Biology", "Biology / Cells"]
    assert client.get(reverse("admin:content_topic_delete", args=["nonsense"])).status_code == 404


@pytest.mark.django_db
def test_a_form_that_names_a_deleted_topic_keeps_all_else(cast: Cast, client: Client) -> None:
    deck, topic = make_deck(cast.teacher), at("Arts")
    client.force_login(cast.teacher)
    address = reverse("content:content-details", args=[deck.pk])
    typed = {"level": "college", "language": "en", "tags": "one, two", "source": "My notes", "topic": str(topic.pk)}
    topic.delete()
    page = client.post(address, typed)
    html = page.content.decode()
    assert page.status_code == 200
    assert "This topic is gone" in html
    assert "My notes" in html
    assert "one, two" in html
    client.post(address, typed | {"topic": ""})
    deck.refresh_from_db()
    assert (deck.source, deck.level) == ("My notes", "college")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_details_saved_while_the_topic_is_merged(attempt: int) -> None:
    """Whoever is first: the piece ends under a topic that exists, or its author is told."""
    cast = make_cast()
    topic, into = at("One / Below"), at("Other")
    decks = [make_deck(cast.teacher, topic=topic), make_deck(cast.teacher)]
    results = at_once(
        lambda: merge_topic(topic=topic, into=into, by=cast.staff),
        lambda: update_details(content=decks[0], details=Details(topic=topic), by=cast.teacher),
        lambda: change_topic(content=decks[1], topic=topic, by=cast.teacher),
        lambda: change_topic(content=decks[0], topic=into, by=cast.teacher),
    )
    assert all(isinstance(result, int | Content | TopicGone) for result in results), results
    assert not Topic.objects.filter(pk=topic.pk).exists()
    assert {piece.topic for piece in Content.objects.all()} <= {into, None}


@pytest.mark.django_db(transaction=True)
def test_a_topic_that_is_chosen_while_it_is_deleted() -> None:
    cast = make_cast()
    topic = at("One")
    deck = make_deck(cast.teacher)
    deleted, placed = at_once(
        lambda: delete_topic(topic=topic, by=cast.staff),
        lambda: change_topic(content=deck, topic=topic, by=cast.teacher),
    )
    assert (deleted is None) == isinstance(placed, TopicGone)
    assert isinstance(deleted, Refusal | None)
