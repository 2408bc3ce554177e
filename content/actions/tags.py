"""Tags: those of a piece, and the labels themselves, kept by staff.

Whoever gives a piece a tag holds the tag first and the piece then, as whoever merges or deletes the tag does: so that
none of them waits for the other in a circle, and no piece is left with a tag that is gone."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal
from content.actions.locking import lock_content_for_author
from content.models import Content, Tag
from content.text import is_visible

MAX_TAGS = 20  # of one piece
MAX_NAME = 60
_Tagging = Content.tags.through
_TRIES = 3


def hold_tags(names: Iterable[str], content: Content | None = None) -> list[Tag]:
    """The tags of these names, made where they are missing; nobody else changes them, nor those that `content` has so
    far, until the transaction ends."""
    wanted = list(names)
    former = set(content.tags.values_list("pk", flat=True)) if content else set()
    held: list[Tag] = []
    for _attempt in range(_TRIES):  # one that was merged or deleted while we waited for it is made again
        named = {tag.pk for tag in Tag.objects.named(wanted)}
        held = [tag for tag in _locked(named | former, no_key=True) if tag.pk in named]
        if len(held) == len(named):
            break
    return held


@transaction.atomic
def add_tags(*, content: Content, names: Sequence[str], by: User) -> None:
    """Give the piece these tags beside those it has. Raises PermissionDenied; Refusal when they would be too many."""
    tags = hold_tags(names, content)
    content = lock_content_for_author(content, by)
    content.tags.add(*tags)
    if (count := content.tags.count()) > MAX_TAGS:
        raise Refusal(
            _("It would have %(count)d tags; at most %(limit)d fit. Take some away first.")
            % {"count": count, "limit": MAX_TAGS}
        )


@transaction.atomic
def remove_tags(*, content: Content, names: Sequence[str], by: User) -> None:
    """Take these tags from the piece, whatever their case. Raises PermissionDenied."""
    wanted = {name.strip().lower() for name in names}
    hold_tags([], content)
    content = lock_content_for_author(content, by)
    content.tags.remove(*(tag for tag in content.tags.all() if tag.name.lower() in wanted))


@transaction.atomic
def create_tag(*, name: str, by: User) -> Tag:
    """A new label. Raises PermissionDenied; Refusal for a name that cannot be."""
    _require_permission(by, "content.add_tag")
    name = check_name(name)
    tag, is_new = Tag.objects.get_or_create(name__iexact=name, defaults={"name": name})
    if not is_new:
        raise Refusal(_("There is a tag “%(name)s” already.") % {"name": tag.name})
    return tag


@transaction.atomic
def rename_tag(*, tag: Tag, name: str, by: User) -> Tag:
    """Call the tag otherwise, on every piece that has it. Raises PermissionDenied; Refusal for a name that cannot be,
    or that another tag has: those two are to be merged."""
    _require_permission(by, "content.change_tag")
    name = check_name(name)
    tag = _one(tag)
    if Tag.objects.filter(name__iexact=name).exclude(pk=tag.pk).exists():
        raise Refusal(_("There is a tag “%(name)s” already. Merge the two instead.") % {"name": name})
    tag.name = name
    tag.save(update_fields=["name"])
    return tag


@transaction.atomic
def merge_tags(*, tags: Iterable[Tag], into: Tag, by: User) -> int:
    """Every piece that has one of `tags` has `into` instead; they are gone then. Returns how many pieces got it.
    Raises PermissionDenied; Refusal when one of them is gone already."""
    _require_permission(by, "content.delete_tag")
    sources = {tag.pk for tag in tags} - {into.pk}
    held = {tag.pk for tag in _locked({*sources, into.pk})}
    if into.pk not in held or not sources:
        raise Refusal(_("There is nothing to merge any more. Somebody else did it, or deleted the tag."))
    tagged = set(_Tagging.objects.filter(tag__in=sources).values_list("content", flat=True))
    tagged -= set(_Tagging.objects.filter(tag=into.pk).values_list("content", flat=True))
    _Tagging.objects.bulk_create(
        (_Tagging(content_id=content, tag_id=into.pk) for content in sorted(tagged)), ignore_conflicts=True
    )
    _remove(sources)
    return len(tagged)


@transaction.atomic
def delete_tags(*, tags: Iterable[Tag], by: User) -> int:
    """Take the tags from every piece, and from the list. Returns how many tags were still there. Raises
    PermissionDenied."""
    _require_permission(by, "content.delete_tag")
    held = [tag.pk for tag in _locked({tag.pk for tag in tags})]
    _remove(held)
    return len(held)


def check_name(name: str) -> str:
    """The name as it is kept. Raises Refusal, with a sentence, where it cannot be one."""
    name = " ".join(name.split())
    if not is_visible(name):
        raise Refusal(_("A tag needs a name."))
    if "," in name:
        raise Refusal(_("A tag has no comma: a comma stands between tags."))
    if len(name) > MAX_NAME:
        raise Refusal(_("A tag has at most %(limit)d characters. Shorten it.") % {"limit": MAX_NAME})
    return name


def _remove(keys: Collection[UUID]) -> None:
    _Tagging.objects.filter(tag__in=keys).delete()
    Tag.objects.filter(pk__in=keys).delete()


def _one(tag: Tag) -> Tag:
    for held in _locked({tag.pk}):
        return held
    raise Refusal(_("This tag is gone. Somebody merged or deleted it."))


def _locked(keys: Collection[UUID], *, no_key: bool = False) -> "QuerySet[Tag]":
    """Held in one order, whoever asks."""
    return Tag.objects.select_for_update(no_key=no_key).filter(pk__in=keys).order_by("pk")


def _require_permission(by: User, permission: str) -> None:
    if not by.has_perm(permission):
        raise PermissionDenied(_("Your role cannot change tags. Ask an administrator for the staff role."))
