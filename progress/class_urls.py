"""The addresses of classes."""

from django.urls import URLPattern, path

from progress.views import class_assign, class_assignment, class_grants, class_item, class_progress, class_student

app_name = "classes"

urlpatterns: list[URLPattern] = [
    path("classes/<uuid:classroom_id>/progress/", class_progress.show_progress, name="class-progress"),
    path(
        "classes/<uuid:classroom_id>/students/<uuid:student_id>/", class_student.show_student, name="student-progress"
    ),
    path("classes/<uuid:classroom_id>/items/<uuid:item_id>/", class_item.show_item, name="item"),
    path("classes/assign/", class_assign.choose_class, name="assign-choose"),
    path("classes/<uuid:classroom_id>/assign/", class_assign.assign_work, name="assign"),
    path("classes/<uuid:classroom_id>/work/<uuid:assignment_id>/", class_assignment.show_assignment, name="assignment"),
    path(
        "classes/<uuid:classroom_id>/work/<uuid:assignment_id>/change/",
        class_assignment.change_assignment,
        name="assignment-change",
    ),
    path(
        "classes/<uuid:classroom_id>/work/<uuid:assignment_id>/remove/",
        class_assignment.take_back,
        name="assignment-remove",
    ),
    path(
        "classes/<uuid:classroom_id>/work/<uuid:assignment_id>/restore/",
        class_assignment.give_again,
        name="assignment-restore",
    ),
    path(
        "classes/<uuid:classroom_id>/work/<uuid:assignment_id>/remind/",
        class_assignment.remind_students,
        name="assignment-remind",
    ),
    path(
        "classes/<uuid:classroom_id>/work/<uuid:assignment_id>/exceptions/new/",
        class_grants.make_grant,
        name="grant-new",
    ),
    path(
        "classes/<uuid:classroom_id>/work/<uuid:assignment_id>/exceptions/<uuid:exception_id>/",
        class_grants.change_grant,
        name="grant-change",
    ),
    path(
        "classes/<uuid:classroom_id>/work/<uuid:assignment_id>/exceptions/<uuid:exception_id>/remove/",
        class_grants.remove_grant,
        name="grant-remove",
    ),
]
