"""The first words of a new piece: it exists from then on, under the id that its page was promised."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from content.actions.drafting import Details, Window, create_content, save_draft
from content.documents import Document
from content.kinds import get_kind
from content.models import Content, Draft
from content.text import is_visible

MAX_TITLE = 200


def start_content(
    *, content_id: UUID, kind: str, fields: Mapping[str, Any], window: Window, by: User, details: Details | None = None
) -> Draft:
    """A new piece with an empty first version, and `fields` as her draft of it. Asked again, because an answer was
    lost on its way, it saves the draft of the piece that is there.

    Raises PermissionDenied, and OtherWindow as `save_draft` does."""
    try:
        if not Content.objects.filter(pk=content_id).exists():
            _create(content_id, kind, fields, by, details)
    except IntegrityError:
        if not Content.objects.filter(pk=content_id).exists():
            raise
        # the same words were sent twice at once, and the other request was first
    content = Content.objects.get(pk=content_id)
    return save_draft(content=content, by=by, fields=fields, base_number=1, window=window)


@transaction.atomic
def _create(content_id: UUID, kind: str, fields: Mapping[str, Any], by: User, details: Details | None) -> None:
    typed = " ".join(str(value) for value in fields.get("title", [])).strip()
    untitled = _("Untitled %(kind)s") % {"kind": str(get_kind(kind).label).lower()}
    frame = get_kind(kind).frame_model()
    document = Document(title=typed[:MAX_TITLE] if is_visible(typed) else untitled, kind=kind, frame=frame)
    create_content(document=document, by=by, details=details, content_id=content_id)
