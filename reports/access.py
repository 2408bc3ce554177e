"""Who may read reports: everybody with the permission, all of them."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotHere
from reports.catalogue import REPORTS, Report

STAFF = "reports.view_report"


def require_reader(user: User) -> None:
    """Raises PermissionDenied, with a sentence, unless `user` may read reports."""
    if not user.has_perm(STAFF):
        raise PermissionDenied(_("Only staff read reports. Ask an administrator for the staff role."))


def get_report(user: User, name: str) -> Report:
    """The report of that name. Raises PermissionDenied without the role, Http404 where there is none."""
    require_reader(user)
    if name not in REPORTS:
        raise NotHere(_("There is no such report. Choose one from the list of reports."))
    return REPORTS[name]
