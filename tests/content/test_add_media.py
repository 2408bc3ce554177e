"""Adding media: opened before it is believed, stored once, and no image without words."""

from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture

from accounts.refusals import Refusal
from content.actions.media import keep_media
from content.models import MediaFile, MediaUpload
from tests.cast import Cast
from tests.content.media_help import archive, huge_png, kept, moving, picture, refusals, send, wav
from tests.content.review_help import at_once


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def teacher(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def stored() -> list[str]:
    return sorted(name for folder in default_storage.listdir("")[0] for name in default_storage.listdir(folder)[1])


def test_an_image_is_stored_once_whoever_brings_it(teacher: Client, cast: Cast) -> None:
    answer = send(teacher, picture())
    file = MediaFile.objects.get()
    assert f"![A leaf]({file.get_absolute_url()}?40x30)" in answer.content.decode()
    send(teacher, picture(name="again.png"), words="The same again")
    keep_media(file=picture(), by=cast.colleague, words="Hers")
    assert MediaFile.objects.count() == 1
    assert [(upload.name, upload.words) for upload in MediaUpload.objects.order_by("uploaded_at")] == [
        ("again.png", "The same again"),
        ("leaf.png", "Hers"),
    ]
    assert stored() == [f"{file.digest}.png"]


def test_several_files_at_once_each_with_its_own_end(teacher: Client) -> None:
    answer = send(
        teacher, picture(name="one.png"), SimpleUploadedFile("tool.png", b"MZ\x90\x00\x03\x00"), wav(), words=""
    )
    assert answer.status_code == 422
    (sentence,) = refusals(answer)
    assert sentence.startswith("tool.png: This is no kind of file that can be kept.")
    assert {upload.name for upload in MediaUpload.objects.all()} == {"one.png", "rain.wav"}
    assert "2 files are kept" in answer.content.decode()


def test_an_image_without_words_is_kept_and_not_usable_until_it_has_some(teacher: Client) -> None:
    answer = send(teacher, picture(), words="")
    upload = MediaUpload.objects.get()
    assert upload.needs_words
    assert upload.markdown == ""
    assert "Say what each image shows" in answer.content.decode()
    address = answer.redirect_chain[-1][0]
    refused = teacher.post(address, {f"{upload.pk}-words": "  "})
    assert refused.status_code == 422
    assert "Say in a few words what the image shows" in refused.content.decode()
    teacher.post(address, {f"{upload.pk}-words": "A [dry]  leaf"})
    upload.refresh_from_db()
    assert upload.markdown.startswith("![A \\[dry\\] leaf](/media/")


def test_decorative_is_a_choice_one_makes(teacher: Client) -> None:
    send(teacher, picture(), words="", is_decorative="on")
    upload = MediaUpload.objects.get()
    assert upload.markdown == f"![]({upload.file.get_absolute_url()}?40x30-decorative)"


@pytest.mark.parametrize(
    ("file", "extension", "name"),
    [
        (picture("JPEG", name="PHOTO.JPEG"), "jpg", "PHOTO.jpg"),
        (picture("MPO", name="phone.jpg", save_all=True), "jpg", "phone.jpg"),
        (picture("WEBP"), "webp", "leaf.webp"),
        (moving(3, (50, 40)), "gif", "moving.gif"),
        (moving(3, (50, 40), "PNG"), "png", "moving.png"),
        (wav("rain.mp3"), "wav", "rain.mp3.wav"),
        (SimpleUploadedFile("talk.mp3", b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb\x90\x00" * 9), "mp3", "talk.mp3"),
        (SimpleUploadedFile("talk.mp3", b"\xff\xfb\x90\x64" * 9), "mp3", "talk.mp3"),
        (SimpleUploadedFile("talk.opus", b"OggS\0" + b"\2" * 23 + b"OpusHead\1\2"), "ogg", "talk.ogg"),
        (SimpleUploadedFile("talk", b"\0\0\0 ftypM4A \0\0\0\0"), "m4a", "talk.m4a"),
        (SimpleUploadedFile("talk.flac", b"fLaC\0\0\0\x22"), "flac", "talk.flac"),
        (SimpleUploadedFile("sheet.pdf", b"%PDF-1.7\n<script>"), "pdf", "sheet.pdf"),
        (archive("essay.zip", "[Content_Types].xml", "word/document.xml"), "docx", "essay.zip.docx"),
        (archive("marks.xlsx", "[Content_Types].xml", "xl/workbook.xml"), "xlsx", "marks.xlsx"),
        (archive("all.zip", "a.txt", "b.exe"), "zip", "all.zip"),
        (SimpleUploadedFile("marks.csv", "name;mark\nÅsa;5".encode()), "csv", "marks.csv"),
        (SimpleUploadedFile("code.py", b"print('<html>')"), "txt", "code.py.txt"),
        (SimpleUploadedFile("a\x00b\u202egnp.exe", b"plain"), "txt", "a b gnp.exe.txt"),
        (SimpleUploadedFile("..\\..\\boot.txt", b"plain"), "txt", "boot.txt"),
        (SimpleUploadedFile("x" * 250 + ".txt", b"plain"), "txt", "x" * 120 + ".txt"),
    ],
)
def test_what_a_file_is_is_found_out_from_its_bytes(
    file: SimpleUploadedFile, extension: str, name: str, cast: Cast
) -> None:
    file.seek(0)
    upload = kept(cast.teacher, file)
    assert (upload.file.type, upload.name) == (extension, name)
    assert default_storage.size(upload.file.name) == upload.file.size


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("leaf.png", b"", "This file is empty."),
        ("leaf.png", b"MZ\x90\x00\x03", "This is no kind of file that can be kept."),
        ("leaf.png", b"\x89PNG\r\n\x1a\n broken", "This file is no image that can be shown."),
        ("leaf.gif", b"GIF89a", "This file is no image that can be shown."),
        ("leaf.png", b"<svg onload='alert(1)'></svg>", "SVG, HTML and XML files may hold scripts"),
        ("leaf.txt", b" \n<!-- x --><!DOCTYPE html><p>", "SVG, HTML and XML files may hold scripts"),
        ("essay.docx", b"PK\x03\x04 and then nothing", "This archive is damaged."),
        ("film.m4a", b"\0\0\0 ftypisom\0\0hdlr" + b"\0" * 8 + b"vide", "This is a film."),
        ("text.txt", b"\xff\xfet\0e\0x\0t\0", "This is no kind of file that can be kept."),
    ],
)
def test_what_is_none_is_refused_with_a_sentence(name: str, content: bytes, reason: str, teacher: Client) -> None:
    (sentence,) = refusals(send(teacher, SimpleUploadedFile(name, content)))
    assert sentence.startswith(f"{name}: {reason}")
    assert not MediaFile.objects.exists()
    assert not default_storage.exists("images")


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (huge_png(8000, 5001), "more than 40 million pixels"),
        (moving(10, (3300, 3100)), "more than 100 million pixels"),
        (archive("essay.docx", "word/document.xml", "word/vbaProject.bin"), "holds macros"),
    ],
    ids=["one huge", "ten frames", "macros"],
)
def test_what_would_hurt_is_refused(file: SimpleUploadedFile, reason: str, cast: Cast) -> None:
    with pytest.raises(Refusal, match=reason):
        kept(cast.teacher, file)


def test_forty_million_pixels_are_made_smaller(cast: Cast) -> None:
    file = kept(cast.teacher, huge_png(8000, 5000)).file
    assert (file.width, file.height) == (2000, 1250)


def test_limits_for_each_sort_and_for_each_person(cast: Cast, settings: Any) -> None:
    settings.MEDIA_LIMITS = {"image": 1_000_000, "audio": 3_000_000, "attachment": 2_000_000}
    with pytest.raises(Refusal, match="larger than 1 MB"):
        kept(cast.teacher, SimpleUploadedFile("leaf.png", b"\x89PNG\r\n\x1a\n" + bytes(1_000_000)))
    with pytest.raises(Refusal, match="larger than 3 MB"):
        kept(cast.teacher, SimpleUploadedFile("x.txt", b"x" * 3_000_001))
    assert kept(cast.teacher, wav(length=2_500_000)).file.size > 2_500_000
    settings.MEDIA_SHARE = 2_600_000
    kept(cast.teacher, wav(length=2_500_000))  # what she has already takes no more room
    with pytest.raises(Refusal, match=r"Your files take 2.4.MB of your 2 MB"):
        kept(cast.teacher, SimpleUploadedFile("x.txt", b"x" * 200_000))
    assert kept(cast.colleague, SimpleUploadedFile("x.txt", b"x" * 200_000)).name == "x.txt"


def test_what_the_camera_wrote_is_taken_out(cast: Cast) -> None:
    exif = Picture.Exif()
    exif[0x010F] = "A camera"
    file = kept(cast.teacher, picture("JPEG", exif=exif, comment=b"A place", xmp=b"A time")).file
    content = default_storage.open(file.name).read()
    assert not [word for word in (b"A camera", b"A place", b"A time") if word in content]


def test_a_large_image_is_made_smaller_and_has_smaller_copies(cast: Cast) -> None:
    file = kept(cast.teacher, picture(size=(4000, 1000))).file
    assert (file.width, file.height) == (2000, 500)
    sizes = {}
    for size in ("small", "middle"):
        with Picture.open(BytesIO(default_storage.open(file.thumbnail_name(size)).read())) as copy:
            sizes[size] = copy.size
    assert sizes == {"small": (240, 60), "middle": (960, 240)}


def test_a_text_is_one_file_whatever_two_people_call_it(cast: Cast) -> None:
    one = kept(cast.teacher, SimpleUploadedFile("marks.csv", b"a;b"))
    other = kept(cast.colleague, SimpleUploadedFile("marks.txt", b"a;b"))
    assert (one.file, other.name) == (other.file, "marks.txt.csv")
    assert stored() == [f"{one.file_id}.csv"]


def test_no_files_and_too_many(teacher: Client) -> None:
    assert refusals(send(teacher)) == ["Choose a file, or drop one here."]
    many = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(21)]
    assert refusals(send(teacher, *many)) == ["These are 21 files. Upload at most 20 at once."]


@pytest.mark.django_db(transaction=True)
def test_two_people_bring_the_same_file_at_once(cast: Cast) -> None:
    results = at_once(*(partial(kept, person) for person in [cast.teacher, cast.colleague] * 3))
    assert {type(result) for result in results} == {MediaUpload}
    assert (MediaFile.objects.count(), MediaUpload.objects.count()) == (1, 2)
    assert len(stored()) == 1


def test_only_teachers_add_and_describe(client: Client, cast: Cast) -> None:
    upload = kept(cast.teacher)
    client.force_login(cast.student)
    assert send(client, picture()).status_code == 403
    assert client.get(reverse("content:media-describe")).status_code == 403
    client.force_login(cast.colleague)
    address = f"{reverse('content:media-describe')}?file={upload.pk}&file=none"
    assert client.post(address, {f"{upload.pk}-words": "Hers now"}).status_code == 302
    upload.refresh_from_db()
    assert upload.words == "A leaf"
