"""What the tests of the item bank share."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from content.actions.drafting import save_version
from content.actions.versioning import Saved
from content.documents import load_document
from content.kinds.quiz import Draw, QuizFrame
from content.models import Content, ItemVersion
from tests.content.studio_help import newest


def items_of(content: Content) -> list[UUID]:
    """The items of the newest version."""
    return [item.item_id for item in load_document(newest(content)).items if item.item_id]


def reword(content: Content, place: int = 0, **fields: Any) -> ItemVersion:
    """Save the item at that place with other fields; its new wording."""
    document = load_document(newest(content))
    items = list(document.items)
    items[place] = replace(items[place], data=items[place].data.model_copy(update=fields))
    saved = save_version(
        content=content,
        document=replace(document, items=tuple(items)),
        by=content.owner,
        base_number=newest(content).number,
    )
    return saved.updated[0]


def set_pools(content: Content, *pools: str, **draws: int) -> Saved:
    """Put the items into these pools in their order, and draw so many from each."""
    document = load_document(newest(content))
    items = [replace(item, pool=pool) for item, pool in zip(document.items, pools, strict=True)]
    assert isinstance(document.frame, QuizFrame)
    frame = document.frame.model_copy(
        update={"draws": tuple(Draw(pool=pool, count=count) for pool, count in draws.items())}
    )
    return save_version(
        content=content,
        document=replace(document, frame=frame, items=tuple(items)),
        by=content.owner,
        base_number=newest(content).number,
    )
