"""The record of what became of every piece."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel
from content.models.content import Content
from content.models.reviews import ReviewRequest
from content.models.versions import IMMUTABLE, NEVER_EMPTIED, ContentVersion
from content.verbs import label_of


class Transition(TimeOrderedModel):
    """The record: every change of state of a piece, and who took it in hand, append-only. What was seen then, item by
    item, is in `version`, which never changes."""

    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="transitions")
    version = models.ForeignKey(ContentVersion, on_delete=models.PROTECT, null=True, related_name="+")
    request = models.ForeignKey(ReviewRequest, on_delete=models.PROTECT, null=True, db_index=False, related_name="+")
    verb = models.CharField(_("what happened"), max_length=40)
    from_status = models.CharField(_("from"), max_length=20, blank=True)
    to_status = models.CharField(_("to"), max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("reason"), blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("transition")
        verbose_name_plural = _("record")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["content", "-at", "-id"], name="transition_of_content")]
        triggers = [IMMUTABLE, NEVER_EMPTIED]

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d %H:%M}"

    @property
    def label(self) -> str:
        """What happened, in words."""
        return label_of(self.verb)

    @property
    def has_moved(self) -> bool:
        """Whether the state changed: who claims a request changes none."""
        return self.from_status != self.to_status
