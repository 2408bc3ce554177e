"""The people, and what an account may do."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models.base import TimeOrderedModel


class UserManager(BaseUserManager["User"]):
    """Makes accounts, each with its profile; emails are kept in lower case, for they are unique whatever their case."""

    @transaction.atomic
    def create_user(self, username: str, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=self.model.normalize_username(username), email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        Profile.objects.create(user=user)
        return user

    def create_superuser(self, username: str, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(username, email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin, TimeOrderedModel):
    """A person with an account. Roles are groups (see `accounts.roles`); one person may hold several."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        INACTIVE = "inactive", _("Inactive")
        SUSPENDED = "suspended", _("Suspended")

    class Tier(models.TextChoices):
        FREE = "free", _("Free")
        PLUS = "plus", _("Plus")
        SCHOOL = "school", _("School")

    username = models.CharField(
        _("username"),
        max_length=150,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("This username is taken. Please choose another.")},
    )
    email = models.EmailField(_("email"))
    full_name = models.CharField(_("full name"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.ACTIVE)
    is_active = models.GeneratedField(
        expression=models.Case(
            models.When(status="active", then=models.Value(value=True)), default=models.Value(value=False)
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    tier = models.CharField(_("subscription tier"), max_length=20, choices=Tier, default=Tier.FREE)
    preferences = models.JSONField(_("learning preferences"), default=dict, blank=True)
    session_epoch = models.PositiveIntegerField(
        _("session epoch"),
        default=0,
        db_default=0,
        editable=False,
        help_text=_("Raising it ends every running session for good."),
    )
    date_joined = models.DateTimeField(_("date joined"), default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_any_case",
                violation_error_message=_("An account with this email exists already."),
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["active", "inactive", "suspended"]), name="user_status_known"
            ),
            models.CheckConstraint(condition=models.Q(tier__in=["free", "plus", "school"]), name="user_tier_known"),
        ]
        permissions = [("access_admin", _("Can enter the administration"))]

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def is_staff(self) -> bool:
        """Whether the Django admin lets this person in: a permission of a role, not a flag of its own."""
        return self.is_active and self.has_perm("accounts.access_admin")

    def get_session_auth_hash(self) -> str:
        return self._session_auth_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return (self._session_auth_hash(secret) for secret in settings.SECRET_KEY_FALLBACKS)

    def _session_auth_hash(self, secret: str | bytes | None) -> str:
        """What a session has to know to go on: it changes with the password and with the epoch."""
        value = f"{self.password}{self.session_epoch}"
        return salted_hmac("accounts.session", value, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return (self.full_name or self.username).split(" ")[0]


class Profile(TimeOrderedModel):
    """What a person tells about herself. All of it is optional but the time zone, which has a default."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="profile")
    bio = models.TextField(_("bio"), max_length=2000, blank=True)
    location = models.CharField(_("location"), max_length=200, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    birth_year = models.PositiveSmallIntegerField(_("birth year"), null=True, blank=True)

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(birth_year__isnull=True) | models.Q(birth_year__range=(1900, 2100)),
                name="profile_birth_year_plausible",
            )
        ]

    def __str__(self) -> str:
        return str(self.user)
