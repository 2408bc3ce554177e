"""The editor of a piece that is there: of any of its versions, with the fields as they are or as somebody left them."""

from django.forms import BaseForm
from django.forms.utils import ErrorDict
from django.http import QueryDict

from content.documents import load_items, to_document
from content.forms.editor import Editor, kept_fields
from content.forms.rows import ItemsMaterial
from content.models import Content, Draft


def open_editor(
    content: Content,
    sent: QueryDict | None = None,
    number: int | None = None,
    mode: str = "",
    opened: str = "",
    *,
    is_shown: bool = False,
) -> Editor:
    """The editor of the version of that number, or of the newest where there is none such. With `is_shown`, what it
    holds comes with its rendering."""
    latest = content.latest_version
    assert latest is not None, "a piece is created with its first version"
    base = latest if number in (None, latest.number) else content.versions.filter(number=number).first() or latest
    base.content = content
    held = load_items(base, is_shown=is_shown)
    document = to_document(base, held)
    return Editor(document, base_number=base.number, sent=sent, mode=mode, opened=opened, held=held)


def open_draft(content: Content, draft: Draft, *, is_quiet: bool = False, opened: str = "") -> Editor:
    """The editor as its author left it: on the version from which she began. A quiet one keeps to itself what is wrong
    with it; nothing can be saved from it. `opened` is the id of an item to open."""
    number = draft.base_version.number if draft.base_version else None
    editor = open_editor(content, kept_fields(draft.fields), number, opened=opened)
    if is_quiet:
        rows = editor.material.rows if isinstance(editor.material, ItemsMaterial) else []
        _hush(editor.head, editor.frame, *(row.form for row in rows))
    return editor


def _hush(*given: object) -> None:
    """Let forms, and those inside them, take themselves for checked and found right."""
    for form in given:
        if isinstance(form, BaseForm):
            vars(form)["_errors"] = ErrorDict()  # where Django keeps them: it has no other way to say so
            _hush(*vars(form).values())
