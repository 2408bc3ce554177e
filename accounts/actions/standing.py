"""Whether an account may be used, and as what. Every change is on the record."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import lock_account
from accounts.models import AccountChange, User
from accounts.refusals import WrongState
from accounts.roles import Role

Status = User.Status
Verb = AccountChange.Verb


def suspend_user(*, user: User, by: User) -> User:
    """Shut the account and end its sessions for good. Raises PermissionDenied; WrongState if it is suspended."""
    return _change_status(user, by, Status.SUSPENDED, Verb.SUSPEND)


def deactivate_user(*, user: User, by: User) -> User:
    """Close an account nobody uses any more; it can be reactivated. Raises like `suspend_user`."""
    return _change_status(user, by, Status.INACTIVE, Verb.DEACTIVATE)


def reactivate_user(*, user: User, by: User) -> User:
    """Open the account again; the person has to log in anew. Raises like `suspend_user`."""
    return _change_status(user, by, Status.ACTIVE, Verb.REACTIVATE)


@transaction.atomic
def change_roles(*, user: User, roles: Iterable[Role], by: User) -> User:
    """Give `user` exactly these roles; groups that are no role stay hers. Raises PermissionDenied. The same roles again
    change and record nothing."""
    account = lock_account(user, by)
    before = set(account.groups.filter(name__in=Role.values).values_list("name", flat=True))
    after = {role.value for role in roles}
    if before != after:
        account.groups.remove(*Group.objects.filter(name__in=before - after))
        account.groups.add(*Group.objects.filter(name__in=after - before))
        _record(account, by, Verb.CHANGE_ROLES, ", ".join(sorted(before)), ", ".join(sorted(after)))
    return account


@transaction.atomic
def _change_status(user: User, by: User, status: Status, verb: Verb) -> User:
    account = lock_account(user, by)
    if account.status == status:
        raise WrongState(
            _("%(name)s is %(status)s already.") % {"name": account, "status": account.get_status_display().lower()}
        )
    before, account.status = account.status, status
    account.session_epoch += 1
    account.save(update_fields=["status", "session_epoch"])
    _record(account, by, verb, before, status)
    account.refresh_from_db()  # is_active is computed by the database
    return account


def _record(account: User, by: User, verb: Verb, before: str, after: str) -> None:
    AccountChange.objects.create(account=account, verb=verb, before=before, after=after, by=by)
