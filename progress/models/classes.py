"""Classes: who teaches, who is in them, what they are given to do."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import TimeOrderedModel
from content.models import Content
from progress.class_querysets import AssignmentQuerySet, ClassroomQuerySet, EnrolmentQuerySet, InvitationQuerySet


class Classroom(TimeOrderedModel):
    """A class. Students come in by its `code`, for as long as `is_open`, or by an invitation. Archived, it is read
    only, and stays in nobody's way."""

    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("what it is about"), max_length=1000, blank=True)
    code = models.CharField(_("code"), max_length=12, unique=True)
    is_open = models.BooleanField(_("can be joined by its code"), default=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("made"))
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)

    objects: ClassVar[ClassroomQuerySet] = ClassroomQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="classroom_has_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None


class ClassTeacher(TimeOrderedModel):
    """Who teaches a class. Whoever is its head may also change who else does, archive it, and hand it on."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, db_index=False, related_name="teachers")
    teacher = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="classes_taught")
    is_head = models.BooleanField(_("head of the class"), default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    added_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("teacher of a class")
        verbose_name_plural = _("teachers of classes")
        constraints = [
            models.UniqueConstraint(fields=["classroom", "teacher"], name="class_teacher_once"),
            models.UniqueConstraint(fields=["classroom"], condition=Q(is_head=True), name="class_teacher_one_head"),
        ]

    def __str__(self) -> str:
        return f"{self.classroom_id} {self.teacher_id}"


class Enrolment(TimeOrderedModel):
    """A student in a class, from `joined_at` until `left_at`. Leaving hides the class from her and her from the class;
    the row stays, and so does all she did; coming back clears `left_at`."""

    class Way(models.TextChoices):
        CODE = "code", _("By code")
        LINK = "link", _("By link")
        LIST = "list", _("By invitation")

    classroom = models.ForeignKey(Classroom, on_delete=models.PROTECT, db_index=False, related_name="enrolments")
    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="enrolments")
    way = models.CharField(_("how"), max_length=10, choices=Way)
    joined_at = models.DateTimeField(_("joined"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    objects: ClassVar[EnrolmentQuerySet] = EnrolmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["classroom", "student"], name="enrolment_once"),
            models.CheckConstraint(condition=Q(way__in=["code", "link", "list"]), name="enrolment_way_known"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=False) | Q(removed_by__isnull=True), name="enrolment_removed_has_left"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.classroom_id} {self.student_id}"


class ClassInvitation(TimeOrderedModel):
    """Somebody a teacher put on the list of a class: by name and address, whether there is an account or not. It is
    answered by whoever owns the address, verified; until then it can be taken back. `letter_at` is when a letter to it
    was handed to the mail server, where nobody has an account with that address; it is written down before, so that
    none goes out twice."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, db_index=False, related_name="invitations")
    name = models.CharField(_("name"), max_length=150, blank=True)
    email = models.EmailField(_("email"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    invited_at = models.DateTimeField(_("invited"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)
    letter_at = models.DateTimeField(_("letter sent"), null=True, blank=True)

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("invitation to a class")
        verbose_name_plural = _("invitations to classes")
        constraints = [
            models.UniqueConstraint("classroom", models.functions.Lower("email"), name="class_invitation_once"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(declined_at__isnull=True), name="class_invitation_one_answer"
            ),
        ]
        indexes = [models.Index(models.functions.Lower("email"), name="class_invitation_of")]

    def __str__(self) -> str:
        return f"{self.classroom_id} {self.email}"

    @property
    def notice_key(self) -> str:
        """Under which its owner was told of it, this time."""
        return f"class_invitation:{self.classroom_id}:{self.invited_at.isoformat()}"


class Assignment(TimeOrderedModel):
    """A piece that a class is given to do, from `opens_at` on, by `due_at`; from `closes_at` on nothing is taken any
    more. For a quiz the rules of its author hold but for those given here: `time_limit` (minutes; 0 for none),
    `attempts` (0 for any number; those made under the assignment count) and `pass_mark` (percent). None is as the
    author has it. Taken back (`removed_at`), it stays for what was done under it."""

    classroom = models.ForeignKey(Classroom, on_delete=models.PROTECT, related_name="assignments")
    content = models.ForeignKey(Content, on_delete=models.PROTECT, related_name="assignments")
    note = models.TextField(_("what to do"), max_length=1000, blank=True)
    opens_at = models.DateTimeField(_("opens"))
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    time_limit = models.PositiveSmallIntegerField(_("time limit (minutes)"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), null=True, blank=True)
    pass_mark = models.PositiveSmallIntegerField(_("pass mark (percent)"), null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    given_at = models.DateTimeField(_("given"))
    removed_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects: ClassVar[AssignmentQuerySet] = AssignmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["classroom", "content"], condition=Q(removed_at__isnull=True), name="assignment_once"
            ),
            models.CheckConstraint(
                condition=(Q(due_at__isnull=True) | Q(due_at__gt=models.F("opens_at")))
                & (Q(closes_at__isnull=True) | Q(closes_at__gt=models.F("opens_at")))
                & (Q(due_at__isnull=True) | Q(closes_at__isnull=True) | Q(closes_at__gte=models.F("due_at"))),
                name="assignment_dates_ordered",
            ),
            models.CheckConstraint(
                condition=Q(pass_mark__isnull=True) | Q(pass_mark__lte=100), name="assignment_pass_mark_percent"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="assignment_due", condition=Q(removed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.classroom_id} {self.content_id}"


class AssignmentException(TimeOrderedModel):
    """What holds for one student alone in one assignment. None is as for everybody, 0 is no limit."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, db_index=False, related_name="exceptions")
    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    time_limit = models.PositiveSmallIntegerField(_("time limit (minutes)"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), null=True, blank=True)
    is_excused = models.BooleanField(_("need not do it"), default=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    given_at = models.DateTimeField(_("given"))

    class Meta:
        verbose_name = _("exception to an assignment")
        verbose_name_plural = _("exceptions to assignments")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "student"], name="assignment_exception_one_each"),
            models.CheckConstraint(
                condition=Q(due_at__isnull=False)
                | Q(closes_at__isnull=False)
                | Q(time_limit__isnull=False)
                | Q(attempts__isnull=False)
                | Q(is_excused=True),
                name="assignment_exception_says_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.student_id}"


class AssignmentReminder(TimeOrderedModel):
    """That a student was reminded of an assignment that was due at `due_at`: once for each time it is due."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, db_index=False, related_name="reminders")
    student = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, db_index=False, related_name="+")
    due_at = models.DateTimeField(_("due"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("reminder of an assignment")
        verbose_name_plural = _("reminders of assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "student", "due_at"],
                condition=Q(by__isnull=True),
                name="assignment_reminder_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.student_id}"
