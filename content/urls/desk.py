"""The addresses of the desk, of what is done to many pieces, and of one piece as its author sees it."""

from django.urls import URLPattern, path

from content.views import bulk, replacing, saved_views, studio

desk_patterns: list[URLPattern] = [
    path("studio/", studio.show_studio, name="studio"),
    path("studio/views/", saved_views.list_views, name="view-list"),
    path("studio/views/save/", saved_views.save_view, name="view-save"),
    path("studio/views/<uuid:view_id>/rename/", saved_views.rename_view, name="view-rename"),
    path("studio/views/<uuid:view_id>/delete/", saved_views.delete_view, name="view-delete"),
    path("studio/bulk/", bulk.edit_many, name="bulk-edit"),
    path("studio/bulk/report/", bulk.show_report, name="bulk-report"),
    path("studio/replace/", replacing.replace_words, name="replace"),
    path("studio/<uuid:content_id>/", studio.show_content, name="content-detail"),
    path("studio/<uuid:content_id>/details/", studio.edit_details, name="content-details"),
    path("studio/<uuid:content_id>/submit/", studio.submit_content, name="content-submit"),
    path("studio/<uuid:content_id>/withdraw/", studio.withdraw_content, name="content-withdraw"),
    path("studio/<uuid:content_id>/archive/", studio.archive_content, name="content-archive"),
    path("studio/<uuid:content_id>/restore/", studio.restore_content, name="content-restore"),
]
