"""One piece in the library: what it is, what is in it, and what the student did with it; never the answers."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from content.models import Content, Topic
from progress.actions.reading import mark_read
from tests.cast import Cast
from tests.factories import make_deck, make_guide, make_podcast, make_quiz, publish
from tests.progress.study import entries_of, publish_changed, url_of


@pytest.fixture
def learner(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def show(client: Client, content: Content) -> str:
    response = client.get(url_of("piece", content))
    assert response.status_code == 200
    return response.content.decode()


def test_a_guide_lists_its_sections(learner: Client, cast: Cast) -> None:
    topic = Topic.objects.at_path("Science / Biology")
    guide = publish(make_guide(cast.teacher, topic=topic, tags=("cells",), licence="CC BY 4.0"), cast.reviewer)
    page = show(learner, guide)
    for words in ["Small guide", "About Small guide.", "Part 1", "Part 3", "3 sections", "Science / Biology", "cells"]:
        assert words in page
    assert "CC BY 4.0" in page
    assert "You have not started this yet" in page
    assert f'href="{url_of("study", guide)}#part-2"' in page
    assert f'href="/library/{guide.pk}/rate/"' in page
    assert "in it" in page
    assert "This is part" not in page


def test_a_quiz_tells_its_rules_and_nothing_it_asks(learner: Client, cast: Cast) -> None:
    page = show(learner, publish(make_quiz(cast.teacher), cast.reviewer))
    assert "4 questions" in page
    assert "60% of the points" in page
    assert "Take the quiz" in page
    for secret in ["Which gas", "Carbon dioxide", "Lima"]:
        assert secret not in page


def test_a_deck_tells_how_many(learner: Client, cast: Cast) -> None:
    page = show(learner, publish(make_deck(cast.teacher), cast.reviewer))
    assert "3 cards" in page
    assert "Turn the cards" in page
    assert "Back 1" not in page


def test_a_podcast_lists_its_chapters(learner: Client, cast: Cast) -> None:
    page = show(learner, publish(make_podcast(cast.teacher), cast.reviewer))
    assert "Leaves" in page
    assert "Read along" in page
    assert "why they are green" not in page


def test_what_she_did_with_it(learner: Client, cast: Cast) -> None:
    guide = publish(make_guide(cast.teacher), cast.reviewer)
    mark_read(student=cast.student, content=guide, items=[entries_of(guide)[0].item_id])
    page = show(learner, guide)
    assert "In progress" in page
    assert "33%" in page
    mark_read(student=cast.student, content=guide, items=[entry.item_id for entry in entries_of(guide)])
    assert "Completed" in show(learner, guide)


def test_only_the_published_version(learner: Client, cast: Cast) -> None:
    guide = publish(make_guide(cast.teacher, title="As approved"), cast.reviewer)
    Content.objects.filter(pk=guide.pk).update(title="Not approved yet")
    page = show(learner, guide)
    assert "As approved" in page
    assert "Not approved yet" not in page
    publish_changed(guide, cast.reviewer, {"heading": "A better heading"})
    assert "A better heading" in show(learner, guide)


def test_who_may(client: Client, cast: Cast) -> None:
    draft = make_guide(cast.teacher)
    guide = publish(make_guide(cast.teacher, title="Published"), cast.reviewer)
    assert client.get(url_of("piece", guide)).status_code == 302
    client.force_login(cast.stranger)
    assert client.get(url_of("piece", guide)).status_code == 403
    client.force_login(cast.student)
    assert client.get(url_of("piece", draft)).status_code == 404
    assert client.post(url_of("piece", guide)).status_code == 405


@pytest.mark.parametrize("sections", [3, 40])
def test_queries(
    learner: Client, cast: Cast, sections: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    guide = publish(make_guide(cast.teacher, sections=sections), cast.reviewer)
    for url in (url_of("piece", guide), url_of("study", guide)):
        with django_assert_max_num_queries(15):
            learner.get(url)
