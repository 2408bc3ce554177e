"""The addresses of review as authors see it: threads, checks, publishing, the record."""

from django.urls import URLPattern, path

from content.views import checks, publishing, record, threads

review_patterns: list[URLPattern] = [
    path("studio/<uuid:content_id>/checks/", checks.list_checks, name="check-list"),
    path("studio/<uuid:content_id>/checks/run/", checks.run_checks, name="check-run"),
    path("studio/<uuid:content_id>/checks/progress/", checks.show_check_progress, name="check-progress"),
    path("studio/<uuid:content_id>/record/", record.show_record, name="record"),
    path("studio/<uuid:content_id>/record/export/", record.export_record, name="record-export"),
    path("studio/<uuid:content_id>/review/", threads.show_threads, name="review-threads"),
    path("studio/<uuid:content_id>/review/open/", threads.open_thread, name="thread-open"),
    path("threads/<uuid:thread_id>/reply/", threads.reply_to_thread, name="thread-reply"),
    path("threads/<uuid:thread_id>/resolve/", threads.resolve_thread, name="thread-resolve"),
    path("threads/<uuid:thread_id>/reopen/", threads.reopen_thread, name="thread-reopen"),
    path("studio/<uuid:content_id>/publishing/", publishing.show_publishing, name="publishing"),
    path("studio/<uuid:content_id>/publishing/publish/", publishing.publish_content, name="content-publish"),
    path("studio/<uuid:content_id>/publishing/unpublish/", publishing.unpublish_content, name="content-unpublish"),
    path("studio/<uuid:content_id>/publishing/unschedule/", publishing.unschedule_content, name="content-unschedule"),
]
