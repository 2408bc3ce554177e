from django.urls import URLPattern, path

from feedback import views

app_name = "feedback"
urlpatterns: list[URLPattern] = [
    path("library/<uuid:content_id>/rate/", views.rate_content, name="rate"),
    path("studio/<uuid:content_id>/feedback/", views.list_feedback, name="list"),
]
