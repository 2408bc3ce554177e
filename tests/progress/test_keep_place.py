"""Where a student left off is kept, and she goes on there."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client

from accounts.refusals import Refusal, WrongState
from content.models import Content
from progress.actions.placing import keep_place
from progress.actions.reading import mark_read
from progress.models import LearningProgress, ReadingPlace
from tests.cast import Cast
from tests.factories import make_deck, make_guide, publish
from tests.progress.study import entries_of, progress_of, publish_changed, url_of


@pytest.fixture
def guide(cast: Cast) -> Content:
    return publish(make_guide(cast.teacher, sections=4), cast.reviewer)


@pytest.fixture
def reader(client: Client, cast: Cast) -> Client:
    client.force_login(cast.student)
    return client


def keep(client: Client, guide: Content, place: int, **data: str) -> None:
    item = entries_of(guide)[place].item_id
    assert client.post(url_of("place-keep", guide), {"item": str(item), **data}).status_code == 204


def page_of(client: Client, guide: Content) -> str:
    return client.get(url_of("study", guide)).content.decode()


def test_the_page_offers_to_go_on(reader: Client, guide: Content, cast: Cast) -> None:
    assert "Go on where you left" not in page_of(reader, guide)
    keep(reader, guide, 2)
    page = page_of(reader, guide)
    assert "Go on where you left: Part 3" in page
    assert page.index('id="part-3"') < page.index('id="resume"') < page.index('id="part-4"')
    assert f"{url_of('study', guide)}#resume" in reader.get("/study/").content.decode()


def test_being_there_is_beginning(reader: Client, guide: Content, cast: Cast) -> None:
    keep(reader, guide, 0)
    place, progress = ReadingPlace.objects.get(), progress_of(cast.student, guide)
    assert (progress.status, progress.percentage, progress.started_at) == ("in_progress", 0, place.begun_at)
    keep(reader, guide, 1, second="12")
    moved = ReadingPlace.objects.get()
    assert (moved.pk, moved.second, moved.begun_at) == (place.pk, 12, place.begun_at)
    assert moved.at > place.at
    call_command("rebuild_progress", "--check")


def test_the_beginning_is_nowhere_to_go_on(reader: Client, guide: Content) -> None:
    keep(reader, guide, 0)
    page = page_of(reader, guide)
    assert "Go on where you left" not in page
    assert 'id="resume"' not in page


def test_without_a_script_marking_moves_on(reader: Client, guide: Content, cast: Cast) -> None:
    reader.post(url_of("part-read", guide), {"part": "part-2"})
    assert ReadingPlace.objects.get().item_id == entries_of(guide)[2].item_id
    assert "Go on where you left: Part 3" in page_of(reader, guide)
    reader.post(url_of("part-read", guide), {"part": "part-4"})
    # The last is read: what was passed over comes next.
    assert "Go on where you left" not in page_of(reader, guide)
    reader.post(url_of("part-read", guide), {"part": "part-1"})
    reader.post(url_of("part-read", guide), {"part": "part-4"})
    assert "Go on where you left: Part 3" in page_of(reader, guide)


def test_where_all_is_read_only_who_came_back_goes_on(reader: Client, guide: Content, cast: Cast) -> None:
    reader.post(url_of("part-read", guide), {"part": "all"})
    assert "Go on where you left" not in page_of(reader, guide)
    keep(reader, guide, 1)
    assert "Go on where you left: Part 2" in page_of(reader, guide)


def test_a_place_that_is_gone_gives_way(reader: Client, guide: Content, cast: Cast) -> None:
    mark_read(student=cast.student, content=guide, items=[entries_of(guide)[0].item_id])
    gone = publish(make_guide(cast.teacher, title="Other"), cast.reviewer)
    ReadingPlace.objects.update(item=entries_of(gone)[0].item_id)
    assert "Go on where you left: Part 2" in page_of(reader, guide)


def test_a_place_outlives_a_new_wording(reader: Client, guide: Content, cast: Cast) -> None:
    keep(reader, guide, 1)
    guide = publish_changed(guide, cast.reviewer, {}, {"body": "In other words altogether."})
    assert "Go on where you left: Part 2" in page_of(reader, guide)


@pytest.mark.parametrize(
    "sent",
    [{}, {"item": "x"}, {"item": str(uuid4())}, {"item": "\x00"}, {"second": "-1"}, {"second": "1" * 12}],
)
def test_forged_places_are_refused(reader: Client, guide: Content, sent: dict[str, str]) -> None:
    item = str(entries_of(guide)[1].item_id) if "second" in sent else ""
    response = reader.post(url_of("place-keep", guide), {"item": item, **sent})
    assert response.status_code == 409
    assert "<h1" in response.content.decode()
    assert not ReadingPlace.objects.exists()


def test_the_item_of_another_piece_is_refused(guide: Content, cast: Cast) -> None:
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    item = entries_of(deck)[0].item_id
    with pytest.raises(Refusal, match="no longer in this material"):
        keep_place(student=cast.student, content=guide, item_id=item)
    with pytest.raises(WrongState):
        keep_place(student=cast.student, content=deck, item_id=item)
    with pytest.raises(PermissionDenied):
        keep_place(student=cast.stranger, content=guide, item_id=entries_of(guide)[0].item_id)
    assert not LearningProgress.objects.exists()


def test_only_by_post_and_for_students(client: Client, guide: Content, cast: Cast) -> None:
    sent = {"item": str(entries_of(guide)[0].item_id)}
    assert client.post(url_of("place-keep", guide), sent).status_code == 302
    client.force_login(cast.stranger)
    assert client.post(url_of("place-keep", guide), sent).status_code == 403
    client.force_login(cast.student)
    assert client.get(url_of("place-keep", guide)).status_code == 405
    draft = make_guide(cast.teacher, title="Draft")
    assert client.post(url_of("place-keep", draft), sent).status_code == 404
    assert not ReadingPlace.objects.exists()


def test_the_place_of_another_is_not_hers(reader: Client, guide: Content, cast: Cast) -> None:
    keep_place(student=cast.classmate, content=guide, item_id=entries_of(guide)[2].item_id)
    assert "Go on where you left" not in page_of(reader, guide)
