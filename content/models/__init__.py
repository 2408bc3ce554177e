from content.models.content import Content, Level
from content.models.lineage import DeclinedWording, Derivation
from content.models.media import MediaFile, MediaUpload, MediaUse
from content.models.people import Authorship, Presence, SavedView
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
    "Authorship",
    "Content",
    "ContentVersion",
    "DeclinedWording",
    "Derivation",
    "Draft",
    "Item",
    "ItemApproval",
    "ItemRendering",
    "ItemVerdict",
    "ItemVersion",
    "Level",
    "MediaFile",
    "MediaUpload",
    "MediaUse",
    "Presence",
    "ReviewDecision",
    "ReviewRequest",
    "SavedView",
    "Tag",
    "Topic",
    "Transition",
    "VersionItem",
]
