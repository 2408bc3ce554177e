"""What the studio shows of study: links on the page of a piece, and what waits on an author's desk."""

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from content.access import can_study
from content.counting import count_rows
from content.kinds import StudyMode
from content.models import Content, ItemVersion
from content.panels import Panel
from content.piece_links import LinkGroup, PieceLink
from progress.authors import BY_HAND, waiting_answers
from progress.models import QuizAttempt, QuizException, Regrade, Response

SHOWN = 5  # quizzes on the desk


def quiz_links(content: Content, user: User) -> LinkGroup | None:
    """None where nobody answers the piece. One query."""
    if content.kind_type.study_mode != StudyMode.ANSWER:
        return None
    counts = count_rows(
        user,
        attempts=QuizAttempt.objects.filter(content=content).values("pk"),
        exceptions=QuizException.objects.filter(content=content).values("pk"),
        to_grade=waiting_answers(user, content).values("pk"),
        changed=_changed_questions(content).values("pk"),
    )
    to_grade, changed = counts["to_grade"], counts["changed"]
    links = [
        PieceLink(_("Attempts"), _url("attempt-list", content), "quiz", counts["attempts"]),
        PieceLink(_("Statistics"), _url("statistics-list", content), "chart"),
        PieceLink(_("Answers to grade"), _url("grading-list", content), "edit", to_grade, needs_work=to_grade > 0),
        PieceLink(_("Difficulty"), _url("difficulty", content), "chart"),
        PieceLink(_("Exceptions"), _url("exception-list", content), "clock", counts["exceptions"]),
        PieceLink(_("Keys that changed"), _url("regrade-list", content), "arrow-back", changed, needs_work=changed > 0),
    ]
    return LinkGroup(_("Students at work"), links)


def class_links(content: Content, user: User) -> LinkGroup | None:
    """None for what students cannot study. No query."""
    if not can_study(user, content):
        return None
    url = f"{reverse('classes:assign-choose')}?content={content.pk}"
    return LinkGroup(_("Classes"), [PieceLink(_("Assign to a class"), url, "users")])


def material_links(content: Content, user: User) -> LinkGroup | None:
    """None for a quiz. No query."""
    if content.kind_type.study_mode == StudyMode.ANSWER:
        return None
    return LinkGroup(_("Students at work"), [PieceLink(_("What it helped"), _url("helped", content), "chart")])


def _url(name: str, content: Content) -> str:
    return reverse(f"progress:{name}", args=[content.pk])


def _changed_questions(content: Content) -> "QuerySet[ItemVersion]":
    """The published wordings of questions that had another key when some student answered them, as far as her answer
    has not been graded anew since."""
    regraded = Regrade.objects.filter(
        content=content,
        item=OuterRef("item_version__item"),
        item_version__answer_fingerprint=OuterRef(OuterRef(OuterRef("answer_fingerprint"))),
        finished_at__isnull=False,
        started_at__gte=OuterRef("attempt__finished_at"),
    )
    answered = Response.objects.filter(
        ~Exists(regraded),
        item_version=OuterRef("pk"),
        attempt__content=content,
        attempt__finished_at__isnull=False,
        answer__isnull=False,
        fraction__isnull=False,
    )
    other = ItemVersion.objects.filter(Exists(answered), item=OuterRef("item")).exclude(
        answer_fingerprint=OuterRef("answer_fingerprint")
    )
    standing = ItemVersion.objects.filter(entries__version=content.published_version_id)
    return standing.filter(Exists(other)).exclude(item__type__in=BY_HAND)


def waiting_panel(user: User) -> Panel | None:
    """The quizzes in which answers wait for her, the fullest first; None where nothing waits. One query."""
    waiting = Response.objects.filter(
        fraction__isnull=True,
        answer__isnull=False,
        attempt__finished_at__isnull=False,
        attempt__content__in=Content.objects.editable_by(user),
        item_version__item__type__in=BY_HAND,
    ).exclude(attempt__student=user)
    rows = waiting.order_by().values(piece=F("attempt__content"), title=F("attempt__content__title"))
    quizzes = list(rows.annotate(count=Count("id")).order_by("-count", "piece")[: SHOWN + 1])
    if not quizzes:
        return None
    return Panel("progress/grading/_desk.html", {"quizzes": quizzes[:SHOWN], "has_more": len(quizzes) > SHOWN})
