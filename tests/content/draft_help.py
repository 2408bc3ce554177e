"""What the tests of drafts share: an editor that saves as its page does."""

import json
from typing import Any

from django.test import Client

from accounts.models import User
from content.models import Content
from tests.content.studio_help import Fields


def save_draft(author: Client, by: User, content: Content, fields: Fields, **sent: Any) -> Any:
    """What the editor of `content` sends while one writes; the answer of the server."""
    body = {"author": str(by.pk), "fields": fields, "revision": int(fields["revision"][0]), "base": 1, **sent}
    return post(author, f"/studio/{content.pk}/edit/draft/", body)


def patch_draft(author: Client, by: User, content: Content, revision: int, changed: Fields, *removed: str) -> Any:
    """The same of what changed alone."""
    body = {"author": str(by.pk), "revision": revision, "changed": changed, "removed": list(removed)}
    return post(author, f"/studio/{content.pk}/edit/draft/", body)


def post(author: Client, path: str, body: dict[str, Any]) -> Any:
    return author.post(path, json.dumps(body), content_type="application/json")


def with_changes(fields: Fields, **changes: str) -> Fields:
    return {**fields, **{name: [value] for name, value in changes.items()}}
