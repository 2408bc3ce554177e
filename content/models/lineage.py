"""Where an item comes from, and what was said to a wording that came from elsewhere."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel
from content.models.content import Content
from content.models.versions import Item, ItemVersion


class Derivation(TimeOrderedModel):
    """`item` was made from `source` (a section, another item) as it read in `seen`. It is stale while the newest
    wording of the source has another fingerprint; whoever looks at it, or rewords the item, makes that `seen`."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="derivations")
    source = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="dependents")
    seen = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("derivation")
        verbose_name_plural = _("derivations")
        constraints = [
            models.UniqueConstraint(fields=["item", "source"], name="derivation_once"),
            models.CheckConstraint(condition=~models.Q(item=models.F("source")), name="derivation_of_another"),
        ]

    def __str__(self) -> str:
        return f"{self.item} ← {self.source}"


class DeclinedWording(TimeOrderedModel):
    """The authors of `content` do not want this wording, which an item of theirs got in another piece."""

    content = models.ForeignKey(Content, on_delete=models.CASCADE, related_name="declined_wordings")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("declined wording")
        verbose_name_plural = _("declined wordings")
        constraints = [models.UniqueConstraint(fields=["content", "item_version"], name="declined_wording_once")]

    def __str__(self) -> str:
        return f"{self.item_version}, {self.content}"
