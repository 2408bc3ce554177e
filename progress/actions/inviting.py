"""Inviting to a class by a list of addresses, and answering. Whoever owns an address, verified, answers what was sent
to it; the teacher is not told whether anybody does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from accounts.actions.notifying import call_off, notify
from accounts.addresses import addresses_of, owners_of
from accounts.models import User
from accounts.refusals import Refusal, WrongState
from progress.actions.classes import lock_class, lock_running_class, require_running
from progress.actions.enrolling import enrol
from progress.class_events import INVITED
from progress.classes.outcomes import Outcome, RowOutcome
from progress.classes.roster import Row, repeated_lines
from progress.models import ClassInvitation, Classroom, Enrolment

WRITE = "progress.write_to_invited"  # the job, by its name: it calls back into this floor
PAUSE = timedelta(days=1)  # nobody is asked again sooner
MAX_WAITING = 1000  # invitations of one class that nobody answered


@transaction.atomic
def invite_people(*, classroom: Classroom, rows: Sequence[Row], by: User) -> list[RowOutcome]:
    """Invite whoever is on the list, and say of each row what became of it: in the same words whether an address has
    an account or not. Raises PermissionDenied for who does not teach the class; WrongState where it is archived;
    Refusal where more would wait than a class can have. The number of queries does not grow with the list."""
    classroom = lock_running_class(classroom, by)
    known = _Known.of(classroom, {row.email for row in rows if row.email})
    repeated, now = repeated_lines(rows), timezone.now()
    outcomes = [RowOutcome(row, known.outcome_of(row, repeated, now), repeated.get(row.line, 0)) for row in rows]
    asked = [found.row for found in outcomes if found.outcome in {Outcome.INVITED, Outcome.AGAIN}]
    _require_room(classroom, [row for row in asked if row.email not in known.invitations])
    renewed = [_renew(known.invitations[row.email], row, now, by) for row in asked if row.email in known.invitations]
    made = [
        ClassInvitation(classroom=classroom, name=row.name, email=row.email, invited_by=by, invited_at=now)
        for row in asked
        if row.email not in known.invitations
    ]
    ClassInvitation.objects.bulk_create(made)
    ClassInvitation.objects.bulk_update(renewed, _RENEWED)
    _ask([*made, *renewed], classroom, by, known.owners)
    return outcomes


@transaction.atomic
def invite_again(*, invitation: ClassInvitation, by: User) -> ClassInvitation:
    """Ask once more. Raises as `invite_people`; WrongState where it was taken back or accepted, or is too fresh."""
    classroom = lock_running_class(invitation.classroom, by)
    found = _require_open(invitation)
    now = timezone.now()
    if found.invited_at > now - PAUSE:
        raise WrongState(_("This invitation is less than a day old. Give them time; you can send it again tomorrow."))
    _renew(found, Row(0, ""), now, by).save(update_fields=_RENEWED)
    _ask([found], classroom, by, owners_of([found.email]))
    return found


@transaction.atomic
def take_back_invitation(*, invitation: ClassInvitation, by: User) -> None:
    """Raises PermissionDenied for who does not teach the class; WrongState where it is archived, and where the
    invitation was taken back before or is accepted."""
    lock_running_class(invitation.classroom, by)
    found = _require_open(invitation)
    for owner in owners_of([found.email]).values():
        call_off(to=owner, key=found.notice_key)
    found.delete()


@transaction.atomic
def accept_invitation(*, invitation: ClassInvitation, by: User) -> Enrolment:
    """Be in the class from now on, also who declined before; a second time changes nothing. Raises PermissionDenied for
    another's invitation and for who cannot study; WrongState where it was taken back, or accepted and then left, or the
    class is archived; Refusal for who teaches it."""
    classroom = lock_class(invitation.classroom)
    found = _require_own(invitation, by)
    current = Enrolment.objects.current().filter(classroom=classroom, student=by).first()
    if found.accepted_at:
        if current:
            return current
        raise WrongState(_("You have used this invitation, and are not in the class any more. Ask your teacher."))
    require_running(classroom)
    enrolment = current or enrol(classroom, by, Enrolment.Way.LIST)
    found.accepted_at, found.declined_at = timezone.now(), None
    found.save(update_fields=["accepted_at", "declined_at"])
    call_off(to=by.pk, key=found.notice_key)
    return enrolment


@transaction.atomic
def decline_invitation(*, invitation: ClassInvitation, by: User) -> None:
    """Do not join; a second time changes nothing. Raises PermissionDenied for another's invitation; WrongState where
    it was taken back, or accepted."""
    lock_class(invitation.classroom)
    found = _require_own(invitation, by)
    if found.accepted_at:
        raise WrongState(_("You are in this class already. Leave it instead."))
    if found.declined_at is None:
        found.declined_at = timezone.now()
        found.save(update_fields=["declined_at"])
        call_off(to=by.pk, key=found.notice_key)


_RENEWED = ["name", "invited_by", "invited_at", "accepted_at", "declined_at", "letter_at"]


@dataclass(frozen=True)
class _Known:
    """What the class has to do already with the addresses of a list: who owns them, its invitations, and the addresses
    of its teachers and of its students."""

    owners: Mapping[str, UUID]
    invitations: Mapping[str, ClassInvitation]
    teachers: frozenset[str]
    students: frozenset[str]

    @classmethod
    def of(cls, classroom: Classroom, addresses: set[str]) -> "_Known":
        owners = owners_of(addresses)
        invitations = ClassInvitation.objects.filter(classroom=classroom).of(addresses)
        of_teachers = Q(teacher__in=owners.values()) | Q(teacher__email__in=addresses)
        of_students = Q(student__in=owners.values()) | Q(student__email__in=addresses)
        enrolled = Enrolment.objects.current().filter(of_students, classroom=classroom)
        return cls(
            owners,
            {invitation.email.lower(): invitation for invitation in invitations},
            _addresses(classroom.teachers.filter(of_teachers).values_list("teacher", "teacher__email"), owners),
            _addresses(enrolled.values_list("student", "student__email"), owners),
        )

    def outcome_of(self, row: Row, repeated: Mapping[int, int], now: datetime) -> Outcome:
        plain = (
            (row.is_head, Outcome.HEAD),
            (bool(row.problem), Outcome.REFUSED),
            (row.line in repeated, Outcome.TWICE),
            (row.email in self.teachers, Outcome.TEACHES),
            (row.email in self.students, Outcome.ENROLLED),
        )
        return next((outcome for is_so, outcome in plain if is_so), None) or self._asked(row.email, now)

    def _asked(self, email: str, now: datetime) -> Outcome:
        invitation = self.invitations.get(email)
        if invitation is None or invitation.accepted_at:
            return Outcome.INVITED
        return Outcome.WAITING if invitation.invited_at > now - PAUSE else Outcome.AGAIN


def _addresses(people: Iterable[tuple[UUID, str]], owners: Mapping[str, UUID]) -> frozenset[str]:
    """All the addresses by which these people, each with the address of the account, are on a list."""
    found = dict(people)
    return frozenset(found.values()) | {address for address, owner in owners.items() if owner in found}


def _require_room(classroom: Classroom, new: Sequence[Row]) -> None:
    waiting = ClassInvitation.objects.waiting().filter(classroom=classroom).count() if new else 0
    if waiting + len(new) > MAX_WAITING:
        raise Refusal(
            _("At most %(most)d invitations of a class can wait for an answer, and %(count)d do. Take some back first.")
            % {"most": MAX_WAITING, "count": waiting}
        )


def _renew(invitation: ClassInvitation, row: Row, now: datetime, by: User) -> ClassInvitation:
    invitation.name = row.name or invitation.name
    invitation.invited_by, invitation.invited_at = by, now
    invitation.accepted_at = invitation.declined_at = invitation.letter_at = None
    return invitation


def _ask(invitations: Sequence[ClassInvitation], classroom: Classroom, by: User, owners: Mapping[str, UUID]) -> None:
    """Tell those who have an account; have a letter written to the others. All were invited at the same time."""
    told = {owners[invitation.email] for invitation in invitations if invitation.email in owners}
    if told:
        notify(
            event=INVITED,
            to=told,
            subject=classroom.name,
            url=reverse("classes:class-list"),
            key=invitations[0].notice_key,
            actor=by,
        )
    strangers: list[JSONValue] = [str(invitation.pk) for invitation in invitations if invitation.email not in owners]
    if strangers:
        app.configure_task(WRITE).defer(invitation_ids=strangers)  # in this transaction: sent only if it commits


def _require_open(invitation: ClassInvitation) -> ClassInvitation:
    """The invitation as it is now, the lock on its class being held."""
    found = ClassInvitation.objects.filter(pk=invitation.pk).first()
    if found is None:
        raise WrongState(_("This invitation was taken back already."))
    if found.accepted_at:
        raise WrongState(_("This invitation is accepted. Look for the student in the class."))
    return found


def _require_own(invitation: ClassInvitation, by: User) -> ClassInvitation:
    """The same for the one who answers it."""
    found = ClassInvitation.objects.filter(pk=invitation.pk).first()
    if found is None:
        raise WrongState(_("This invitation was taken back. Ask your teacher if you want to join."))
    if found.email.lower() not in addresses_of(by):
        raise PermissionDenied(_("This invitation is for somebody else."))
    return found
