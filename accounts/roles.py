"""The five roles. Groups of these names, and what they may do, are made by a data migration."""

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Role(models.TextChoices):
    STUDENT = "Student", _("Student")
    TEACHER = "Teacher", _("Teacher")
    REVIEWER = "Reviewer", _("Reviewer")
    STAFF = "Staff", _("Staff")
    OPERATOR = "Operator", _("Operator")


def grant_role(*, user: User, role: Role) -> None:
    """Give `user` the role; granting it twice changes nothing."""
    user.groups.add(Group.objects.get(name=role.value))
