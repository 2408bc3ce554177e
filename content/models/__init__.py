from content.models.content import Content, Level
from content.models.findings import ItemFinding
from content.models.lineage import DeclinedWording, Derivation
from content.models.media import FrameUse, MediaFile, MediaUpload, MediaUse
from content.models.people import Authorship, Presence, SavedView
from content.models.policies import CheckSetting, ReviewerGroup, ReviewerSettings, ReviewPolicy, ReviewRule
from content.models.quality import CheckResult, CheckRun, QualityScore
from content.models.record import Transition
from content.models.reviews import (
    ItemApproval,
    ItemVerdict,
    ReviewDecision,
    ReviewDraft,
    ReviewRequest,
    StepApproval,
)
from content.models.second_reviews import SecondReview, SecondVerdict
from content.models.threads import Comment, CommentThread
from content.models.topics import Tag, Topic
from content.models.versions import (
    ContentVersion,
    Draft,
    Item,
    ItemCard,
    ItemRendering,
    ItemVersion,
    VersionItem,
)

__all__ = [
    "Authorship",
    "CheckResult",
    "CheckRun",
    "CheckSetting",
    "Comment",
    "CommentThread",
    "Content",
    "ContentVersion",
    "DeclinedWording",
    "Derivation",
    "Draft",
    "FrameUse",
    "Item",
    "ItemApproval",
    "ItemCard",
    "ItemFinding",
    "ItemRendering",
    "ItemVerdict",
    "ItemVersion",
    "Level",
    "MediaFile",
    "MediaUpload",
    "MediaUse",
    "Presence",
    "QualityScore",
    "ReviewDecision",
    "ReviewDraft",
    "ReviewPolicy",
    "ReviewRequest",
    "ReviewRule",
    "ReviewerGroup",
    "ReviewerSettings",
    "SavedView",
    "SecondReview",
    "SecondVerdict",
    "StepApproval",
    "Tag",
    "Topic",
    "Transition",
    "VersionItem",
]
