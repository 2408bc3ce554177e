"""Handing out a stored file: whole, or the part of it that a player asks for (RFC 9110, 14)."""

import io
import re
from typing import IO
from urllib.parse import quote

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts.refusals import NotHere

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_POLICY = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox"


class _Part(io.RawIOBase):
    """The bytes of a file from `start`, `length` of them."""

    def __init__(self, file: IO[bytes], start: int, length: int) -> None:
        file.seek(start)
        self._file, self._left = file, length

    def read(self, size: int = -1) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        data = self._file.read(wanted)
        self._left -= len(data)
        return data

    def close(self) -> None:
        self._file.close()
        super().close()


def serve(request: HttpRequest, name: str, *, media_type: str, etag: str, save_as: str = "") -> FileResponse:
    """The stored file `name`; as a download called `save_as`, where that is given. Its type is the one we say, and
    whatever stands in it runs nowhere. Raises Http404 when it is gone."""
    if not default_storage.exists(name):
        raise NotHere(_("This file is gone. Upload it again."))
    size = default_storage.size(name)
    asked = _asked(request, size, etag)
    if asked is not None and asked[1] <= 0:
        response = FileResponse(io.BytesIO(b""), status=416, content_type="text/plain")
        response["Content-Range"] = f"bytes */{size}"
    elif asked is not None:
        start, length = asked
        part = _Part(default_storage.open(name), start, length)
        response = FileResponse(part, status=206, content_type=media_type)
        response["Content-Range"] = f"bytes {start}-{start + length - 1}/{size}"
        response["Content-Length"] = str(length)
    else:
        response = FileResponse(default_storage.open(name), content_type=media_type)
        response["Content-Length"] = str(size)
    _guard(response, etag, save_as)
    return response


def _guard(response: FileResponse, etag: str, save_as: str) -> None:
    response["Content-Disposition"] = content_disposition_header(bool(save_as), save_as) or "inline"
    response["Content-Security-Policy"] = _POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = f'"{quote(etag)}"'
    response["Content-Encoding"] = "identity"  # compressed on the way, a part would no longer be that part


def _asked(request: HttpRequest, size: int, etag: str) -> tuple[int, int] | None:
    """Where the part that is asked for begins and how long it is (not above 0: there is no such part), None for the
    whole. Several parts at once are answered with the whole, as the standard allows."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if found is None or not (found[1] or found[2]):
        return None
    if request.headers.get("If-Range", f'"{etag}"') != f'"{etag}"':
        return None
    if not found[1]:
        start, end = max(0, size - int(found[2])), size - 1
    else:
        start, end = int(found[1]), min(int(found[2] or size), size - 1)
        if found[2] and int(found[2]) < start:
            return None
    return start, end - start + 1
