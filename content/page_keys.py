"""The key of a page of the editor: it says whose page it is and of which piece, and lets its holder do one thing, keep
a draft there. It is signed, good for as long as a session, and only while her password and her account are."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare

from accounts.models import User

_SALT = "content.page"


@dataclass(frozen=True)
class PageKey:
    """Whose page of the editor it is, and of which piece; `kind` only where the piece is not there yet."""

    author: User
    content_id: UUID
    kind: str = ""


def sign_page(author: User, content_id: UUID, kind: str = "") -> str:
    return signing.dumps([str(author.pk), str(content_id), kind, _mark(author)], salt=_SALT)


def read_page(key: str) -> PageKey | None:
    """What the key says; None where it is none of ours, too old, or its author has changed her password."""
    try:
        author_id, content_id, kind, mark = signing.loads(key, salt=_SALT, max_age=settings.SESSION_COOKIE_AGE)
    except signing.BadSignature:
        return None
    author = User.objects.filter(pk=author_id).first()
    is_valid = author is not None and author.is_active and constant_time_compare(mark, _mark(author))
    return PageKey(author, UUID(content_id), kind) if author is not None and is_valid else None


def _mark(author: User) -> str:
    """It changes with her password."""
    return author.get_session_auth_hash()[:20]
