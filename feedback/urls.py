from django.urls import URLPattern, path

from feedback.views import authors, students

app_name = "feedback"
urlpatterns: list[URLPattern] = [
    path("library/<uuid:content_id>/rate/", students.rate_content, name="rate"),
    path("library/<uuid:content_id>/report/<uuid:wording_id>/", students.report_item, name="report"),
    path("library/<uuid:content_id>/feedback/", students.list_own, name="own"),
    path("studio/<uuid:content_id>/feedback/", authors.list_feedback, name="list"),
    path("studio/<uuid:content_id>/feedback/addressed/", authors.promise_addressed, name="promise"),
    path("studio/<uuid:content_id>/feedback/<uuid:feedback_id>/", authors.answer_feedback, name="answer"),
    path("studio/<uuid:content_id>/feedback/<uuid:feedback_id>/open/", authors.take_back, name="take-back"),
]
