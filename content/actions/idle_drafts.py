"""Drafts that came to nothing: she typed, took it back, and the draft says what the version said before."""

from django.db import transaction

from accounts.models import User
from content.actions.locking import lock_content_for_author
from content.documents import match_items
from content.forms.editor import Editor
from content.forms.opening import open_draft
from content.models import Content, Draft


@transaction.atomic
def drop_idle_draft(*, content: Content, by: User) -> Draft | None:
    """The draft of `by`, unless it says the same as the version on which it was begun: then it is gone. Raises
    PermissionDenied."""
    content = lock_content_for_author(content, by)
    draft = Draft.objects.filter(content=content, author=by).select_related("base_version").first()
    if draft is None or not _says_the_same(open_draft(content, draft)):
        return draft
    draft.delete()
    return None


def _says_the_same(editor: Editor) -> bool:
    """Whether saving it would change nothing, and nothing would be lost with it: not even what to say of the change."""
    if not editor.is_valid() or editor.change_summary:
        return False
    document, base = editor.document, editor.base
    heads_are = (document.title, document.summary, document.frame) == (base.title, base.summary, base.frame)
    return heads_are and tuple(match_items(base.items, document.items)) == base.items
