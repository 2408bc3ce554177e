"""New accounts."""

from collections.abc import Sequence

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import AccountChange, Profile, User
from accounts.refusals import Refusal
from accounts.roles import Role


def register_user(*, user: User, roles: Sequence[Role] = (Role.STUDENT,), by: User | None = None) -> User:
    """Save the new `user` with a profile and its roles, all or nothing; `by` is who made it, None who signs up.
    Raises Refusal when the username or the email was taken meanwhile."""
    user.email = user.email.strip().lower()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            Profile.objects.create(user=user)
            user.groups.set(Group.objects.filter(name__in=roles))
            AccountChange.objects.create(
                account=user, verb=AccountChange.Verb.REGISTER, after=", ".join(sorted(roles)), by=by
            )
    except IntegrityError as error:
        raise Refusal(_("This username or email was taken a moment ago. Log in, or sign up with another.")) from error
    return user
