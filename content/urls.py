"""The addresses of the studio; those of the library stand beside."""

from django.urls import path

from content.library_urls import library_patterns
from content.views import editing, images, importing, studio, versions

app_name = "content"

studio_patterns = [
    path("studio/", studio.show_studio, name="studio"),
    path("studio/new/", editing.choose_kind, name="content-new"),
    path("studio/new/<slug:kind>/", editing.create_content, name="content-create"),
    path("studio/import/", importing.import_content, name="content-import"),
    path("studio/import/report/", importing.show_import, name="import-detail"),
    path("studio/images/", images.add_image, name="image-add"),
    path("media/<str:digest>.<str:extension>", images.show_image, name="image"),
    path("studio/<uuid:content_id>/", studio.show_content, name="content-detail"),
    path("studio/<uuid:content_id>/details/", studio.edit_details, name="content-details"),
    path("studio/<uuid:content_id>/submit/", studio.submit_content, name="content-submit"),
    path("studio/<uuid:content_id>/withdraw/", studio.withdraw_content, name="content-withdraw"),
    path("studio/<uuid:content_id>/edit/", editing.edit_content, name="content-edit"),
    path("studio/<uuid:content_id>/edit/discard/", editing.discard_draft, name="draft-discard"),
    path("studio/<uuid:content_id>/preview/", versions.preview_content, name="content-preview"),
    path("studio/<uuid:content_id>/history/", versions.list_versions, name="version-list"),
    path("studio/<uuid:content_id>/compare/", versions.compare_versions, name="version-compare"),
]

urlpatterns = [*studio_patterns, *library_patterns]
