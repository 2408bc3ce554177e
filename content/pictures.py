"""Images as they are kept: opened before they are believed, rid of what the camera wrote into them, and made small."""

from dataclasses import dataclass, field
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image as Picture
from PIL import ImageOps, UnidentifiedImageError

from content.media import UnknownMedia
from content.media_html import MIDDLE

MAX_PIXELS = 40_000_000
MAX_MOVING_PIXELS = 100_000_000  # of all frames together
LONGEST_SIDE = 2000  # pixels: more than a page of text ever shows
SIZES = {"small": 240, "middle": MIDDLE}  # pixels of the longest side
_EXTENSIONS = {"PNG": "png", "JPEG": "jpg", "MPO": "jpg", "GIF": "gif", "WEBP": "webp"}
_KEPT = ("icc_profile", "transparency")  # of what stands beside the pixels: without these the colours change
_UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    Picture.DecompressionBombError,
)


@dataclass(frozen=True)
class CleanImage:
    """The bytes to keep, what they are, and the smaller copies (WebP) by the name of their size."""

    content: bytes
    extension: str
    width: int
    height: int
    smaller: dict[str, bytes] = field(default_factory=dict)


def clean_image(raw: bytes) -> CleanImage:
    """The image upright, no larger than a page needs, without place, time and camera. An animation stays as it is,
    once every frame has been read. Raises UnknownMedia, with a sentence."""
    try:
        with Picture.open(BytesIO(raw), formats=["PNG", "JPEG", "GIF", "WEBP"]) as picture:
            _check_size(picture.width * picture.height, MAX_PIXELS)
            extension = _EXTENSIONS[str(picture.format)]
            frames = 1 if picture.format == "MPO" else getattr(picture, "n_frames", 1)
            if frames > 1:
                return _moving(picture, raw, extension, frames)
            return _still(picture, extension)
    except _UNREADABLE as error:
        if isinstance(error, UnknownMedia):
            raise
        raise UnknownMedia(
            _("This file is no image that can be shown. Upload a PNG, JPEG, GIF or WebP file.")
        ) from error


def _check_size(pixels: int, limit: int) -> None:
    if pixels > limit:
        raise UnknownMedia(
            _("This image has more than %(limit)d million pixels. Make it smaller, then upload it again.")
            % {"limit": limit // 1_000_000}
        )


def _moving(picture: Picture.Image, raw: bytes, extension: str, frames: int) -> CleanImage:
    _check_size(picture.width * picture.height * frames, MAX_MOVING_PIXELS)
    read = 0
    for frame in range(frames):
        picture.seek(frame)
        read += picture.width * picture.height  # a frame may be larger than the first
        _check_size(read, MAX_MOVING_PIXELS)
        picture.load()
    picture.seek(0)
    small = _copy(picture, SIZES["small"])
    return CleanImage(raw, extension, picture.width, picture.height, {"small": small})


def _still(picture: Picture.Image, extension: str) -> CleanImage:
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright.info = {name: value for name, value in upright.info.items() if name in _KEPT}
    written = BytesIO()
    upright.save(written, format="JPEG" if extension == "jpg" else picture.format, optimize=True, quality=85)
    smaller = {name: _copy(upright, longest) for name, longest in SIZES.items() if longest < max(upright.size)}
    return CleanImage(written.getvalue(), extension, upright.width, upright.height, smaller)


def _copy(picture: Picture.Image, longest: int) -> bytes:
    has_holes = "transparency" in picture.info or picture.mode in ("RGBA", "LA", "PA")
    copy = picture.convert("RGBA" if has_holes else "RGB")
    copy.info = {}
    copy.thumbnail((longest, longest))
    written = BytesIO()
    copy.save(written, format="WEBP", quality=80)
    return written.getvalue()
