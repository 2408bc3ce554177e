"""Where django-allauth meets our accounts."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts.actions.registering import register_user
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """A new sign-up is a student with a profile."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        filled: User = super().save_user(request, user, form, commit=False)
        return register_user(user=filled) if commit else filled

    def set_password(self, user: User, password: str) -> None:
        """Writes the password alone: the rest of `user` may be older than a suspension made meanwhile."""
        user.set_password(password)
        user.save(update_fields=["password"])
