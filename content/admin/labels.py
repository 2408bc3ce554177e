"""Topics and tags."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy

from content.actions.tags import create_tag, rename_tag
from content.actions.topics import create_topic, rename_topic
from content.forms.labels import TagForm, TopicForm
from content.models import Tag, Topic
from content.views import labels


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
