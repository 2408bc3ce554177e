"""One's own media: what they are, where they are used, and letting go of what nothing uses."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.refusals import Refusal
from content.actions.drafting import save_version
from content.actions.media import delete_media
from content.documents import load_document
from content.models import Content, Draft, MediaFile, MediaUpload, MediaUse
from tests.cast import Cast
from tests.content.media_help import kept, picture, wav
from tests.content.review_help import at_once
from tests.content.studio_help import newest
from tests.factories import item, make_content, make_guide

URL = "/studio/media/"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def teacher(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def note(text: str, name: str = "note.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def guide_with(owner: User, *uploads: MediaUpload, title: str = "Leaves") -> Content:
    body = "Look: " + " ".join(upload.markdown for upload in uploads)
    return make_content(owner, "study_guide", title, (item("section", heading="One", body=body),))


def reword(content: Content, body: str) -> None:
    document = load_document(newest(content))
    changed = type(document)(**{**vars(document), "items": (item("section", heading="One", body=body),)})
    save_version(content=content, document=changed, by=content.owner, base_number=newest(content).number)


def shown(client: Client, query: str = "") -> list[str]:
    return [upload.name for upload, _places in client.get(URL + query).context["rows"]]


def delete(client: Client, upload: MediaUpload) -> Any:
    return client.post(reverse("content:media-delete", args=[upload.pk]))


def test_ones_own_files_the_newest_first(teacher: Client, cast: Cast) -> None:
    kept(cast.teacher, picture(name="leaf.png"), "An oak leaf")
    kept(cast.teacher, wav())
    kept(cast.teacher, note("x"), "")
    kept(cast.teacher, picture(color="red", name="bare.png"), "")
    kept(cast.colleague, picture(color="blue", name="hers.png"))
    assert shown(teacher) == ["bare.png", "note.txt", "rain.wav", "leaf.png"]
    assert shown(teacher, "?sort=audio") == ["rain.wav"]
    assert shown(teacher, "?sort=image&q=oak") == ["leaf.png"]
    assert shown(teacher, "?show=wordless") == ["bare.png"]
    assert shown(teacher, "?sort=none&show=\x00") == ["bare.png", "note.txt", "rain.wav", "leaf.png"]
    assert "No file of yours matches" in teacher.get(URL + "?q=zzz").content.decode()


def test_pages_by_key_and_few_queries(teacher: Client, cast: Cast) -> None:
    uploads = [kept(cast.teacher, note(f"text {n}", f"{n}.txt"), "") for n in range(25)]
    guide_with(cast.teacher, *uploads)
    first = teacher.get(URL)
    second = teacher.get(URL + first.context["links"]["next_url"])
    assert [upload.name for upload, _places in second.context["rows"]] == [f"{n}.txt" for n in range(4, -1, -1)]
    with CaptureQueriesContext(connection) as queries:
        teacher.get(URL)
    assert len(queries) <= 10


def test_where_each_is_used(teacher: Client, cast: Cast) -> None:
    used, old, unused = (kept(cast.teacher, note(text, f"{text}.txt"), "") for text in ("used", "old", "unused"))
    guide_with(cast.teacher, used, old, title="Oaks & beeches")
    reworded = guide_with(cast.teacher, used, old, title="Once")
    guide_with(cast.colleague, used, title="Secret")
    for content in Content.objects.exclude(title="Secret"):
        reword(content, used.markdown)
    reword(reworded, "Nothing any more")
    page = teacher.get(URL)
    places = {upload.name: place for upload, place in page.context["rows"]}
    assert ([piece.title for piece in places["used.txt"].pieces], places["used.txt"].others) == (["Oaks & beeches"], 1)
    assert (places["old.txt"].is_old, places["unused.txt"].is_used) == (True, False)
    assert shown(teacher, "?show=unused") == ["unused.txt"]
    assert "Secret" not in page.content.decode()
    assert unused.file.uses.count() == 0


def test_uses_are_written_down_with_a_new_wording_alone(cast: Cast) -> None:
    upload = kept(cast.teacher)
    content = guide_with(cast.teacher, upload, upload)
    assert MediaUse.objects.count() == 1
    reword(content, f"Again {upload.markdown} and one that is not here: ![x](/media/{'0' * 64}.png)")
    assert sorted(MediaUse.objects.values_list("file_id", flat=True)) == sorted(["0" * 64, *[upload.file_id] * 2])


def test_what_nothing_uses_can_go_and_its_file_with_it(teacher: Client, cast: Cast) -> None:
    upload = kept(cast.teacher, picture(size=(500, 300)))
    assert len(default_storage.listdir("images")[1]) == 2
    assert "gone for good" in teacher.get(reverse("content:media-delete", args=[upload.pk])).content.decode()
    assert MediaFile.objects.exists()
    assert delete(teacher, upload).status_code == 302
    assert not MediaFile.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_file_goes_with_the_last_who_has_it(cast: Cast) -> None:
    upload, other = kept(cast.teacher, picture(size=(500, 300))), kept(cast.colleague, picture(size=(500, 300)))
    delete_media(upload=upload, by=cast.teacher)
    assert default_storage.exists(other.file.name)
    delete_media(upload=other, by=cast.colleague)
    assert default_storage.listdir("images")[1] == []


@pytest.mark.django_db(transaction=True)
def test_deleted_and_brought_again_at_once_it_is_there_whole_or_gone(cast: Cast) -> None:
    for turn in range(5):
        size = (500, 300 + turn)
        upload, again = kept(cast.teacher, picture(size=size)), picture(size=size)
        deleted, brought = at_once(
            partial(delete_media, upload=upload, by=cast.teacher),
            partial(kept, cast.colleague, again),
        )
        assert deleted is None
        assert default_storage.exists(brought.file.name)
        assert default_storage.exists(brought.file.thumbnail_name("small"))
        delete_media(upload=brought, by=cast.colleague)


@pytest.mark.django_db(transaction=True)
def test_deleted_while_somebody_saves_a_text_that_shows_it(cast: Cast) -> None:
    for _turn in range(5):
        upload = kept(cast.teacher)
        deleted, saved = at_once(
            partial(delete_media, upload=upload, by=cast.teacher),
            partial(guide_with, cast.teacher, upload),
        )
        assert isinstance(saved, Content)
        is_there = MediaFile.objects.filter(pk=upload.file_id).exists()
        assert is_there == isinstance(deleted, Refusal)
        if is_there:
            assert default_storage.exists(upload.file.name)


def test_what_is_used_stays(teacher: Client, cast: Cast) -> None:
    upload = kept(cast.teacher)
    content = guide_with(cast.teacher, upload)
    assert delete(teacher, upload).status_code == 409
    reword(content, "Nothing any more")
    answer = delete(teacher, upload)
    assert "is used, if only by an earlier version. It stays." in answer.content.decode()
    drafted = kept(cast.teacher, note("in a draft"), "")
    Draft.objects.create(content=make_guide(cast.colleague), author=cast.colleague, fields={"text": [drafted.markdown]})
    assert "A draft that is not saved yet uses" in delete(teacher, drafted).content.decode()
    assert MediaUpload.objects.count() == 2


def test_anothers_is_not_there(client: Client, cast: Cast) -> None:
    upload = kept(cast.teacher)
    client.force_login(cast.colleague)
    assert delete(client, upload).status_code == 404
    client.force_login(cast.student)
    assert delete(client, upload).status_code == 403
    assert client.get(URL).status_code == 403
    assert MediaUpload.objects.exists()
