"""Who is asking: allauth's backend (log-in by email or username), with the profile loaded along."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """Every request loads its person anew, so that an account that was shut is shut on its next request."""

    def get_user(self, user_id: Any) -> User | None:
        """The person behind a session, or None when there is no such active account. The profile comes along."""
        user = User.objects.select_related("profile").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
