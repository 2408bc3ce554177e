"""Accounts for operators: find them, open and shut them, say what they may do. Nothing is ever deleted here."""

from typing import Any, ClassVar

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access import can_manage
from accounts.actions.mailing import send_again
from accounts.actions.registering import register_user
from accounts.actions.standing import change_roles, deactivate_user, reactivate_user, suspend_user
from accounts.models import AccountChange, Notice, User
from accounts.refusals import Refusal, WrongState
from accounts.roles import Role

ChangeStatus = Any
NOTICE_FIELDS = (
    "recipient",
    "event",
    "subject",
    "created_at",
    "delivery",
    "email_state",
    "email_attempts",
    "email_tried_at",
    "emailed_at",
    "email_error",
)


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """An account as operators write it: who it is, and the roles it holds. The password is the person's own affair."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"), choices=Role.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = User
        fields = ["username", "email", "full_name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.instance._state.adding:  # noqa: SLF001 - Django's own way to tell
            self.initial["roles"] = list(self.instance.groups.values_list("name", flat=True))

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        return email

    def chosen_roles(self) -> list[Role]:
        return [Role(name) for name in self.cleaned_data["roles"]]


class EmailFilter(admin.SimpleListFilter):
    """What has become of the emails; first of all where somebody has to look."""

    title = gettext_lazy("email")
    parameter_name = "email"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("failed", gettext_lazy("Failed")),
            ("stuck", gettext_lazy("Cut off while being sent")),
            ("waiting", gettext_lazy("Waiting")),
            ("sent", gettext_lazy("Sent")),
        ]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Notice]") -> "QuerySet[Notice]":
        chosen = self.value()
        if chosen == "stuck":
            return queryset & Notice.objects.stuck(timezone.now())
        return queryset.filter(email_state=chosen) if chosen else queryset


class RecordInline(admin.TabularInline):  # type: ignore[type-arg]
    """What was done to the account, newest first."""

    model = AccountChange
    template = "admin/accounts/accountchange/inline.html"
    fk_name = "account"
    fields = ("at", "verb", "before", "after", "by")
    readonly_fields = fields
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> "QuerySet[AccountChange]":
        return super().get_queryset(request).select_related("by", "account")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("accounts.view_user")


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = AccountForm
    inlines: ClassVar[list[Any]] = [RecordInline]
    list_display = ["username", "full_name", "email", "status", "role_names", "last_login", "date_joined"]
    list_filter = ["status", ("groups", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["username", "full_name", "email"]
    ordering = ["-date_joined", "-id"]
    list_per_page = 50
    show_full_result_count = False
    actions = ["suspend_accounts", "deactivate_accounts", "reactivate_accounts", "send_reset_links"]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[User]":
        return super().get_queryset(request).prefetch_related(Prefetch("groups", Group.objects.order_by("name")))

    @admin.display(description=gettext_lazy("Roles"))
    def role_names(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all())

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[Any]:
        return self.inlines if obj else []  # a new account has no record yet

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> list[Any]:
        facts = ["status", "last_login", "date_joined"] if obj else []
        return ["username", "email", "full_name", "roles", *facts]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """An email is confirmed by its owner, so only she changes it; status changes by the actions of the list."""
        return ["username", "email", "status", "last_login", "date_joined"] if obj else []

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Those one may not manage can be read, not changed."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or can_manage(_person(request), obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if change:
            obj.save(update_fields=["full_name"])
            change_roles(user=obj, roles=form.chosen_roles(), by=_person(request))
            return
        obj.set_unusable_password()
        register_user(user=obj, roles=form.chosen_roles(), by=_person(request))

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        _send_reset_link(request, obj)
        self.message_user(request, _("%(email)s was sent a link to choose a password.") % {"email": obj.email})
        return super().response_add(request, obj, post_url_continue)

    @admin.action(description=gettext_lazy("Suspend: no log-in until reactivated"), permissions=["change"])
    def suspend_accounts(self, request: HttpRequest, queryset: "QuerySet[User]") -> None:
        self._change_each(request, queryset, suspend_user)

    @admin.action(description=gettext_lazy("Make inactive: nobody uses it any more"), permissions=["change"])
    def deactivate_accounts(self, request: HttpRequest, queryset: "QuerySet[User]") -> None:
        self._change_each(request, queryset, deactivate_user)

    @admin.action(description=gettext_lazy("Reactivate"), permissions=["change"])
    def reactivate_accounts(self, request: HttpRequest, queryset: "QuerySet[User]") -> None:
        self._change_each(request, queryset, reactivate_user)

    @admin.action(description=gettext_lazy("Send a link to choose a new password"), permissions=["change"])
    def send_reset_links(self, request: HttpRequest, queryset: "QuerySet[User]") -> None:
        active = list(queryset.filter(status=User.Status.ACTIVE))
        for user in active:
            _send_reset_link(request, user)
        sent = ngettext("One link was sent.", "%(count)d links were sent.", len(active)) % {"count": len(active)}
        level = messages.SUCCESS if active else messages.WARNING
        self.message_user(request, _("%(sent)s Shut accounts get none.") % {"sent": sent}, level)

    def _change_each(self, request: HttpRequest, queryset: "QuerySet[User]", act: ChangeStatus) -> None:
        """Each account by itself: one that cannot be changed says why and holds up no other."""
        done = 0
        for user in queryset:
            try:
                act(user=user, by=_person(request))
                done += 1
            except (Refusal, PermissionDenied) as refusal:
                self.message_user(request, f"{user}: {refusal}", messages.WARNING)
        if done:
            changed = ngettext("One account was changed.", "%(count)d accounts were changed.", done) % {"count": done}
            self.message_user(request, changed, messages.SUCCESS)


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What people were told, for operators to see which email failed, why, and to send it again. Nothing of what was
    said to whom is shown but its subject."""

    list_display = ["created_at", "recipient", "event", "subject", "email_state", "error"]
    list_filter = [EmailFilter, "event"]
    list_select_related = ["recipient"]
    search_fields = ["recipient__username", "recipient__email", "subject"]
    fields = NOTICE_FIELDS
    readonly_fields = NOTICE_FIELDS
    list_per_page = 50
    show_full_result_count = False
    actions = ["send_emails_again"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("What went wrong"))
    def error(self, notice: Notice) -> str:
        return Truncator(notice.email_error).chars(120)

    @admin.action(description=gettext_lazy("Send the email again"), permissions=["change"])
    def send_emails_again(self, request: HttpRequest, queryset: "QuerySet[Notice]") -> None:
        """Each by itself: one that cannot be sent again holds up no other."""
        sent = refused = 0
        for notice in queryset.order_by("created_at"):
            try:
                send_again(notice=notice, by=_person(request))
                sent += 1
            except WrongState:
                refused += 1
        if sent:
            words = ngettext("One email goes out again.", "%(count)d emails go out again.", sent) % {"count": sent}
            self.message_user(request, words, messages.SUCCESS)
        if refused:
            words = ngettext(
                "One was left as it is: only what failed, or was cut off a quarter of an hour ago, is sent again.",
                "%(count)d were left as they are: only what failed, or was cut off a quarter of an hour ago, is sent "
                "again.",
                refused,
            )
            self.message_user(request, words % {"count": refused}, messages.WARNING)


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "the administration lets nobody else in"
    return request.user


def _send_reset_link(request: HttpRequest, user: User) -> None:
    """The same mail as from the log-in page."""
    form = ResetPasswordForm({"email": user.email})
    if form.is_valid():
        form.save(request)
