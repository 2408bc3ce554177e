"""Files that material shows or hands out: stored once, under the hash of their bytes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel
from content.media import TYPES, MediaAddress, MediaSort, MediaType
from content.media_html import thumbnail_path
from content.models.versions import ContentVersion, ItemVersion
from content.querysets import MediaUploadQuerySet

FOLDERS = {MediaSort.IMAGE: "images", MediaSort.AUDIO: "audio", MediaSort.ATTACHMENT: "attachments"}


class MediaFile(models.Model):
    """One file, whoever brought it. Its name in the storage is its `digest` (SHA-256) and its type, so equal files are
    one; `type` is one of `content.media.TYPES`. Only images have a width and a height."""

    digest = models.CharField(max_length=64, primary_key=True)
    type = models.CharField(_("type"), max_length=5)
    width = models.PositiveIntegerField(_("width (pixels)"), null=True)
    height = models.PositiveIntegerField(_("height (pixels)"), null=True)
    size = models.PositiveIntegerField(_("size (bytes)"))
    kept_at = models.DateTimeField(_("kept"), default=timezone.now)

    class Meta:
        verbose_name = _("media file")
        verbose_name_plural = _("media files")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("content:media-file", args=[self.digest, self.type])

    @property
    def kind(self) -> MediaType:
        return TYPES[self.type]

    @property
    def name(self) -> str:
        """Its name in the storage."""
        return f"{FOLDERS[self.kind.sort]}/{self.digest}.{self.type}"

    def thumbnail_name(self, size: str) -> str:
        """The name in the storage of its "small" or "middle" copy, which images of that size or less do not have."""
        return f"{FOLDERS[self.kind.sort]}/{self.digest}-{size}.webp"

    @property
    def is_image(self) -> bool:
        return self.kind.sort == MediaSort.IMAGE

    @property
    def is_audio(self) -> bool:
        return self.kind.sort == MediaSort.AUDIO

    @property
    def is_used(self) -> bool:
        """Whether any version of any piece points at it."""
        return self.uses.exists() or self.frame_uses.exists()

    @property
    def thumbnail_url(self) -> str:
        return thumbnail_path(self.digest, "small")


class MediaUpload(TimeOrderedModel):
    """One person has this file among hers: its name as she brought it, and the words that stand for it. An image
    that says nothing (`is_decorative`) needs none."""

    file = models.ForeignKey(MediaFile, on_delete=models.CASCADE, related_name="uploads")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=200)
    words = models.CharField(_("alternative text"), max_length=300, blank=True)
    is_decorative = models.BooleanField(_("decorative"), default=False)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    objects: ClassVar[MediaUploadQuerySet] = MediaUploadQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        constraints = [models.UniqueConstraint(fields=["file", "person"], name="media_upload_once")]
        indexes = [models.Index(fields=["person", "-uploaded_at", "-id"], name="media_upload_of_person")]

    def __str__(self) -> str:
        return self.name

    @property
    def needs_words(self) -> bool:
        """Whether it cannot be shown yet: nobody said what it shows, nor that it shows nothing."""
        return self.file.is_image and not (self.words or self.is_decorative)

    @property
    def address(self) -> MediaAddress:
        """How a text points at it, with all that a page has to know beforehand."""
        file = self.file
        size = {"width": file.width, "height": file.height} if file.width and file.height else {"size": file.size}
        return MediaAddress(file.digest, file.type, **size, is_decorative=self.is_decorative)

    @property
    def markdown(self) -> str:
        """The line that shows it, plays it or hands it out; empty while it needs words."""
        if self.needs_words:
            return ""
        words = self.words or ("" if self.is_decorative else self.name)
        escaped = "".join(f"\\{letter}" if letter in "\\[]`*_<$&" else letter for letter in words)
        return f"{'' if self.file.kind.sort == MediaSort.ATTACHMENT else '!'}[{escaped}]({self.address})"


class MediaUse(models.Model):
    """A wording of an item points at a file, written down as the wording is. The file need not be here: a text may
    point at one that nobody brought yet."""

    file = models.ForeignKey(MediaFile, on_delete=models.DO_NOTHING, db_constraint=False, related_name="uses")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, related_name="media_uses")

    objects: ClassVar[models.Manager["MediaUse"]] = models.Manager()

    class Meta:
        verbose_name = _("use of media")
        verbose_name_plural = _("uses of media")
        constraints = [models.UniqueConstraint(fields=["file", "item_version"], name="media_use_once")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.item_version_id}"


class FrameUse(models.Model):
    """What a version of a piece keeps beside its items, such as the recording of a podcast, points at a file; written
    down as the version is."""

    file = models.ForeignKey(
        MediaFile, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="frame_uses"
    )
    version = models.ForeignKey(ContentVersion, on_delete=models.CASCADE, related_name="frame_uses")

    objects: ClassVar[models.Manager["FrameUse"]] = models.Manager()

    class Meta:
        verbose_name = _("use of media by a whole")
        verbose_name_plural = _("uses of media by wholes")
        constraints = [models.UniqueConstraint(fields=["file", "version"], name="frame_use_once")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.version_id}"
