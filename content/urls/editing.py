"""The addresses of writing: the editor, its draft, and the import."""

from django.urls import URLPattern, path

from content.views import editing, importing

editing_patterns: list[URLPattern] = [
    path("studio/new/", editing.choose_kind, name="content-new"),
    path("studio/new/<slug:kind>/", editing.create_content, name="content-create"),
    path("studio/import/", importing.import_content, name="content-import"),
    path("studio/import/report/", importing.show_import, name="import-detail"),
    path("studio/<uuid:content_id>/edit/", editing.edit_content, name="content-edit"),
    path("studio/<uuid:content_id>/edit/discard/", editing.discard_draft, name="draft-discard"),
]
