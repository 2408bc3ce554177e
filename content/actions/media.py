"""Media: taking files in, saying what they show, and letting go of what nothing shows."""

import hashlib
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Sum, TextField
from django.db.models.functions import Cast
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal, WrongState
from content.access import get_media_upload, require
from content.media import MediaSort, UnknownMedia, sniff
from content.models import Draft, MediaFile, MediaUpload
from content.pictures import SIZES, CleanImage, clean_image
from content.querysets import AUTHOR

MAX_NAME = 120  # characters


def keep_media(*, file: "File[bytes]", by: User, words: str = "", is_decorative: bool = False) -> MediaUpload:
    """The file among those of `by`, stored once whoever brings it; who brings it again gives it another name or other
    words. Raises PermissionDenied unless `by` may write; Refusal for a file that is too large, of no kind that is
    kept, or more than her share. An image without words is kept, and cannot be used before it has some."""
    require(by, AUTHOR)
    kept, content, smaller = _read(file)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # her uploads go one by one: her share is counted
        _hold(kept.digest)
        _check_share(by, kept)
        stored = MediaFile.objects.filter(pk=kept.digest).first() or kept
        _store(stored, content, smaller)
        if stored is kept:
            kept.save(force_insert=True)
        said = {"words": words, "is_decorative": is_decorative and not words} if words or is_decorative else {}
        upload, _created = MediaUpload.objects.update_or_create(
            file=stored,
            person=by,
            defaults={"name": _tidy(file.name or "", stored.type), "uploaded_at": timezone.now(), **said},
        )
    return upload


def describe_media(*, upload: MediaUpload, by: User, words: str, is_decorative: bool = False) -> MediaUpload:
    """Say what the file shows, or that it shows nothing. What material says of it already stays as it is. Raises
    Refusal when an image would have neither; PermissionDenied; Http404 for another's."""
    upload = get_media_upload(by, upload.pk)
    if upload.file.is_image and not (words or is_decorative):
        raise Refusal(_("Say in a few words what the image shows, or that it is decorative."))
    upload.words, upload.is_decorative = words, is_decorative and not words
    upload.save(update_fields=["words", "is_decorative"])
    return upload


@transaction.atomic
def delete_media(*, upload: MediaUpload, by: User) -> None:
    """Take the file from those of `by`; nobody else having it, it is gone once this is committed. Raises WrongState
    while any wording, of whatever version, or a draft shows it; PermissionDenied; Http404 for another's."""
    upload = get_media_upload(by, upload.pk)
    _hold(upload.file_id)
    file = MediaFile.objects.select_for_update().get(pk=upload.file_id)
    if file.is_used:
        raise WrongState(_("“%(name)s” is used, if only by an earlier version. It stays.") % {"name": upload.name})
    if Draft.objects.annotate(text=Cast("fields", TextField())).filter(text__contains=file.digest).exists():
        raise WrongState(_("A draft that is not saved yet uses “%(name)s”. It stays.") % {"name": upload.name})
    upload.delete()
    if not file.uploads.exists():
        digest = file.pk
        names = [file.name, *(file.thumbnail_name(size) for size in SIZES if file.is_image)]
        file.delete()
        transaction.on_commit(lambda: _forget(digest, names))


def _read(file: "File[bytes]") -> tuple[MediaFile, bytes, dict[str, bytes]]:
    """The row, not yet saved, the bytes to keep and those of smaller copies. Raises Refusal."""
    limits = settings.MEDIA_LIMITS
    if (file.size or 0) > max(limits.values()):
        raise _too_large(max(limits.values()))
    raw = file.read()
    try:
        kind = sniff(raw, file.name or "")
        if len(raw) > limits[kind.sort]:
            raise _too_large(limits[kind.sort])
        image = clean_image(raw) if kind.sort == MediaSort.IMAGE else None
    except UnknownMedia as error:
        raise Refusal(error) from error
    return _row(image, kind.extension, image.content if image else raw)


def _too_large(limit: int) -> Refusal:
    return Refusal(_("This is larger than %(limit)s. Make it smaller, then upload it again.") % _bytes(limit))


def _bytes(limit: int) -> dict[str, str]:
    return {"limit": f"{limit // 1_000_000} MB"}


def _row(image: CleanImage | None, extension: str, content: bytes) -> tuple[MediaFile, bytes, dict[str, bytes]]:
    row = MediaFile(digest=hashlib.sha256(content).hexdigest(), type=extension, size=len(content))
    if image is None:
        return row, content, {}
    row.type, row.width, row.height = image.extension, image.width, image.height
    return row, content, image.smaller


def _check_share(by: User, file: MediaFile) -> None:
    """Everybody has room for so much; a file that she has already takes no more."""
    others = MediaUpload.objects.filter(person=by).exclude(file=file.digest)
    taken = others.aggregate(size=Sum("file__size"))["size"] or 0
    if taken + file.size > settings.MEDIA_SHARE:
        raise Refusal(
            _("Your files take %(taken)s of your %(limit)s. Delete some that nothing uses, or ask for more room.")
            % {"taken": filesizeformat(taken), **_bytes(settings.MEDIA_SHARE)}
        )


def _hold(digest: str) -> None:
    """Until the transaction ends, nobody else stores or removes the file of this digest."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])


def _store(file: MediaFile, content: bytes, smaller: dict[str, bytes]) -> None:
    """Write what is not there whole: a crash may have left part of it."""
    names = {file.name: content, **{file.thumbnail_name(size): copy for size, copy in smaller.items()}}
    for name, data in names.items():
        if default_storage.exists(name):
            if default_storage.size(name) == len(data):
                continue
            default_storage.delete(name)
        default_storage.save(name, ContentFile(data))


def _forget(digest: str, names: Sequence[str]) -> None:
    """Remove the stored files, unless somebody has brought this one again in the meantime."""
    with transaction.atomic():
        _hold(digest)
        if not MediaFile.objects.filter(pk=digest).exists():
            for name in names:
                default_storage.delete(name)


def visible_name(name: str) -> str:
    """The last part of a path, without control and direction characters: to show, and to save under."""
    visible = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in name)
    return PurePosixPath(" ".join(visible.replace("\\", "/").split())).name


def _tidy(name: str, extension: str) -> str:
    """The name, ending in what the file is."""
    path = PurePosixPath(visible_name(name))
    is_said = path.suffix.lower().lstrip(".") in _SPELLINGS.get(extension, (extension,))
    stem = (path.stem if is_said else path.name).strip(". ")
    return f"{stem[:MAX_NAME] or _('file')}.{extension}"


_SPELLINGS = {"jpg": ("jpg", "jpeg"), "ogg": ("ogg", "oga", "opus"), "m4a": ("m4a", "mp4", "m4b")}
