"""Merging and deleting topics and tags. The pages stand in the admin (see `content.admin`), for staff; each names what
will happen before it does."""

from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.refusals import NotHere, Refusal
from accounts.requests import SignedInRequest
from content.actions import tags as tagging
from content.actions import topics as tree
from content.forms.labels import MergeTagsForm, MergeTopicForm
from content.models import Tag, Topic
from content.sent import uuid_of

TOPICS, TAGS = "admin:content_topic_changelist", "admin:content_tag_changelist"
MOST = 100  # tags that are merged or deleted at once
M = TypeVar("M", bound=Model)


@require_http_methods(["GET", "HEAD", "POST"])
def merge_topic(request: SignedInRequest, topic_id: UUID) -> HttpResponse:
    """All material of one topic, and the topics below it, go to another."""
    _require(request, "content.delete_topic")
    topic = _find(Topic.objects.annotate(pieces=Count("contents")), topic_id)
    form = MergeTopicForm(request.POST if request.method == "POST" else None, topic=topic)
    if form.is_valid():
        into = form.cleaned_data["into"]
        try:
            moved = tree.merge_topic(topic=topic, into=into, by=request.user)
        except Refusal as refusal:
            form.add_error("into", refusal.message)
        else:
            told = _moved(moved) % {"count": moved, "topic": topic.path, "into": into.path}
            messages.success(request, told)
            return redirect(TOPICS)
    context = {"topic": topic, "form": form, "below": tree.topics_below(topic).count()}
    return render(request, "admin/content/topic/merge.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_topic(request: SignedInRequest, topic_id: str) -> HttpResponse:
    """An unused topic goes; one that is used says by how much, and leads to merging."""
    _require(request, "content.delete_topic")
    topic = _find(Topic.objects.annotate(pieces=Count("contents")), topic_id)
    refusal = ""
    if request.method == "POST":
        try:
            tree.delete_topic(topic=topic, by=request.user)
        except Refusal as refused:
            refusal = refused.message
        else:
            messages.success(request, _("The topic “%(path)s” is deleted.") % {"path": topic.path})
            return redirect(TOPICS)
    context = {"topic": topic, "below": tree.topics_below(topic).count(), "refusal": refusal}
    return render(request, "admin/content/topic/delete.html", context, status=409 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def merge_tags(request: SignedInRequest) -> HttpResponse:
    """Several tags become one: which of them stays is chosen here."""
    _require(request, "content.delete_tag")
    tags = _chosen_tags(request)
    if len(tags) < 2:
        messages.error(request, _("Choose at least two tags that are still there, then merge them."))
        return redirect(TAGS)
    form = MergeTagsForm(
        request.POST if request.method == "POST" else None, tags=tags, initial={"into": request.GET.get("into")}
    )
    if form.is_valid():
        into = form.cleaned_data["into"]
        try:
            tagging.merge_tags(tags=tags, into=into, by=request.user)
        except Refusal as refusal:
            form.add_error("into", refusal.message)
        else:
            told = _("%(count)d tags are one now: “%(name)s”.") % {"count": len(tags), "name": into.name}
            messages.success(request, told)
            return redirect(TAGS)
    return render(request, "admin/content/tag/merge.html", {"tags": tags, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def delete_tags(request: SignedInRequest) -> HttpResponse:
    """The tags go from every piece; the material stays as it is."""
    _require(request, "content.delete_tag")
    tags = _chosen_tags(request)
    if not tags:
        messages.error(request, _("Choose a tag that is still there, then delete it."))
        return redirect(TAGS)
    if request.method == "POST":
        count = tagging.delete_tags(tags=tags, by=request.user)
        told = ngettext("%(count)d tag is deleted.", "%(count)d tags are deleted.", count)
        messages.success(request, told % {"count": count})
        return redirect(TAGS)
    return render(request, "admin/content/tag/delete.html", {"tags": tags})


def delete_tag(request: SignedInRequest, tag_id: str) -> HttpResponse:
    """The page that deletes one tag is that of several."""
    _require(request, "content.delete_tag")
    return redirect(f"{reverse('admin:content_tag_remove')}?{urlencode({'tag': tag_id})}")


def _chosen_tags(request: HttpRequest) -> QuerySet[Tag]:
    """The tags that the address or the form names, with `pieces`: how many pieces have each."""
    named = request.POST.getlist("tag") or request.GET.getlist("tag")
    keys = {key for value in named[:MOST] if (key := uuid_of(value))}
    return Tag.objects.filter(pk__in=keys).annotate(pieces=Count("contents")).order_by("-pieces", "name")


def _find(rows: QuerySet[M], key: UUID | str) -> M:
    try:
        found = rows.filter(pk=key).first()
    except ValidationError:
        found = None
    if found is None:
        raise NotHere(_("This is gone: somebody merged or deleted it. Go back to the list."))
    return found


def _moved(count: int) -> str:
    return ngettext(
        "“%(topic)s” is part of “%(into)s” now; %(count)d piece of material moved.",
        "“%(topic)s” is part of “%(into)s” now; %(count)d pieces of material moved.",
        count,
    )


def _require(request: SignedInRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied(_("Only staff keep topics and tags. Ask an administrator to make you one."))
