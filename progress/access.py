"""The one way a view gets what belongs to a student: 404 for everybody else."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotHere
from content.access import get_content_for_student
from content.kinds import StudyMode
from content.models import Content, ContentVersion
from content.querysets import STUDENT
from progress.models import CardMemory, QuizAttempt
from progress.querysets import CardMemoryQuerySet

_RULED = ("version", "assignment__classroom")  # what the rules of an attempt follow from


def can_see_attempt(user: User, attempt: QuizAttempt) -> bool:
    """The twin of `QuizAttemptQuerySet.visible_to`."""
    return attempt.student_id == user.pk and user.has_perm(STUDENT)


def can_see_memory(user: User, memory: CardMemory) -> bool:
    """The twin of `CardMemoryQuerySet.of`."""
    return memory.student_id == user.pk and user.has_perm(STUDENT)


def get_memory(user: User, memory_id: UUID) -> CardMemory:
    """What she remembers of one of her cards, with the piece it is of. Raises Http404 for any other."""
    memories = CardMemoryQuerySet(CardMemory).of(user).select_related("content").defer("content__search")
    if memory := memories.filter(pk=memory_id).first():
        return memory
    raise NotHere(_("This is none of your cards. Look for it among those that you review."))


def get_open_attempt(user: User, content: Content) -> QuizAttempt | None:
    """The attempt that `user` has not finished yet, with its version."""
    attempts = QuizAttempt.objects.visible_to(user).open().filter(content=content)
    return _with_content(attempts.select_related(*_RULED).defer("version__text").first(), content)


def get_attempt(user: User, content: Content, number: int) -> QuizAttempt:
    """One's own attempt by its number. Raises Http404 for any other."""
    attempts = QuizAttempt.objects.visible_to(user).filter(content=content, number=number)
    if attempt := _with_content(attempts.select_related(*_RULED).defer("version__text").first(), content):
        return attempt
    raise NotHere(_("You have no attempt of this number at this quiz. Look at the quiz for those you have."))


def find_attempt(content: Content, attempt_id: UUID) -> QuizAttempt | None:
    """An attempt at the quiz, whosever it is: for an action that has to say no to others, and to write it down."""
    attempt = QuizAttempt.objects.filter(content=content, pk=attempt_id).first()
    if attempt is not None:
        attempt.content = content
    return attempt


def _with_content(attempt: QuizAttempt | None, content: Content) -> QuizAttempt | None:
    if attempt is not None:
        attempt.content = attempt.version.content = content
    return attempt


def get_piece(user: User, content_id: UUID, mode: StudyMode) -> Content:
    """Published material that is studied that way. Raises what `get_content_for_student` raises, and Http404 for
    material that is studied another way."""
    content = get_content_for_student(user, content_id)
    if content.kind_type.study_mode != mode:
        raise NotHere(_("This material is studied in another way. Open it in the library to see how."))
    return content


def published_version(content: Content) -> ContentVersion:
    """What students see of a piece that `get_content_for_student` gave."""
    version = content.published_version
    assert version is not None, "what can be studied is published"
    version.content = content
    return version
