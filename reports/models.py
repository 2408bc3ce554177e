"""Reports keep nothing of their own: they read what the other floors keep."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Report(models.Model):
    """No table: only what the permission to read reports hangs on."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [("view_report", _("Can read and export reports"))]
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    def __str__(self) -> str:
        return "report"
