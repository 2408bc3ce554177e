"""The record of what was done to accounts."""

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.base import TimeOrderedModel
from accounts.models.users import User


class AccountChange(TimeOrderedModel):
    """One change of an account's status or roles, append-only: the database refuses to rewrite it."""

    class Verb(models.TextChoices):
        REGISTER = "register", _("Registered")
        SUSPEND = "suspend", _("Suspended")
        DEACTIVATE = "deactivate", _("Made inactive")
        REACTIVATE = "reactivate", _("Reactivated")
        CHANGE_ROLES = "change_roles", _("Roles changed")

    account = models.ForeignKey(User, verbose_name=_("account"), on_delete=models.PROTECT, related_name="changes")
    verb = models.CharField(_("what happened"), max_length=40, choices=Verb)
    before = models.CharField(_("before"), max_length=200, blank=True)
    after = models.CharField(_("after"), max_length=200, blank=True)
    by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("change of an account")
        verbose_name_plural = _("record of accounts")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["account", "-at", "-id"], name="account_change_of_account")]
        triggers = [pgtrigger.Protect(name="immutable", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.at:%Y-%m-%d %H:%M}"
