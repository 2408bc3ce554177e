from accounts.models.base import TimeOrderedModel
from accounts.models.changes import AccountChange
from accounts.models.notices import Notice, NoticeChoice
from accounts.models.users import Profile, User, UserManager

__all__ = [
    "AccountChange",
    "Notice",
    "NoticeChoice",
    "Profile",
    "TimeOrderedModel",
    "User",
    "UserManager",
]
