"""What the authors of a quiz may see of the attempts at it: whoever may edit it, and nobody else."""

from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import NotHere
from content.access import get_content_for_author
from content.item_types import get_item_type
from content.kinds import StudyMode
from content.models import Content, Item, ItemVersion
from content.questions import all_question_types
from progress.models import QuizAttempt, QuizException, Response

BY_HAND = [question_type.name for question_type in all_question_types() if question_type.needs_grader]


def get_quiz_for_author(user: User, content_id: UUID) -> Content:
    """A quiz that `user` may edit. Raises what `get_content_for_author` raises, and Http404 for what is no quiz."""
    content = get_content_for_author(user, content_id)
    if content.kind_type.study_mode != StudyMode.ANSWER:
        raise NotHere(_("This material is no quiz, so nobody answers it. Look for your quizzes in the studio."))
    return content


def get_attempt_at(content: Content, attempt_id: UUID) -> QuizAttempt:
    """An attempt at a quiz that `get_quiz_for_author` gave, with its student and version. Raises Http404."""
    for attempt in attempts_at(content).filter(pk=attempt_id):
        attempt.content = attempt.version.content = content
        return attempt
    raise NotHere(_("There is no such attempt at this quiz. Look for it in the list of attempts."))


def get_answer_to_grade(content: Content, response_id: UUID) -> Response:
    """A finished answer that a person grades, done or not, with all that its page shows. Raises Http404."""
    related = ("attempt__student", "attempt__version", "item_version__item", "item_version__rendering", "graded_by")
    for response in answers_by_hand(content).filter(pk=response_id).select_related(*related):
        response.attempt.content = response.attempt.version.content = content
        return response
    raise NotHere(_("There is no such answer to grade. Look for it in the list of answers that wait."))


def get_exception(content: Content, exception_id: UUID) -> QuizException:
    for exception in QuizException.objects.filter(content=content, pk=exception_id).select_related("student"):
        exception.content = content
        return exception
    raise NotHere(_("There is no such exception. Somebody may have removed it: look at the list."))


def get_item_of(content: Content, item_id: UUID) -> Item:
    """An item of the published version. Raises Http404."""
    for item in Item.objects.filter(pk=item_id, versions__entries__version=content.published_version_id):
        return item
    raise NotHere(_("There is no such question in what students see of this quiz. Look at the list."))


def heading_of(entry: ItemVersion) -> str:
    """What the question is called in lists; its item is loaded."""
    heading: str = get_item_type(entry.item.type).heading(entry.parsed)
    return heading


def answers_by_hand(content: Content) -> QuerySet[Response]:
    """Finished answers to questions of the piece that a person grades."""
    finished = Response.objects.filter(attempt__content=content, attempt__finished_at__isnull=False)
    return finished.filter(item_version__item__type__in=BY_HAND, answer__isnull=False)


def waiting_answers(user: User, content: Content) -> "QuerySet[Any, Any]":
    """Those that wait for `user` to grade them, with what they are ordered by: `question` and `finished`. Nobody
    grades her own."""
    waiting = answers_by_hand(content).filter(fraction__isnull=True).exclude(attempt__student=user)
    return waiting.annotate(question=F("item_version__item"), finished=F("attempt__finished_at"))


WAITING_ORDER = ("question", "finished", "id")


def attempts_at(content: Content) -> QuerySet[QuizAttempt]:
    """All attempts at the piece, with their student, version and assignment."""
    attempts = QuizAttempt.objects.filter(content=content).select_related("student", "version", "assignment")
    return attempts.defer("version__text")
