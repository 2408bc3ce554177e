"""What the tests of media share: files as people bring them, and sending them."""

import struct
import zlib
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture

from accounts.models import User
from content.actions.media import keep_media
from content.models import MediaUpload

Upload = SimpleUploadedFile


def picture(
    kind: str = "PNG", size: tuple[int, int] = (40, 30), color: str = "teal", name: str = "", **info: Any
) -> Upload:
    written = BytesIO()
    Picture.new("RGB", size, color).save(written, kind, **info)
    return Upload(name or f"leaf.{kind.lower()}", written.getvalue())


def wav(name: str = "rain.wav", length: int = 1000) -> Upload:
    data = bytes(index % 251 for index in range(length))
    head = b"RIFF" + struct.pack("<I", 36 + length) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
    return Upload(name, head + b"data" + struct.pack("<I", length) + data)


def archive(name: str, *parts: str) -> Upload:
    written = BytesIO()
    with ZipFile(written, "w") as file:
        for part in parts:
            file.writestr(part, "x")
    return Upload(name, written.getvalue())


def moving(count: int, size: tuple[int, int], kind: str = "GIF") -> Upload:
    """An animation of that many different frames."""
    frames = [Picture.new("L", size, 10 * index % 256) for index in range(count)]
    written = BytesIO()
    frames[0].save(written, kind, save_all=True, append_images=frames[1:])
    return Upload(f"moving.{kind.lower()}", written.getvalue())


def huge_png(width: int, height: int) -> Upload:
    """A PNG of as many grey pixels as it says, and of few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * height)
    return Upload("huge.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))


def send(client: Client, *files: Upload, words: str = "A leaf", **fields: str) -> Any:
    """What the page of uploads answers, at the end of all redirections."""
    return client.post(reverse("content:media-add"), {"file": list(files), "words": words, **fields}, follow=True)


def refusals(answer: Any) -> list[str]:
    """The sentences beside the field of the files."""
    return list(answer.context["form"].errors.get("file", []))


def kept(by: User, file: Upload | None = None, words: str = "A leaf") -> MediaUpload:
    return keep_media(file=file or picture(), by=by, words=words)
