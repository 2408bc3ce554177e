"""Items from elsewhere: put into a piece by reference, so that they stay one item, approved and measured once."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.refusals import Refusal
from content.access import require
from content.actions.drafting import create_content, save_version
from content.actions.locking import lock_content_for_author
from content.actions.versioning import Saved
from content.bank import reusable_wordings
from content.documents import Document, DocumentItem, load_items, to_document, to_document_item
from content.kinds import Kind, get_kind
from content.models import Content, ItemVersion
from content.querysets import AUTHOR

NAMED = 3  # items that a refusal names; of the others it says how many


@transaction.atomic
def reuse_items(*, content: Content, items: Sequence[UUID], by: User, pool: str = "") -> Saved:
    """Put these items behind what `content` holds, in their order and as they read where `by` may see them newest, all
    of them into `pool` where one is named. Her draft of the piece stays as it is.

    Raises PermissionDenied unless she may edit the piece; WrongState while it waits for review or is archived; Refusal,
    naming the items, where she may not see one, the kind cannot hold it, or the piece has it already."""
    content = lock_content_for_author(content, by)
    version = content.latest_version
    assert version is not None, "a piece is created with its first version"
    held = load_items(version, is_shown=False)
    found = _find(items, by)
    _require_fitting(content.kind_type, found, pool)
    _require_absent(content, found, held)
    document = to_document(version, held)
    return save_version(
        content=content,
        document=replace(document, items=(*document.items, *_into(found, pool))),
        by=by,
        base_number=version.number,
        change_summary=_summary(found),
        held=held,
        lent=[entry.item_id for entry in found],
    )


@transaction.atomic
def create_from_items(*, title: str, kind: str, items: Sequence[UUID], by: User, pool: str = "") -> Saved:
    """A new piece of that kind which holds these items by reference. Raises what `reuse_items` does."""
    require(by, AUTHOR)
    found = _find(items, by)
    _require_fitting(get_kind(kind), found, pool)
    return create_content(
        document=Document(title, kind, frame=get_kind(kind).frame_model(), items=_into(found, pool)),
        by=by,
        change_summary=_summary(found),
        lent=[entry.item_id for entry in found],
    )


def has_pools(kind: Kind) -> bool:
    """Whether pieces of this kind can draw items from pools."""
    return "draws" in kind.frame_model.model_fields


def _find(items: Sequence[UUID], by: User) -> list[ItemVersion]:
    """The newest wording of each that `by` may see."""
    wanted = list(dict.fromkeys(items))
    if not wanted:
        raise Refusal(_("No item is chosen. Choose at least one in the item bank."))
    found = reusable_wordings(by, wanted)
    if gone := len(wanted) - len(found):
        sentence = ngettext(
            "One of these items is not in your item bank any more. Choose again.",
            "%(count)d of these items are not in your item bank any more. Choose again.",
            gone,
        )
        raise Refusal(sentence % {"count": gone})
    return [found[item] for item in wanted]


def _require_fitting(kind: Kind, found: Collection[ItemVersion], pool: str) -> None:
    if others := [entry for entry in found if entry.item.type not in kind.item_types]:
        sentence = _("This kind of material (%(kind)s) cannot hold %(items)s. Leave that out, or choose another piece.")
        raise Refusal(sentence % {"kind": kind.label, "items": _names(others)})
    if pool and not has_pools(kind):
        raise Refusal(_("Only a quiz draws from pools. Leave the pool empty."))


def _require_absent(content: Content, found: Collection[ItemVersion], held: Collection[ItemVersion]) -> None:
    there = {entry.item_id for entry in held}
    if twice := [entry for entry in found if entry.item_id in there]:
        sentence = _("“%(title)s” holds %(items)s already. Leave that out, then put in the rest.")
        raise Refusal(sentence % {"title": content.title, "items": _names(twice)})


def _names(entries: Sequence[ItemVersion]) -> str:
    """“One”, “another” and 3 more."""
    shown = [_("“%(heading)s”") % {"heading": entry.heading} for entry in entries[:NAMED]]
    if more := len(entries) - NAMED if len(entries) > NAMED else 0:
        shown.append(ngettext("%(count)d more", "%(count)d more", more) % {"count": more})
    return (
        shown[0]
        if len(shown) == 1
        else _("%(first)s and %(last)s") % {"first": ", ".join(shown[:-1]), "last": shown[-1]}
    )


def _into(found: Collection[ItemVersion], pool: str) -> tuple[DocumentItem, ...]:
    return tuple(replace(to_document_item(entry), pool=pool) for entry in found)


def _summary(found: Collection[ItemVersion]) -> str:
    sentence = ngettext(
        "Put in %(count)d item from the item bank", "Put in %(count)d items from the item bank", len(found)
    )
    return sentence % {"count": len(found)}
