"""A class itself: made, described, opened and closed to its code, archived."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import Refusal, WrongState
from content.querysets import AUTHOR
from content.text import is_visible
from progress.class_access import can_head, can_teach
from progress.classes.codes import draw_code
from progress.models import Classroom, ClassTeacher

MAX_CLASSES = 200  # that one person is the head of and that run


@transaction.atomic
def create_class(*, name: str, description: str, by: User) -> Classroom:
    """A class of `by`, who is its head, open to whoever has its code. Raises PermissionDenied for who is no teacher;
    Refusal without a name, and where she has very many."""
    if not by.has_perm(AUTHOR):
        raise PermissionDenied(_("Only teachers make classes."))
    if ClassTeacher.objects.filter(teacher=by, is_head=True, classroom__archived_at=None).count() >= MAX_CLASSES:
        raise Refusal(_("You have %(count)d classes. Archive one that is over first.") % {"count": MAX_CLASSES})
    now = timezone.now()
    classroom = Classroom.objects.create(
        name=_named(name), description=description.strip(), code=_free_code(), created_by=by, created_at=now
    )
    ClassTeacher.objects.create(classroom=classroom, teacher=by, is_head=True, added_by=by, added_at=now)
    return classroom


@transaction.atomic
def change_class(*, classroom: Classroom, name: str, description: str, by: User) -> Classroom:
    """Raises PermissionDenied for who does not teach it; WrongState where it is archived; Refusal without a name."""
    classroom = lock_running_class(classroom, by)
    classroom.name, classroom.description = _named(name), description.strip()
    classroom.save(update_fields=["name", "description"])
    return classroom


@transaction.atomic
def open_class(*, classroom: Classroom, is_open: bool, by: User) -> Classroom:
    """Let whoever has its code join it, or nobody; a second time changes nothing. Raises as `change_class`."""
    classroom = lock_running_class(classroom, by)
    classroom.is_open = is_open
    classroom.save(update_fields=["is_open"])
    return classroom


@transaction.atomic
def renew_code(*, classroom: Classroom, by: User) -> Classroom:
    """Give the class another code; nobody joins by the old one any more. Raises as `change_class`."""
    classroom = lock_running_class(classroom, by)
    classroom.code = _free_code()
    classroom.save(update_fields=["code"])
    return classroom


@transaction.atomic
def archive_class(*, classroom: Classroom, by: User) -> Classroom:
    """Make it read only, and out of everybody's way. Raises PermissionDenied unless `by` is its head; WrongState where
    it is archived already."""
    classroom = lock_class(classroom)
    require_head(classroom, by)
    if classroom.is_archived:
        raise WrongState(_("This class is archived already."))
    classroom.archived_at = timezone.now()
    classroom.save(update_fields=["archived_at"])
    return classroom


@transaction.atomic
def restore_class(*, classroom: Classroom, by: User) -> Classroom:
    """Take it out of the archive, as it was. Raises PermissionDenied unless `by` is its head; WrongState where it is
    not archived."""
    classroom = lock_class(classroom)
    require_head(classroom, by)
    if not classroom.is_archived:
        raise WrongState(_("This class is not archived: there is nothing to restore."))
    classroom.archived_at = None
    classroom.save(update_fields=["archived_at"])
    return classroom


def lock_class(classroom: Classroom) -> Classroom:
    """The class as it is now, held until the transaction ends: whatever changes it, or who is in it, comes through
    here. Rows that point at it may be written meanwhile."""
    return Classroom.objects.select_for_update(no_key=True).get(pk=classroom.pk)


def lock_running_class(classroom: Classroom, by: User) -> Classroom:
    """Like `lock_class`. Raises PermissionDenied unless `by` teaches it; WrongState where it is archived."""
    locked = lock_class(classroom)
    if not can_teach(by, locked):
        raise PermissionDenied(_("Only the teachers of this class can do this."))
    require_running(locked)
    return locked


def require_running(classroom: Classroom) -> None:
    if classroom.is_archived:
        raise WrongState(_("This class is archived, and nothing in it changes. Restore it first."))


def require_head(classroom: Classroom, by: User) -> None:
    if not can_head(by, classroom):
        raise PermissionDenied(_("Only the head of this class can do this. Ask them."))


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not is_visible(name):
        raise Refusal(_("Give the class a name, such as “Biology 7b”."))
    return name


def _free_code() -> str:
    """One that no class has; should another get the same in this very moment, the database refuses."""
    code = draw_code()
    while Classroom.objects.filter(code=code).exists():
        code = draw_code()
    return code
