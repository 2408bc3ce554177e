"""Administration: the review queue, the topics and tags, and the record of the material, which nobody changes here."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Count, Model, QuerySet
from django.db.models.expressions import Combinable
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.actions.tags import create_tag, rename_tag
from content.actions.topics import create_topic, rename_topic
from content.forms.labels import TagForm, TopicForm
from content.forms.reviewing import QueueFilterForm
from content.models import Content, ContentVersion, ItemVersion, ReviewRequest, Tag, Topic, Transition
from content.querysets import REVIEWER
from content.review_queue import (
    KindFilter,
    RequestKindFilter,
    RequestLevelFilter,
    StateFilter,
    SubmittedFilter,
    counts_of,
    is_narrowed,
    state_of,
    tabs_for,
)
from content.views import labels
from content.views.reviewing import claim_next_review, claim_review, release_review, review_request

VIEW_MATERIAL = "content.view_content"


class LookedAtOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shown, never changed: what changes goes through `content.actions`."""

    permission: ClassVar[str] = VIEW_MATERIAL
    actions = None
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.has_perm(self.permission)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(ReviewRequest)
class ReviewRequestAdmin(LookedAtOnly):
    """The queue, and the pages of review; the stock forms are not even routed."""

    permission = REVIEWER
    list_display = ["content"]
    list_filter = [StateFilter, RequestKindFilter, RequestLevelFilter, SubmittedFilter]
    list_per_page = 25
    search_fields = ["version__title", "content__owner__full_name", "content__owner__username"]
    sortable_by = ()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = "content_reviewrequest_{}".format
        return [
            path("", view(self.changelist_view), name=name("changelist")),
            path("next/", view(claim_next_review), name=name("next")),
            path("<uuid:request_id>/change/", view(review_request), name=name("change")),
            path("<uuid:request_id>/claim/", view(claim_review), name=name("claim")),
            path("<uuid:request_id>/release/", view(release_review), name=name("release")),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewRequest]:
        return ReviewRequest.objects.for_list(decided=state_of(request) == "decided")

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> "Paginator[ReviewRequest]":
        """A whole part of the queue is not counted again."""
        paginator = super().get_paginator(request, *args, **kwargs)
        if not is_narrowed(request) and (count := counts_of(request).get(state_of(request))) is not None:
            vars(paginator)["count"] = count
        return paginator

    def get_ordering(self, request: HttpRequest) -> list[str | Combinable]:
        """What has waited longest first; of what is decided, the newest."""
        return ["-closed_at", "-id"] if state_of(request) == "decided" else ["submitted_at", "id"]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data and "cl" in response.context_data:
            changes = response.context_data["cl"]
            counts = counts_of(request)
            response.context_data |= {
                "title": _("Review queue"),
                "state": state_of(request),
                "counts": counts,
                "tabs": tabs_for(request, counts),
                "filters": QueueFilterForm(initial=request.GET.dict(), filters=changes.filter_specs),
                "is_narrowed": is_narrowed(request),
                **_pager(changes),
            }
        return response


def _pager(changes: Any) -> dict[str, str]:
    """The neighbouring pages of a changelist, as includes/pager.html wants them."""
    page = changes.paginator.get_page(changes.page_num)
    link = changes.get_query_string
    return {
        "previous_url": link({"p": page.number - 1}) if page.has_previous() else "",
        "next_url": link({"p": page.number + 1}) if page.has_next() else "",
    }


class TransitionInline(admin.TabularInline):  # type: ignore[type-arg]
    """The record of a piece, the latest first."""

    model = Transition
    template = "admin/content/transition/inline.html"
    fields = readonly_fields = ("at", "verb", "from_status", "to_status", "by", "version", "reason")
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Transition]:
        return super().get_queryset(request).select_related("by", "version", "content")

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
        "latest_version", "published_version", "published_at", "created_at", "updated_at",
    ]  # fmt: skip
    inlines = [TransitionInline]

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
    list_display = ["at", "verb", "content", "from_status", "to_status", "by"]
    list_filter = ["verb", "to_status"]
    list_select_related = ["content", "by"]
    search_fields = ["content__title", "by__full_name", "reason"]
    ordering = ["-at", "-id"]
    fields = ["at", "verb", "content", "version", "from_status", "to_status", "by", "reason"]


class Kept(admin.ModelAdmin):  # type: ignore[type-arg]
    """Topics and tags: written through `content.actions`, with how many pieces have each."""

    show_full_result_count = False

    @admin.display(description=gettext_lazy("pieces of material"), ordering="content_count")
    def pieces(self, label: Topic | Tag) -> int:
        return int(label.content_count)  # type: ignore[union-attr]


@admin.register(Topic)
class TopicAdmin(Kept):
    form = TopicForm
    list_display = ["path", "pieces"]
    search_fields = ["path"]
    ordering = ["path"]
    actions = None

    def get_urls(self) -> list[URLPattern]:
        merge = path(
            "<uuid:topic_id>/merge/", self.admin_site.admin_view(labels.merge_topic), name="content_topic_merge"
        )
        return [merge, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return Topic.objects.annotate(content_count=Count("contents"))

    def delete_view(self, request: Any, object_id: str, extra_context: Any = None) -> HttpResponse:
        return labels.delete_topic(request, object_id)

    def save_model(self, request: HttpRequest, obj: Topic, form: Any, change: bool) -> None:
        """Through the actions, which move the paths of all topics below."""
        given: dict[str, Any] = {"name": obj.name, "parent": obj.parent, "by": request.user}
        saved = rename_topic(topic=obj, **given) if change else create_topic(**given)
        obj.pk, obj.path, obj.name = saved.pk, saved.path, saved.name


@admin.register(Tag)
class TagAdmin(Kept):
    form = TagForm
    list_display = ["name", "pieces"]
    search_fields = ["name"]
    actions = ["merge_chosen", "delete_chosen"]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("merge/", view(labels.merge_tags), name="content_tag_merge"),
            path("remove/", view(labels.delete_tags), name="content_tag_remove"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        return Tag.objects.annotate(content_count=Count("contents"))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without Django's own deletion, which lists every piece that has the tag."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    @admin.action(description=gettext_lazy("Merge the chosen tags"), permissions=["delete"])
    def merge_chosen(self, request: HttpRequest, tags: QuerySet[Tag]) -> HttpResponse:
        return redirect(_with_tags("admin:content_tag_merge", tags))

    @admin.action(description=gettext_lazy("Delete the chosen tags"), permissions=["delete"])
    def delete_chosen(self, request: HttpRequest, tags: QuerySet[Tag]) -> HttpResponse:
        return redirect(_with_tags("admin:content_tag_remove", tags))

    def delete_view(self, request: Any, object_id: str, extra_context: Any = None) -> HttpResponse:
        return labels.delete_tag(request, object_id)

    def save_model(self, request: Any, obj: Tag, form: Any, change: bool) -> None:
        given: dict[str, Any] = {"name": obj.name, "by": request.user}
        saved = rename_tag(tag=obj, **given) if change else create_tag(**given)
        obj.pk, obj.name = saved.pk, saved.name


def _with_tags(page: str, tags: QuerySet[Tag]) -> str:
    """The address of a page that asks what to do with these."""
    return f"{reverse(page)}?{urlencode({'tag': [str(tag.pk) for tag in tags]}, doseq=True)}"
