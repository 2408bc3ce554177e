"""Subjects as a tree, and free labels."""

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel


class TopicManager(models.Manager["Topic"]):
    def at_path(self, path: str) -> "Topic":
        """The topic at a path such as "Science / Biology", made with its ancestors where it is missing."""
        topic: Topic | None = None
        for name in (part.strip() for part in path.split("/") if part.strip()):
            full = f"{topic.path} / {name}" if topic else name
            topic, _created = self.get_or_create(path=full, defaults={"name": name, "parent": topic})
        if topic is None:
            raise ValueError("A topic's path has at least one name.")
        return topic


class Topic(TimeOrderedModel):
    """One subject. `path` names it from the root, so that ordering by it is the order of the tree."""

    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(_("name"), max_length=100)
    path = models.CharField(_("path"), max_length=500, unique=True)

    objects: ClassVar[TopicManager] = TopicManager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["path"]

    def __str__(self) -> str:
        return self.path

    @property
    def depth(self) -> int:
        return self.path.count(" / ")


class TagManager(models.Manager["Tag"]):
    def named(self, names: Iterable[str]) -> list["Tag"]:
        """The tags of these names, whatever their case; those that are missing are made."""
        wanted = {name.strip()[:60].lower(): name.strip()[:60] for name in names if name.strip()}
        if not wanted:
            return []
        lower = self.annotate(lower=Lower("name"))
        missing = wanted.keys() - set(lower.filter(lower__in=wanted).values_list("lower", flat=True))
        self.bulk_create([self.model(name=wanted[key]) for key in sorted(missing)], ignore_conflicts=True)
        return list(lower.filter(lower__in=wanted))


class Tag(TimeOrderedModel):
    """A free label, the same whatever its case."""

    name = models.CharField(_("name"), max_length=60)

    objects: ClassVar[TagManager] = TagManager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("name"), name="tag_name_unique_any_case")]

    def __str__(self) -> str:
        return self.name
