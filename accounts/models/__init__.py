from accounts.models.base import TimeOrderedModel
from accounts.models.changes import AccountChange
from accounts.models.users import Profile, User, UserManager

__all__ = ["AccountChange", "Profile", "TimeOrderedModel", "User", "UserManager"]
