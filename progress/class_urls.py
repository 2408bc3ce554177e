"""The addresses of classes."""

from django.urls import URLPattern, path

from progress.views import (
    class_assign,
    class_assignment,
    class_grants,
    class_invitations,
    class_item,
    class_list,
    class_page,
    class_people,
    class_progress,
    class_student,
    class_teachers,
)

app_name = "classes"

urlpatterns: list[URLPattern] = [
    path("classes/<uuid:classroom_id>/progress/", class_progress.show_progress, name="class-progress"),
    path(
        "classes/<uuid:classroom_id>/students/<uuid:student_id>/", class_student.show_student, name="student-progress"
    ),
    path("classes/<uuid:classroom_id>/items/<uuid:item_id>/", class_item.show_item, name="item"),
    path("classes/", class_list.list_classes, name="class-list"),
    path("classes/new/", class_list.start_class, name="class-new"),
    path("classes/join/", class_list.join_by_code, name="class-join"),
    path("classes/join/<str:code>/", class_list.join_by_link, name="class-join"),
    path(
        "classes/invitations/<uuid:invitation_id>/accept/",
        class_invitations.accept_invitation,
        name="invitation-accept",
    ),
    path(
        "classes/invitations/<uuid:invitation_id>/decline/",
        class_invitations.decline_invitation,
        name="invitation-decline",
    ),
    path("classes/<uuid:classroom_id>/", class_page.show_class, name="class-detail"),
    path("classes/<uuid:classroom_id>/change/", class_page.change_class, name="class-change"),
    path("classes/<uuid:classroom_id>/archive/", class_page.archive_class, name="class-archive"),
    path("classes/<uuid:classroom_id>/restore/", class_page.restore_class, name="class-restore"),
    path("classes/<uuid:classroom_id>/poster/", class_page.show_poster, name="class-poster"),
    path("classes/<uuid:classroom_id>/code/", class_page.renew_code, name="class-code"),
    path("classes/<uuid:classroom_id>/open/", class_page.open_class, name="class-open"),
    path("classes/<uuid:classroom_id>/leave/", class_people.leave_class, name="class-leave"),
    path("classes/<uuid:classroom_id>/people/", class_people.list_people, name="people"),
    path(
        "classes/<uuid:classroom_id>/people/<uuid:enrolment_id>/remove/",
        class_people.remove_student,
        name="student-remove",
    ),
    path(
        "classes/<uuid:classroom_id>/people/<uuid:enrolment_id>/return/",
        class_people.let_back_in,
        name="student-return",
    ),
    path("classes/<uuid:classroom_id>/invite/", class_invitations.invite_people, name="invite"),
    path(
        "classes/<uuid:classroom_id>/invitations/<uuid:invitation_id>/again/",
        class_invitations.invite_again,
        name="invitation-again",
    ),
    path(
        "classes/<uuid:classroom_id>/invitations/<uuid:invitation_id>/remove/",
        class_invitations.take_back_invitation,
        name="invitation-remove",
    ),
    path("classes/<uuid:classroom_id>/teachers/add/", class_teachers.add_teacher, name="teacher-add"),
    path("classes/<uuid:classroom_id>/teachers/leave/", class_teachers.leave_teaching, name="teacher-leave"),
    path(
        "classes/<uuid:classroom_id>/teachers/<uuid:teacher_id>/remove/",
        class_teachers.remove_teacher,
        name="teacher-remove",
    ),
    path(
        "classes/<uuid:classroom_id>/teachers/<uuid:teacher_id>/hand-on/",
        class_teachers.hand_on_class,
        name="class-hand-on",
    ),
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
