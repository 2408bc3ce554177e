"""What reviewers and authors say to each other about a piece, or about one item or field of it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel
from content.models.content import Content
from content.models.reviews import ReviewRequest
from content.models.versions import IMMUTABLE, NEVER_EMPTIED, ContentVersion, Item
from content.querysets import CommentThreadQuerySet

LONGEST_COMMENT = 4000  # characters


class CommentThread(TimeOrderedModel):
    """A conversation about a piece: about the whole, an `item`, or one `field` of it (a path into its data). It stays
    with them through every version until somebody resolves it. `version` is the one it began on, `request` the review
    in which it began, if it was in one; `is_problem`: it began with a reviewer's verdict that something is wrong."""

    content = models.ForeignKey(Content, on_delete=models.PROTECT, db_index=False, related_name="threads")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="threads")
    field = models.CharField(_("field"), max_length=100, blank=True)
    version = models.ForeignKey(ContentVersion, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(ReviewRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="threads")
    is_problem = models.BooleanField(_("began as a problem"), default=False)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)

    objects = CommentThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        ordering = ["opened_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | models.Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="thread_resolved_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(field="") | models.Q(item__isnull=False), name="thread_field_of_an_item"
            ),
        ]
        indexes = [models.Index(fields=["content", "opened_at", "id"], name="thread_of_content")]

    def __str__(self) -> str:
        return f"{self.content_id} {self.opened_at:%Y-%m-%d}"

    @property
    def is_resolved(self) -> bool:
        return self.resolved_at is not None


class Comment(TimeOrderedModel):
    """One thing said in a thread. Part of the record: nobody changes it afterwards."""

    thread = models.ForeignKey(CommentThread, on_delete=models.PROTECT, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("comment"), max_length=LONGEST_COMMENT)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="comment_says_something")]
        triggers = [IMMUTABLE, NEVER_EMPTIED]

    def __str__(self) -> str:
        return self.text[:60]
