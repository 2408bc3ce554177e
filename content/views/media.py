"""Media: an author's own files, and the files themselves."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from accounts.paging import Page, paginate
from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from content.access import get_media_upload, require, require_member
from content.actions import media as actions
from content.forms.media import MOST_AT_ONCE, MediaFilterForm, MediaForm, description_forms
from content.media import MediaSort
from content.media_places import find_places
from content.models import MediaFile, MediaUpload
from content.querysets import AUTHOR
from content.sent import uuid_of
from content.serving import serve

RECENT = 12
A_YEAR = 31_536_000  # seconds: an address is a hash, so what it names never changes


@login_required
@require_safe
def list_media(request: SignedInRequest) -> HttpResponse:
    """One's own files, the newest first: what they are and where they are used."""
    require(request.user, AUTHOR)
    filters = MediaFilterForm(request.GET)
    page = _page(request, filters)
    places = find_places([upload.file_id for upload in page.rows], request.user)
    context = {
        "filters": filters,
        "page": page,
        "links": page.links(request),
        "rows": [(upload, places[upload.file_id]) for upload in page.rows],
    }
    return render(request, "content/media/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add_media(request: SignedInRequest) -> HttpResponse:
    """Upload files, or choose one of one's own: every one with the line that shows it."""
    require(request.user, AUTHOR)
    form, kept = MediaForm(None), list[MediaUpload]()
    if request.method == "POST":
        form = MediaForm(request.POST, request.FILES)
        if form.is_valid():
            kept = _keep(form, request)
        if not form.errors:
            return _describe(kept)
    filters = MediaFilterForm(request.GET)
    page = _page(request, filters, RECENT)
    context = {"form": form, "kept": kept, "kept_url": _describe(kept).url, "filters": filters, "page": page}
    context["links"] = page.links(request)
    return render(request, "content/media/add.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def describe_media(request: SignedInRequest) -> HttpResponse:
    """What some of one's files show, named by `file` in the address; and the line for each."""
    require(request.user, AUTHOR)
    asked = [value for value in request.GET.getlist("file")[:MOST_AT_ONCE] if uuid_of(value)]
    uploads = list(MediaUpload.objects.owned_by(request.user).filter(pk__in=asked).order_by("uploaded_at", "id"))
    if not uploads:
        return redirect("content:media-list")
    rows = description_forms(request.POST if request.method == "POST" else None, uploads)
    if request.method == "POST" and all([row.is_valid() for row in rows]):  # noqa: C419 - every one is checked
        for row in rows:
            actions.describe_media(upload=row.upload, by=request.user, **_said(row.cleaned_data))
        messages.success(request, _("The words are saved."))
        return _describe(uploads)
    has_errors = any(row.errors for row in rows)
    context = {"rows": rows, "needs_words": [upload for upload in uploads if upload.needs_words]}
    return render(request, "content/media/describe.html", context, status=422 if has_errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete_media(request: SignedInRequest, upload_id: UUID) -> HttpResponse:
    """Ask first: the file cannot be brought back."""
    upload = get_media_upload(request.user, upload_id)
    if request.method != "POST":
        return render(request, "content/media/confirm_delete.html", {"upload": upload})
    actions.delete_media(upload=upload, by=request.user)
    messages.success(request, _("“%(name)s” is deleted.") % {"name": upload.name})
    return redirect(reverse("content:media-list") + ("?show=unused" if request.GET.get("show") == "unused" else ""))


@login_required
@require_safe
@cache_control(private=True, max_age=A_YEAR, immutable=True)
def show_media(request: SignedInRequest, digest: str, extension: str) -> FileResponse:
    """The file, for members. Its address is its hash: who has it has read the material that points at it."""
    require_member(request.user)
    file = get_object_or_404(MediaFile, digest=digest, type=extension)
    save_as = ""
    if file.kind.sort == MediaSort.ATTACHMENT:
        names = file.uploads.order_by("uploaded_at").values_list("name", flat=True)
        save_as = names.first() or file.name
    return serve(request, file.name, media_type=file.kind.media_type, etag=digest, save_as=save_as)


@login_required
@require_safe
@cache_control(private=True, max_age=A_YEAR, immutable=True)
def show_thumbnail(request: SignedInRequest, digest: str, size: str) -> FileResponse:
    """A smaller copy of an image, for members; the image itself where it has none."""
    require_member(request.user)
    file = get_object_or_404(MediaFile, digest=digest, width__isnull=False)
    name, media_type = file.thumbnail_name(size), "image/webp"
    if not default_storage.exists(name):
        name, media_type = file.name, file.kind.media_type
    return serve(request, name, media_type=media_type, etag=f"{digest}-{size}")


def _page(request: SignedInRequest, filters: MediaFilterForm, size: int = 20) -> Page[MediaUpload]:
    uploads = filters.narrow(MediaUpload.objects.owned_by(request.user))
    return paginate(uploads, order=("-uploaded_at", "-id"), token=request.GET.get("after"), size=size)


def _keep(form: MediaForm, request: SignedInRequest) -> list[MediaUpload]:
    """The files that were taken; those that were not are errors of the form, each by name. Words belong to a single
    file: of several, nobody knows which is meant."""
    files, kept = form.cleaned_data["file"], []
    said = _said(form.cleaned_data) if len(files) == 1 else {}
    for file in files:
        try:
            kept.append(actions.keep_media(file=file, by=request.user, **said))
        except Refusal as refusal:
            form.add_error("file", f"{actions.visible_name(file.name)}: {refusal.message}")
    return kept


def _said(cleaned: dict[str, Any]) -> dict[str, Any]:
    return {"words": cleaned["words"], "is_decorative": cleaned.get("is_decorative", False)}


def _describe(uploads: list[MediaUpload]) -> HttpResponseRedirect:
    query = urlencode([("file", str(upload.pk)) for upload in uploads])
    return HttpResponseRedirect(f"{reverse('content:media-describe')}?{query}")
