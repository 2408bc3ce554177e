"""A podcast with a recording: chosen among the media, kept through everything that happens to a piece, and its segments
say where in it they begin."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.refusals import WrongState
from content.actions.drafting import save_version
from content.actions.duplicating import duplicate_content
from content.actions.media import delete_media
from content.documents import Document, load_document
from content.forms.frames import frame_form
from content.item_types import fingerprint, get_item_type
from content.kinds import get_kind
from content.kinds.podcast import PodcastFrame, SegmentData
from content.media_places import find_places
from content.merging import merge_documents
from content.models import Content, MediaUpload
from tests.cast import Cast
from tests.content.media_help import kept, picture, wav
from tests.content.studio_help import edit_url, newest, open_editor, open_fields, send
from tests.factories import item, make_podcast, publish

pytestmark = pytest.mark.django_db
SEGMENT, PODCAST = get_item_type("segment"), get_kind("podcast")


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def rain(cast: Cast, media: None) -> MediaUpload:
    return kept(cast.teacher, wav(), words="Rain")


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def document_of(content: Content) -> Document:
    version = newest(content)
    return load_document(version)


def record(content: Content, upload: MediaUpload, author: Client) -> None:
    """Choose the recording in the editor, by the line that its page gives."""
    fields = open_editor(author, content)
    response = author.post(edit_url(content), {**fields, "frame-audio": upload.markdown, "do": "save"})
    assert response.status_code == 302, response.content.decode()


def audio_of(content: Content) -> str:
    frame = document_of(content).frame
    assert isinstance(frame, PodcastFrame)
    return frame.audio


def findings(frame: PodcastFrame, *starts: int | None) -> list[tuple[int | None, str]]:
    items = [("segment", SegmentData(speaker="A", text=f"Words {n}", start=start)) for n, start in enumerate(starts)]
    return [(position, finding.field) for position, finding in PODCAST.check(frame, items)]


def test_fingerprints_of_what_was_there_are_what_they_were() -> None:
    data = SegmentData(speaker="Ana", text="Hello.")
    assert SEGMENT.seen(data) == {"speaker": "Ana", "text": "Hello."}
    assert fingerprint(SEGMENT, data) != fingerprint(SEGMENT, data.model_copy(update={"start": 0}))
    assert PODCAST.parse_frame({}) == PodcastFrame()
    assert list(PodcastFrame().wording()) == []


def test_an_author_chooses_it_and_hears_it(author: Client, cast: Cast, rain: MediaUpload) -> None:
    podcast = make_podcast(cast.teacher)
    record(podcast, rain, author)
    assert audio_of(podcast) == str(rain.address)
    for url in (edit_url(podcast), reverse("content:content-preview", args=[podcast.pk])):
        assert f'src="{rain.address.path}"' in author.get(url).content.decode()
    fields = open_editor(author, podcast)
    shown = author.post(reverse("content:draft-preview", args=[podcast.pk]), fields).content.decode()
    assert f'src="{rain.address.path}"' in shown
    # Saved as it stands, nothing is new.
    author.post(edit_url(podcast), {**fields, "do": "save"})
    assert newest(podcast).number == 2


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("https://example.org/rain.mp3", "no line of an audio file"),
        ("![Leaf](/media/" + "a" * 64 + ".png?40x30)", "no line of an audio file"),
        ("/media/" + "a" * 64 + ".mp3?10", "no such file"),
        ("\x00", ""),
        ("x" * 999, "no line of an audio file"),
    ],
)
def test_what_is_no_recording_is_refused_and_stays(author: Client, cast: Cast, typed: str, sentence: str) -> None:
    podcast = make_podcast(cast.teacher)
    fields = open_editor(author, podcast)
    page = send(author, podcast, {**fields, "frame-audio": [typed]})
    if sentence:
        assert sentence in page.content.decode()
        assert open_fields(page)["frame-audio"] == [typed]
    assert audio_of(podcast) == ""


def test_a_picture_is_no_recording(cast: Cast, rain: MediaUpload) -> None:
    leaf = kept(cast.teacher, picture())
    form = frame_form("podcast", data={"frame-audio": str(leaf.address)})
    assert form is not None
    assert not form.is_valid()
    assert form.recording is None


def test_it_counts_as_used(author: Client, cast: Cast, rain: MediaUpload) -> None:
    podcast = make_podcast(cast.teacher)
    assert list(MediaUpload.objects.owned_by(cast.teacher).unused()) == [rain]
    record(podcast, rain, author)
    assert not MediaUpload.objects.owned_by(cast.teacher).unused()
    assert find_places([rain.file_id], cast.teacher)[rain.file_id].pieces == [podcast]
    assert find_places([rain.file_id], cast.colleague)[rain.file_id].others == 1
    with pytest.raises(WrongState):
        delete_media(upload=rain, by=cast.teacher)
    author.post(edit_url(podcast), {**open_editor(author, podcast), "frame-audio": "", "do": "save"})
    assert find_places([rain.file_id], cast.teacher)[rain.file_id].is_old


def test_it_is_kept_when_a_piece_is_restored_and_copied(author: Client, cast: Cast, rain: MediaUpload) -> None:
    podcast = make_podcast(cast.teacher)
    record(podcast, rain, author)
    author.post(edit_url(podcast), {**open_editor(author, podcast), "frame-audio": "", "do": "save"})
    assert audio_of(podcast) == ""
    author.post(reverse("content:version-restore", args=[podcast.pk, 2]), {"base": "3"})
    assert audio_of(podcast) == str(rain.address)
    copy = duplicate_content(content=podcast, by=cast.teacher)
    assert audio_of(copy) == str(rain.address)


def test_it_is_kept_by_who_merges(cast: Cast, rain: MediaUpload) -> None:
    base = document_of(make_podcast(cast.teacher))
    recorded = Document(base.title, base.kind, base.summary, PodcastFrame(audio=str(rain.address)), base.items)
    retitled = Document("Anew", base.kind, base.summary, base.frame, base.items)
    assert merge_documents(base, retitled, recorded).document.frame == recorded.frame
    assert merge_documents(base, recorded, retitled).document.title == "Anew"


def test_who_reviews_it_hears_it(author: Client, client: Client, cast: Cast, rain: MediaUpload) -> None:
    podcast = make_podcast(cast.teacher)
    publish(podcast, cast.reviewer)
    record(podcast, rain, author)
    podcast.refresh_from_db()
    document = document_of(podcast)
    assert list(document.frame.wording()) == [f"Recording: WAV, 1.0\u00a0KB, {rain.file_id[:8]}"]
    author.post(reverse("content:content-submit", args=[podcast.pk]))
    request = podcast.review_requests.latest("submitted_at")
    client.force_login(cast.reviewer)
    page = client.get(reverse("admin:content_reviewrequest_change", args=[request.pk])).content.decode()
    assert f'src="{rain.address.path}"' in page
    assert rain.file_id[:8] in page


def test_times_are_checked() -> None:
    recorded = PodcastFrame(audio="/media/" + "a" * 64 + ".mp3?10")
    assert findings(recorded, 0, None, 10, 25) == []
    assert findings(recorded, 0, 30, 10, 20) == [(2, "start"), (3, "start")]
    assert findings(recorded, 5, 5) == [(1, "start")]
    assert findings(PodcastFrame(), None, None) == []
    assert findings(PodcastFrame(), 0, 3) == [(None, "audio")]


def test_an_author_says_where_a_segment_begins(author: Client, cast: Cast) -> None:
    podcast = make_podcast(cast.teacher)
    fields = open_editor(author, podcast)
    name = next(name for name in fields if name.endswith("-start"))
    page = send(author, podcast, {**fields, name: ["one minute"]})
    assert "Write minutes and seconds" in page.content.decode()
    assert open_fields(page)[name] == ["one minute"]
    send(author, podcast, {**open_fields(page), name: ["1:02:03"]})
    data = document_of(podcast).items[0].data
    assert isinstance(data, SegmentData)
    assert data.start == 3723
    again = open_editor(author, podcast)
    assert again[name] == ["1:02:03"]


def test_a_new_piece_can_have_one(cast: Cast) -> None:
    with pytest.raises(ValueError, match="no address of a recording"):
        PODCAST.parse_frame({"audio": "javascript:alert(1)"})
    with pytest.raises(ValueError, match="greater than or equal"):
        item("segment", text="x", start=-1)


def test_a_stale_save_keeps_the_recording_of_the_other(author: Client, cast: Cast, rain: MediaUpload) -> None:
    podcast = make_podcast(cast.teacher)
    before = document_of(podcast)
    record(podcast, rain, author)
    merged = merge_documents(before, before, document_of(podcast)).document
    save_version(content=podcast, document=merged, by=cast.teacher, base_number=2)
    assert audio_of(podcast) == str(rain.address)
