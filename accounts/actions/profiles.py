"""What people say about themselves."""

from dataclasses import dataclass

from django.db import transaction

from accounts.models import Profile, User
from accounts.preferences import Preferences


@dataclass(frozen=True)
class ProfileDetails:
    """Everything on the profile page. `time_zone` is a name of the IANA database."""

    full_name: str
    bio: str
    location: str
    time_zone: str
    birth_year: int | None
    preferences: Preferences


@transaction.atomic
def update_profile(*, user: User, details: ProfileDetails) -> User:
    """Write a person's own details. Preferences that these do not name are kept."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    locked.full_name = details.full_name
    locked.preferences = locked.preferences | details.preferences.model_dump(exclude_unset=True)
    locked.save(update_fields=["full_name", "preferences"])
    Profile.objects.update_or_create(
        user=locked,
        defaults={
            "bio": details.bio,
            "location": details.location,
            "time_zone": details.time_zone,
            "birth_year": details.birth_year,
        },
    )
    return locked
