"""Taking images in: opened before they are believed, rid of what the camera wrote into them, stored once."""

import hashlib
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image as Picture
from PIL import ImageOps, UnidentifiedImageError

from accounts.models import User
from accounts.refusals import Refusal
from content.access import require
from content.models import Image
from content.querysets import AUTHOR

MAX_BYTES = 5_000_000
MAX_PIXELS = 40_000_000
LONGEST_SIDE = 2000  # pixels: more than a page of text ever shows
_TYPES = {"PNG": Image.Type.PNG, "JPEG": Image.Type.JPEG, "GIF": Image.Type.GIF, "WEBP": Image.Type.WEBP}


def store_image(*, file: "UploadedFile[bytes]", by: User) -> Image:
    """The image, as it may be shown. Equal files are stored once. Raises PermissionDenied unless `by` may write;
    Refusal for a file that is too large or is no PNG, JPEG, GIF or WebP image."""
    require(by, AUTHOR)
    if (file.size or 0) > MAX_BYTES:
        raise Refusal(_("This image is larger than 5 MB. Make it smaller, then upload it again."))
    content, image = _read(file.read(), by)
    if not default_storage.exists(image.name):
        default_storage.save(image.name, ContentFile(content))
    stored, _created = Image.objects.get_or_create(
        digest=image.digest,
        defaults={
            "type": image.type,
            "width": image.width,
            "height": image.height,
            "size": image.size,
            "uploaded_by": by,
        },
    )
    return stored


def _read(raw: bytes, by: User) -> tuple[bytes, Image]:
    """The bytes to keep and their row, not yet saved. Pillow opens a file of millions of pixels lazily."""
    try:
        with Picture.open(BytesIO(raw), formats=list(_TYPES)) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Refusal(_("This image has more than 40 million pixels. Make it smaller, then upload it again."))
            kind = _TYPES[str(picture.format)]
            content, width, height = _cleaned(picture, raw)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Picture.DecompressionBombError) as error:
        raise Refusal(_("This file is no image that can be shown. Upload a PNG, JPEG, GIF or WebP file.")) from error
    digest = hashlib.sha256(content).hexdigest()
    return content, Image(digest=digest, type=kind, width=width, height=height, size=len(content), uploaded_by=by)


def _cleaned(picture: Picture.Image, raw: bytes) -> tuple[bytes, int, int]:
    """The image written anew: upright, no larger than a page needs, without place, time and camera. An animation
    stays as it is once every frame has been read."""
    if getattr(picture, "n_frames", 1) > 1:
        for frame in range(picture.n_frames):  # type: ignore[attr-defined]
            picture.seek(frame)
            picture.load()
        return raw, picture.width, picture.height
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright.info.pop("exif", None)
    written = BytesIO()
    upright.save(written, format=picture.format, optimize=True)
    return written.getvalue(), upright.width, upright.height
