"""What the tests of feedback do over and over."""

from dataclasses import replace

from accounts.models import User
from content.actions.drafting import save_version
from content.documents import load_document, load_items
from content.models import Content, ItemVersion
from feedback.actions.giving import report_mistake
from feedback.models import ContentFeedback


def wordings(content: Content) -> list[ItemVersion]:
    """The item versions that students see."""
    assert content.published_version is not None
    return load_items(content.published_version)


def report(content: Content, by: User, place: int = 0, text: str = "The key is wrong.") -> ContentFeedback:
    """`by` reports a mistake in the item at that place of the published version."""
    return report_mistake(content=content, by=by, item=wordings(content)[place].item, text=text)


def reword(content: Content, place: int = 0, stem: str = "What do plants take in?") -> None:
    """The next version of a quiz: the question at that place reads otherwise."""
    content.refresh_from_db()
    assert content.latest_version is not None
    document = load_document(content.latest_version)
    items = list(document.items)
    items[place] = replace(items[place], data=items[place].data.model_copy(update={"stem": stem}))
    number = content.latest_version.number
    save_version(content=content, document=replace(document, items=tuple(items)), by=content.owner, base_number=number)
    content.refresh_from_db()
