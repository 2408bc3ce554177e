"""The addresses at which authors work together."""

from django.urls import URLPattern, path

from content.views import people

people_patterns: list[URLPattern] = [
    path("studio/invitations/", people.list_invitations, name="invitation-list"),
    path("studio/invitations/<uuid:authorship_id>/accept/", people.accept_invitation, name="invitation-accept"),
    path("studio/invitations/<uuid:authorship_id>/decline/", people.decline_invitation, name="invitation-decline"),
    path("studio/kept/<uuid:draft_id>/", people.show_kept_draft, name="kept-draft"),
    path("studio/kept/<uuid:draft_id>/forget/", people.forget_kept_draft, name="kept-draft-forget"),
    path("studio/<uuid:content_id>/authors/", people.list_authors, name="author-list"),
    path("studio/<uuid:content_id>/authors/leave/", people.leave_content, name="content-leave"),
    path("studio/<uuid:content_id>/authors/<uuid:authorship_id>/remove/", people.remove_author, name="author-remove"),
    path(
        "studio/<uuid:content_id>/authors/<uuid:authorship_id>/hand-over/",
        people.hand_over_content,
        name="content-hand-over",
    ),
]
