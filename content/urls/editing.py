"""The addresses of writing: the editor, its draft, and the import."""

from django.urls import URLPattern, path

from content.views import drafts, editing, examples, importing, merging, previewing, rows

editing_patterns: list[URLPattern] = [
    path("studio/new/", examples.choose_kind, name="content-new"),
    path("studio/examples/<slug:kind>/<slug:level>/", examples.show_example, name="example"),
    path("studio/examples/<slug:kind>/<slug:level>/start/", examples.start_from_example, name="example-start"),
    path("studio/new/<slug:kind>/", editing.create_content, name="content-create"),
    path("studio/new/<slug:kind>/row/", rows.create_row, name="row-create"),
    path("studio/new/<slug:kind>/draft/", drafts.start_typed, name="draft-start"),
    path("studio/new/<slug:kind>/preview/", previewing.preview_new, name="draft-preview-new"),
    path("studio/import/", importing.import_content, name="content-import"),
    path("studio/import/report/", importing.show_import, name="import-detail"),
    path("studio/<uuid:content_id>/edit/", editing.edit_content, name="content-edit"),
    path("studio/<uuid:content_id>/edit/row/", rows.show_row, name="row-show"),
    path("studio/<uuid:content_id>/edit/draft/", drafts.save_typed, name="draft-save"),
    path("studio/<uuid:content_id>/edit/preview/", previewing.preview_draft, name="draft-preview"),
    path("studio/<uuid:content_id>/edit/presence/", drafts.show_presence, name="presence"),
    path("studio/<uuid:content_id>/merge/", merging.merge_content, name="content-merge"),
    path("studio/<uuid:content_id>/edit/discard/", editing.discard_draft, name="draft-discard"),
]
