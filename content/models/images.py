"""Images that material shows: stored once, under the hash of their bytes."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Image(models.Model):
    """One image file. Its name in the storage is its `digest` (SHA-256) and extension, so equal files are one."""

    class Type(models.TextChoices):
        PNG = "png", "PNG"
        JPEG = "jpg", "JPEG"
        GIF = "gif", "GIF"
        WEBP = "webp", "WebP"

    digest = models.CharField(max_length=64, primary_key=True)
    type = models.CharField(_("type"), max_length=4, choices=Type)
    width = models.PositiveIntegerField(_("width (pixels)"))
    height = models.PositiveIntegerField(_("height (pixels)"))
    size = models.PositiveIntegerField(_("size (bytes)"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        indexes = [models.Index(fields=["uploaded_by", "-uploaded_at"], name="image_of_author")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("content:image", args=[self.digest, self.type])

    @property
    def name(self) -> str:
        """Its name in the storage."""
        return f"images/{self.digest}.{self.type}"

    @property
    def media_type(self) -> str:
        return "image/jpeg" if self.type == self.Type.JPEG else f"image/{self.type}"
