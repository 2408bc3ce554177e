"""Whose an email address is: theirs who have shown it, and nobody's before that."""

from collections.abc import Collection
from uuid import UUID

from allauth.account.models import EmailAddress

from accounts.models import User


def addresses_of(user: User) -> list[str]:
    """The verified addresses of one person, in lower case."""
    found = EmailAddress.objects.filter(user=user, verified=True)
    return [email.lower() for email in found.values_list("email", flat=True)]


def owners_of(addresses: Collection[str]) -> dict[str, UUID]:
    """By address, in lower case: who has verified it. Addresses without an owner are not in it."""
    found = EmailAddress.objects.filter(email__in=addresses, verified=True)
    return {email.lower(): owner for email, owner in found.values_list("email", "user")}


def has_verified(user: User) -> bool:
    """Whether she has shown that the address of her account is hers."""
    return user.email.lower() in addresses_of(user)
