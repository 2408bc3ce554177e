"""Files that people really wrote: imported, opened both ways and saved, nothing of them changes."""

from pathlib import Path

import pytest
from django.test import Client

from content.actions.importing import import_text
from content.interchange import Refused, decode
from content.models import Content, Draft
from tests.cast import Cast
from tests.content.studio_help import edit_url, item_versions, newest, open_editor, open_fields, send

pytestmark = pytest.mark.django_db

DATA = Path(__file__).parents[3] / "shared/data"
FOLDERS = {
    "gift-pegjs": "*.gift",
    "gift-tsugi-dj4e": "[0-9e]*",
    "flashcards-geography": "*.csv",
    "prose-ml-for-beginners": "*.md",
    "prose-openstax-biology": "*.md",
    "prose-shell-novice": "*.md",
}


def imported(path: Path, cast: Cast) -> list[Content]:
    """The pieces a file makes; none where it holds nothing that can be taken."""
    text, _warnings = decode(path.read_bytes())
    is_gift = path.parent.name.startswith("gift")
    try:
        report = import_text(
            text=text, by=cast.teacher, filename=path.name, file_format="gift" if is_gift else "auto", as_new=True
        )
    except Refused:
        return []
    return [found.content for found in report.contents]


def switch_and_save(author: Client, piece: Content) -> None:
    """From the form to the text, which is saved, and back to the form, which is saved too."""
    text = open_fields(send(author, piece, open_editor(author, piece, "form"), do="as-text"))
    form = open_fields(send(author, piece, text, do="as-form"))
    for fields in (text, form):
        assert author.post(edit_url(piece), {**fields, "do": "save"}).status_code == 302, piece.title


@pytest.mark.parametrize("folder", FOLDERS)
def test_opened_either_way_and_saved_nothing_changes(client: Client, cast: Cast, folder: str) -> None:
    if not (DATA / folder).is_dir():
        pytest.skip("the files that people wrote are not here")
    client.force_login(cast.teacher)
    pieces = [piece for path in sorted((DATA / folder).glob(FOLDERS[folder])) for piece in imported(path, cast)]
    assert pieces
    for piece in pieces:
        before = item_versions(piece)
        switch_and_save(client, piece)
        assert (newest(piece).number, item_versions(piece)) == (1, before), piece.title
        assert not Draft.objects.filter(content=piece).exists(), piece.title
