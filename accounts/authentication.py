"""Who is asking: allauth's backend (log-in by email or username), with all that a page asks of her in one query."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import IntegerField, TextField
from django.db.models.expressions import RawSQL

from accounts.models import User

# Plain SQL, for it is asked on every request: two querysets would take longer to put together than to answer.
_PERMISSIONS = """
ARRAY(
    SELECT about.app_label || '.' || permission.codename
    FROM auth_permission permission JOIN django_content_type about ON about.id = permission.content_type_id
    WHERE permission.id IN (
        SELECT permission_id FROM accounts_user_user_permissions WHERE user_id = {user}
        UNION ALL
        SELECT permission_id FROM auth_group_permissions JOIN accounts_user_groups USING (group_id)
        WHERE user_id = {user}
    )
)
"""
_UNREAD = "(SELECT count(*) FROM accounts_notice WHERE recipient_id = accounts_user.id AND read_at IS NULL)"
_OF_EACH_ROW = _PERMISSIONS.format(user="accounts_user.id")
_KEPT = "_perm_cache"  # where Django keeps them, too
_OF_ONE = f"SELECT {_PERMISSIONS.format(user='%(user)s')}"


class AccountBackend(AuthenticationBackend):  # type: ignore[misc]
    """Every request loads its person anew, so that an account that was shut is shut on its next request, and a role
    that was taken is gone."""

    def get_user(self, user_id: Any) -> User | None:
        """The person behind a session, or None when there is no such active account. The profile, the permissions and
        `unread_notices`, how many notices she has not read, come along."""
        names = RawSQL(_OF_EACH_ROW, [], output_field=ArrayField(TextField()))  # noqa: S611 (no value is in it)
        unread = RawSQL(_UNREAD, [], output_field=IntegerField())  # noqa: S611
        users = User.objects.select_related("profile").annotate(permission_names=names, unread_notices=unread)
        for user in users.filter(pk=user_id):
            if not self.user_can_authenticate(user):
                return None
            if not user.is_superuser:  # who has them all
                vars(user)[_KEPT] = set(user.permission_names)
            return user
        return None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Her own permissions and those of her roles, as "app.name"; asked for once. None for a single object."""
        if user_obj.is_superuser or user_obj.is_anonymous or not user_obj.is_active or obj is not None:
            return set(super().get_all_permissions(user_obj, obj))
        kept = vars(user_obj)
        if _KEPT not in kept:
            kept[_KEPT] = _load_permissions(user_obj)
        found: set[str] = kept[_KEPT]
        return found


def _load_permissions(user: User) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_OF_ONE, {"user": user.pk})
        (names,) = cursor.fetchone()
    return set(names)
