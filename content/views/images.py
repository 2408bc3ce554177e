"""Images: the author's upload page, and the files themselves."""

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from accounts.refusals import Refusal
from accounts.requests import SignedInRequest
from content.access import require
from content.actions.illustrating import store_image
from content.forms.images import ImageForm
from content.models import Image
from content.querysets import AUTHOR, REVIEWER, STUDENT

RECENT = 12


@login_required
@require_http_methods(["GET", "POST"])
def add_image(request: SignedInRequest) -> HttpResponse:
    """Upload an image and get the line of Markdown that shows it."""
    require(request.user, AUTHOR)
    form, image = ImageForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            image = store_image(file=form.cleaned_data["file"], by=request.user)
        except Refusal as refusal:
            form.add_error("file", refusal.message)
    markdown = f"![{form.cleaned_data['alternative']}]({image.get_absolute_url()})" if image else ""
    recent = Image.objects.filter(uploaded_by=request.user).order_by("-uploaded_at")[:RECENT]
    context = {"form": form, "image": image, "markdown": markdown, "recent": recent}
    return render(request, "content/image/form.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
@cache_control(private=True, max_age=31_536_000, immutable=True)
def show_image(request: SignedInRequest, digest: str, extension: str) -> FileResponse:
    """The file, for members. Its address is its hash: who has it has read the material that shows it."""
    if not any(request.user.has_perm(permission) for permission in (AUTHOR, REVIEWER)):
        require(request.user, STUDENT)
    image = get_object_or_404(Image, digest=digest, type=extension)
    if not default_storage.exists(image.name):
        raise Http404(_("This image is gone. Upload it again."))
    return FileResponse(default_storage.open(image.name), content_type=image.media_type)
