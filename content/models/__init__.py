from content.models.content import Content, Level
from content.models.images import Image
from content.models.reviews import (
    ItemApproval,
    ItemVerdict,
    ReviewDecision,
    ReviewRequest,
    Transition,
)
from content.models.topics import Tag, Topic
from content.models.versions import (
    ContentVersion,
    Draft,
    Item,
    ItemRendering,
    ItemVersion,
    VersionItem,
)

__all__ = [
    "Content",
    "ContentVersion",
    "Draft",
    "Image",
    "Item",
    "ItemApproval",
    "ItemRendering",
    "ItemVerdict",
    "ItemVersion",
    "Level",
    "ReviewDecision",
    "ReviewRequest",
    "Tag",
    "Topic",
    "Transition",
    "VersionItem",
]
