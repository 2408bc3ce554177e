"""The record of the material, which nobody changes here."""

from typing import cast

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy

from accounts.models import User
from content.admin.base import VIEW_MATERIAL, KindFilter, LookedAtOnly
from content.models import Content, ContentVersion, ItemVersion, Transition
from content.querysets import is_blind_to
from content.review.record import with_fingerprints
from content.views.withdrawing import withdraw_content

FINGERPRINTS = 3  # that a row of the record shows


def _unblind(steps: QuerySet[Transition], request: HttpRequest) -> QuerySet[Transition]:
    """Without those of pieces that she may yet read a second time."""
    return steps.exclude(is_blind_to(cast(User, request.user), "content"))


class TransitionInline(admin.TabularInline):  # type: ignore[type-arg]
    """The record of a piece, the latest first."""

    model = Transition
    template = "admin/content/transition/inline.html"
    fields = readonly_fields = ("at", "verb", "from_status", "to_status", "by", "version", "request", "reason")
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Transition]:
        steps = _unblind(super().get_queryset(request), request).select_related("by", "version", "content")
        return with_fingerprints(steps, FINGERPRINTS)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(VIEW_MATERIAL)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Content)
class ContentAdmin(LookedAtOnly):
    list_display = ["title", "owner", "kind_label", "level", "status", "published_at", "updated_at"]
    list_filter = ["status", KindFilter, "level"]
    list_select_related = ["owner"]
    search_fields = ["title", "owner__full_name", "owner__email"]
    ordering = ["-updated_at"]
    fields = [
        "title", "owner", "kind_label", "level", "topic", "tags", "language", "licence", "source", "status",
        "latest_version", "approved_version", "published_version", "published_at", "publish_at", "expires_at",
        "withdrawn_at", "withdrawn_by", "withdrawn_reason", "created_at", "updated_at",
    ]  # fmt: skip
    inlines = [TransitionInline]
    change_form_template = "admin/content/content/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        withdraw = self.admin_site.admin_view(withdraw_content)
        name = "content_content_withdraw"
        return [path("<uuid:content_id>/withdraw/", withdraw, name=name), *super().get_urls()]

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def kind_label(self, content: Content) -> str:
        return str(content.kind_type.label)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Content]:
        return super().get_queryset(request).defer("search")


@admin.register(ContentVersion)
class ContentVersionAdmin(LookedAtOnly):
    list_display = ["title", "number", "origin", "created_by", "created_at", "change_summary"]
    list_filter = ["origin"]
    list_select_related = ["created_by"]
    search_fields = ["title", "created_by__full_name"]
    ordering = ["-created_at"]
    fields = ["content", "number", "title", "summary", "change_summary", "origin", "created_by", "created_at", "text"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ContentVersion]:
        return super().get_queryset(request).select_related("content").defer("content__search")


@admin.register(ItemVersion)
class ItemVersionAdmin(LookedAtOnly):
    list_display = ["heading", "item_type", "number", "created_by", "created_at"]
    list_select_related = ["item", "created_by"]
    search_fields = ["heading"]
    ordering = ["-created_at"]
    fields = ["item", "number", "heading", "data", "fingerprint", "answer_fingerprint", "created_by", "created_at"]

    @admin.display(description=gettext_lazy("type"))
    def item_type(self, item_version: ItemVersion) -> str:
        return str(item_version.item.type)


@admin.register(Transition)
class TransitionAdmin(LookedAtOnly):
    list_display = ["at", "label", "content", "from_status", "to_status", "version_number", "by"]
    list_filter = ["verb", "to_status"]
    list_select_related = ["content", "version", "by"]
    search_fields = ["content__title", "by__full_name", "reason"]
    ordering = ["-at", "-id"]
    fields = [
        "at", "label", "content", "version", "request", "from_status", "to_status", "by", "reason", "fingerprints",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Transition]:
        return _unblind(super().get_queryset(request), request)

    @admin.display(description=gettext_lazy("what happened"), ordering="verb")
    def label(self, step: Transition) -> str:
        return step.label

    @admin.display(description=gettext_lazy("version"))
    def version_number(self, step: Transition) -> str:
        return str(step.version.number) if step.version else ""

    @admin.display(description=gettext_lazy("fingerprints of its items"))
    def fingerprints(self, step: Transition) -> str:
        found = with_fingerprints(Transition.objects.filter(pk=step.pk)).get()
        return "\n".join(vars(found)["prints"])
