"""The addresses of classes."""

from django.urls import URLPattern, path

from progress.views import class_item, class_progress, class_student

app_name = "classes"

urlpatterns: list[URLPattern] = [
    path("classes/<uuid:classroom_id>/progress/", class_progress.show_progress, name="class-progress"),
    path(
        "classes/<uuid:classroom_id>/students/<uuid:student_id>/", class_student.show_student, name="student-progress"
    ),
    path("classes/<uuid:classroom_id>/items/<uuid:item_id>/", class_item.show_item, name="item"),
]
