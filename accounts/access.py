"""Who may change whose account, as one object check and as rows."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User

MANAGER = "accounts.change_user"


def can_manage(by: User, account: User) -> bool:
    """Whether `by` may change the status and the roles of `account`. The twin of `accounts_manageable_by`.
    Nobody manages themselves, and an administrator with all rights answers only to another."""
    return by.has_perm(MANAGER) and by.pk != account.pk and (by.is_superuser or not account.is_superuser)


def accounts_manageable_by(by: User) -> "QuerySet[User]":
    """The accounts whose status and roles `by` may change."""
    if not by.has_perm(MANAGER):
        return User.objects.none()
    others = User.objects.exclude(pk=by.pk)
    return others if by.is_superuser else others.exclude(is_superuser=True)


def lock_account(account: User, by: User) -> User:
    """The account as it is now, held until the transaction ends. Raises PermissionDenied unless `by` may change it."""
    locked = User.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if not by.has_perm(MANAGER):
        raise PermissionDenied(_("Only operators change accounts. Ask one to do it."))
    if by.pk == locked.pk:
        raise PermissionDenied(_("You cannot change your own status or roles. Ask another operator."))
    if not can_manage(by, locked):
        raise PermissionDenied(_("This administrator has all rights: only another one of them can change the account."))
    return locked
