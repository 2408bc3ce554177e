"""Who writes a piece, what somebody is asked to write along with, and what she typed into material that is not hers to
write any more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from content.item_diff import field_order, label_of
from content.models import Authorship, Content, Draft

_NOT_WRITTEN = {"csrfmiddlewaretoken", "base", "as", "do", "item", "revision", "window", "page", "add_type"}
_NOT_WRITTEN_ENDS = ("-id", "-type", "-extra", "-closed", "-removed", "-DELETE", "-ORDER", "format", "credit")
_SWITCHES = {"on", "true", "false"}


@dataclass(frozen=True)
class TypedText:
    """What was typed into one field of the editor."""

    label: str
    text: str

    @property
    def rows(self) -> int:
        return min(12, 1 + self.text.count("\n") + len(self.text) // 80)


def invitations_for(user: User) -> list[Authorship]:
    """What `user` is asked to write along with and has not answered, the newest first. One query."""
    return list(_authorships(user).filter(accepted_at__isnull=True).order_by("-invited_at", "-id"))


def written_along_by(user: User) -> list[Authorship]:
    """The material of others that `user` writes along with. One query."""
    return list(_authorships(user).filter(accepted_at__isnull=False).order_by("-accepted_at", "-id"))


def co_authors_of(content: Content) -> list[Authorship]:
    """Who was asked to write along, those first who do. One query."""
    asked = content.authorships.select_related("author", "invited_by")
    return sorted(asked, key=lambda found: (found.accepted_at is None, found.accepted_at or found.invited_at))


def kept_drafts(user: User) -> QuerySet[Draft]:
    """What `user` typed into material that she may not edit any more: hers to copy, and to throw away."""
    editable = Content.objects.editable_by(user).values("pk")
    return Draft.objects.filter(author=user).exclude(content__in=editable).select_related("content")


def typed_texts(fields: Mapping[str, Any]) -> list[TypedText]:
    """The words in a draft in the order of the form, without what it keeps for itself."""
    keys = [key for key in _values(fields.get("item")) if isinstance(key, str)]
    placed = sorted((_place(name, keys), name) for name in fields if not _is_kept_for_form(name))
    return [
        TypedText(_label(name, place[0]), text)
        for place, name in placed
        for text in _values(fields[name])
        if isinstance(text, str) and any(map(str.isalnum, text)) and text not in _SWITCHES
    ]


def _is_kept_for_form(name: str) -> bool:
    return name in _NOT_WRITTEN or name.endswith(_NOT_WRITTEN_ENDS)


def _values(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _place(name: str, keys: Sequence[str]) -> tuple[int, int]:
    """The number of the item, 0 for what stands above all items; and which of its fields comes first."""
    number = next((at for at, key in enumerate(keys, start=1) if name.startswith(f"item-{key}-")), 0)
    return number, field_order(_field(name))


def _label(name: str, number: int) -> str:
    label = _("The whole text") if _field(name) == "material" else label_of(_field(name))
    return f"{number}. {label}" if number else label


def _field(name: str) -> str:
    """“text” of “item-3-options-0-text”."""
    return next((part for part in reversed(name.split("-")) if not part.isdigit()), name)


def _authorships(user: User) -> QuerySet[Authorship]:
    related = ("content__owner", "content__topic", "invited_by")
    return Authorship.objects.filter(author=user).select_related(*related).defer("content__search")
