"""The addresses of a piece's versions, of its copies, and of what its items were made from."""

from django.urls import URLPattern, path

from content.views import histories, lineage, versions

version_patterns: list[URLPattern] = [
    path("studio/<uuid:content_id>/preview/", versions.preview_content, name="content-preview"),
    path("studio/<uuid:content_id>/history/", versions.list_versions, name="version-list"),
    path("studio/<uuid:content_id>/history/<int:number>/restore/", versions.restore_version, name="version-restore"),
    path("studio/<uuid:content_id>/history/items/", histories.list_item_authors, name="version-authors"),
    path("studio/<uuid:content_id>/history/items/<uuid:item_id>/", histories.show_item_history, name="item-history"),
    path("studio/<uuid:content_id>/compare/", versions.compare_versions, name="version-compare"),
    path("studio/<uuid:content_id>/duplicate/", lineage.duplicate_content, name="content-duplicate"),
    path("studio/<uuid:content_id>/items/<uuid:item_id>/source/", lineage.edit_sources, name="derivation-edit"),
    path("studio/stale/", lineage.list_stale, name="stale-list"),
    path("studio/stale/<uuid:derivation_id>/confirm/", lineage.confirm_derivation, name="derivation-confirm"),
]
