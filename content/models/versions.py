"""The immutable snapshots of a piece."""

import uuid
from functools import cached_property
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel
from content.item_types import ItemData, get_item_type
from content.kinds import Frame
from content.models.content import Content

IMMUTABLE = pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete)
NEVER_EMPTIED = pgtrigger.Trigger(
    name="never_emptied",
    level=pgtrigger.Statement,
    when=pgtrigger.Before,
    operation=pgtrigger.Truncate,
    func="RAISE EXCEPTION 'Cannot truncate the record' USING ERRCODE = 'check_violation';",
)


class ContentVersion(TimeOrderedModel):
    """One numbered snapshot: a title, a frame, and the versions of the items in their order. Never updated:
    the database refuses it."""

    class Origin(models.TextChoices):
        USER = "user", _("Written")
        IMPORT = "import", _("Imported")
        RESTORE = "restore", _("Restored")
        AI_DRAFT = "ai_draft", _("Drafted by a model")
        AI_REVISION = "ai_revision", _("Revised by a model")
        QUALITY = "quality", _("Quality improvement")

    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), max_length=1000, blank=True)
    frame = models.JSONField(default=dict)
    text = models.TextField(help_text=_("All its words without markup, for search."))
    change_summary = models.CharField(_("what changed"), max_length=300, blank=True)
    origin = models.CharField(_("origin"), max_length=20, choices=Origin, default=Origin.USER)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    item_versions: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "content.ItemVersion", through="content.VersionItem", related_name="content_versions"
    )

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["content", "number"], name="version_number_unique")]
        triggers = [IMMUTABLE, NEVER_EMPTIED]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def parsed_frame(self) -> Frame:
        return self.content.kind_type.parse_frame(self.frame)


class Item(TimeOrderedModel):
    """The identity of one item through all its versions: what is approved, answered, scheduled and measured.
    `content` is where it was first written; other pieces may hold it too."""

    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="items")
    type = models.CharField(_("type"), max_length=40)
    external_id = models.CharField(_("identity in its source file"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [
            models.UniqueConstraint(
                fields=["content", "external_id"],
                condition=~models.Q(external_id=""),
                name="item_external_id_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"


class ItemVersion(TimeOrderedModel):
    """One immutable wording of an item, its source in `data`. `fingerprint` covers all that a student sees,
    `answer_fingerprint` what counts as right (see `content.item_types`)."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    data = models.JSONField()
    heading = models.CharField(_("heading"), max_length=120)
    fingerprint = models.CharField(max_length=64)
    answer_fingerprint = models.CharField(max_length=64)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    id: "models.UUIDField[uuid.UUID, uuid.UUID]"
    pool: str = ""  # no column: that of the snapshot it was loaded with (see `content.documents.load_items`)

    class Meta:
        verbose_name = _("item version")
        verbose_name_plural = _("item versions")
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="item_version_number_unique")]
        indexes = [
            models.Index(fields=["fingerprint"], name="item_version_fingerprint"),
            # which item it is of, without reading the long rows: what goes through all material needs no more
            models.Index(fields=["id"], include=["item"], name="item_version_item"),
        ]
        triggers = [IMMUTABLE, NEVER_EMPTIED]

    def __str__(self) -> str:
        return self.heading

    @cached_property
    def parsed(self) -> ItemData:
        """`data` as the type of its item reads it: once, for it never changes."""
        parsed: ItemData = get_item_type(self.item.type).parse(self.data)
        return parsed


class VersionItem(models.Model):
    """Which item versions a snapshot holds, and in what order. Of the items in a named `pool`, each student gets as
    many as the frame draws from it; those in none are for everybody."""

    version = models.ForeignKey(ContentVersion, on_delete=models.PROTECT, related_name="entries")
    item_version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField()
    pool = models.CharField(_("pool"), max_length=60, blank=True, db_default="")

    objects: ClassVar[models.Manager["VersionItem"]] = models.Manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="version_item_position_unique"),
            models.UniqueConstraint(fields=["version", "item_version"], name="version_item_once"),
        ]
        triggers = [IMMUTABLE, NEVER_EMPTIED]

    def __str__(self) -> str:
        return f"{self.version_id} {self.position}"


class ItemCard(models.Model):
    """One card that an item version can be learnt as, and what counts as right on it (see `ItemType.card_keys`): found
    out once, when the wording is written, so that the database can tell which cards are new, and whose memory a new
    wording touches. Questions have none: as a card they have no name, and the answer of their item."""

    item_version = models.ForeignKey(ItemVersion, on_delete=models.CASCADE, db_index=False, related_name="cards")
    name = models.CharField(_("name"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    answer_fingerprint = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("card of an item")
        verbose_name_plural = _("cards of items")
        constraints = [models.UniqueConstraint(fields=["item_version", "name"], name="item_card_unique")]

    def __str__(self) -> str:
        return f"{self.item_version_id} {self.name}"


class ItemRendering(models.Model):
    """The sanitised HTML of an item version, made once by `renderer` (see `content.rendering.RENDERER`).
    A cache, and so apart from the immutable source: a better renderer may write it anew."""

    item_version = models.OneToOneField(
        ItemVersion, on_delete=models.CASCADE, primary_key=True, related_name="rendering"
    )
    html = models.JSONField()
    renderer = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("rendering")
        verbose_name_plural = _("renderings")

    def __str__(self) -> str:
        return str(self.item_version_id)


class Draft(TimeOrderedModel):
    """What somebody typed that is no version yet: the editor's fields as they were sent. At most one a person and
    piece; `revision` counts how often it was saved, so that a second window does not overwrite the first."""

    content = models.ForeignKey(Content, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    base_version = models.ForeignKey(ContentVersion, on_delete=models.PROTECT, null=True, related_name="+")
    fields = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0, db_default=0)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["content", "author"], name="draft_one_each")]

    def __str__(self) -> str:
        return f"{self.content} ({self.author})"
