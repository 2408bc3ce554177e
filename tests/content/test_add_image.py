"""Images: opened before they are believed, and shown only to members."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture

from content.models import Image
from content.rendering import render
from tests.cast import Cast


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **info: object) -> SimpleUploadedFile:
    written = BytesIO()
    Picture.new("RGB", size, "teal").save(written, kind, **info)
    return SimpleUploadedFile(f"leaf.{kind.lower()}", written.getvalue())


def upload(client: Client, file: SimpleUploadedFile, alternative: str = "A leaf") -> str:
    return client.post(reverse("content:image-add"), {"file": file, "alternative": alternative}).content.decode()


def test_an_image_is_stored_once_and_shown(client: Client, cast: Cast) -> None:
    client.force_login(cast.teacher)
    page = upload(client, picture())
    upload(client, picture(), "The same again")
    image = Image.objects.get()
    assert f"![A leaf]({image.get_absolute_url()})" in page
    assert f'<img src="{image.get_absolute_url()}"' in render(f"![A leaf]({image.get_absolute_url()})")
    client.force_login(cast.student)
    shown = client.get(image.get_absolute_url())
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/png", "nosniff")
    with Picture.open(BytesIO(b"".join(shown))) as opened:
        assert opened.size == (40, 30)


def test_what_the_camera_wrote_is_taken_out(client: Client, cast: Cast) -> None:
    client.force_login(cast.teacher)
    exif = Picture.Exif()
    exif[0x010F] = "A camera"
    upload(client, picture("JPEG", exif=exif))
    shown = client.get(Image.objects.get().get_absolute_url())
    assert b"A camera" not in b"".join(shown)


def test_a_large_image_is_made_smaller(client: Client, cast: Cast) -> None:
    client.force_login(cast.teacher)
    upload(client, picture(size=(4000, 1000)))
    assert (Image.objects.get().width, Image.objects.get().height) == (2000, 500)


@pytest.mark.parametrize(
    "content",
    [b"<svg onload='alert(1)'></svg>", b"MZ not an image", b"\x89PNG\r\n\x1a\n broken", b"GIF89a"],
)
def test_what_is_no_image_is_refused_with_a_sentence(client: Client, cast: Cast, content: bytes) -> None:
    client.force_login(cast.teacher)
    page = upload(client, SimpleUploadedFile("leaf.png", content))
    assert "This file is no image that can be shown." in page
    assert not Image.objects.exists()


def test_too_large_a_file_is_refused(client: Client, cast: Cast) -> None:
    client.force_login(cast.teacher)
    assert "larger than 5 MB" in upload(client, SimpleUploadedFile("leaf.png", b"x" * 5_000_001))


def test_alternative_text_is_required(client: Client, cast: Cast) -> None:
    client.force_login(cast.teacher)
    upload(client, picture(), "")
    assert not Image.objects.exists()


def test_only_teachers_add_and_only_members_see(client: Client, cast: Cast) -> None:
    client.force_login(cast.student)
    assert client.get(reverse("content:image-add")).status_code == 403
    client.logout()
    assert client.get("/media/" + "0" * 64 + ".png").status_code == 302
