"""What a student can have done with a piece. The evidence is written with the times it would have had, graded and
scheduled by the code that does so for students, and measured by `refresh_progress`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle

from accounts.models import User
from content.documents import load_items
from content.kinds import StudyMode
from content.models import Content, ItemVersion
from content.questions import get_question_type
from factoria.datasets.material import Fields, quiz_questions
from feedback.actions.giving import give_feedback
from feedback.models import ContentFeedback
from progress.actions.marking import total_score
from progress.actions.progressing import refresh_progress
from progress.actions.turning import after_review, set_memory
from progress.models import CardMemory, ItemRead, QuizAttempt, Response, ReviewLog, SectionCheck, StudyTime
from progress.models.memory import Rating
from progress.scheduling import RETENTION, advance, scheduled_days

BEGIN = datetime(2024, 1, 1, 9, tzinfo=UTC)  # of every study, as it is played


@dataclass(frozen=True)
class Play:
    """One student at one published piece; `items` are those of the published version."""

    student: User
    content: Content
    items: Sequence[ItemVersion]


@dataclass(frozen=True)
class Study:
    """A way of studying, its share of the studies of its mode, how long it takes, and whether it was lately."""

    play: Callable[[Play], None]
    mode: StudyMode
    weight: int
    duration: timedelta
    is_recent: bool = False


def play_study(study: Study, student: User, content: Content) -> None:
    """Write all the evidence of that study, and the progress that follows from it."""
    version = content.published_version
    assert version is not None, "only published material is studied"
    study.play(Play(student, content, load_items(version)))
    refresh_progress(student=student, content=content)


def _attempt(play: Play, number: int, begin: datetime, *, right: int, answered: int | None = None) -> None:
    """One go: of the first ten questions as many right as `right` says, of the next ten too; finished unless only some
    were `answered`."""
    questions = quiz_questions()[:answered]
    moment = begin + timedelta(minutes=1) * len(questions)
    attempt = QuizAttempt(
        student=play.student, content=play.content, version=play.content.published_version, number=number,
        seed=number * 7919, started_at=begin, saved_at=moment, seconds=round((moment - begin).total_seconds()),
    )  # fmt: skip
    responses = [
        _response(attempt, entry, question.right if index % 10 < right else question.wrong, begin, index)
        for index, (entry, question) in enumerate(zip(play.items, questions, strict=False))
    ]
    if answered is None:
        attempt.score, attempt.max_score = total_score(responses)
        attempt.finished_at = moment
    else:
        for response in responses:
            response.fraction = None
    attempt.save()
    _spend(play, begin, attempt.seconds)
    Response.objects.bulk_create(responses)


def _response(attempt: QuizAttempt, entry: ItemVersion, fields: Fields, begin: datetime, index: int) -> Response:
    question_type = get_question_type(entry.item.type)
    data = question_type.parse(entry.data)
    answer = question_type.read_answer(data, fields)
    return Response(
        attempt=attempt,
        item_version=entry,
        answer=answer,
        fraction=question_type.grade(data, answer).fraction,
        points=data.points,
        answered_at=begin + timedelta(minutes=index + 1),
    )


def _pass_quiz(play: Play) -> None:
    _attempt(play, 1, BEGIN, right=8)
    _rate(play, 5, "Clear questions, and the explanations helped.", BEGIN + timedelta(minutes=30))


def _repeat_quiz(play: Play) -> None:
    _attempt(play, 1, BEGIN, right=3)
    _attempt(play, 2, BEGIN + timedelta(days=1), right=9)


def _begin_quiz(play: Play) -> None:
    _attempt(play, 1, BEGIN, right=5, answered=8)


def _read(play: Play, items: Sequence[ItemVersion]) -> None:
    moments = [BEGIN + timedelta(minutes=4) * index for index, _item in enumerate(items, start=1)]
    ItemRead.objects.bulk_create(
        ItemRead(student=play.student, item=entry.item, content=play.content, read_at=moment)
        for entry, moment in zip(items, moments, strict=True)
    )
    _spend(play, BEGIN, 160 * len(items))
    SectionCheck.objects.bulk_create(
        SectionCheck(
            student=play.student, item=entry.item, item_version=entry, content=play.content, answer=[0], fraction=1,
            first_answered_at=moment, answered_at=moment,
        )
        for entry, moment in zip(items, moments, strict=True)
        if entry.data.get("question")
    )  # fmt: skip


def _spend(play: Play, begin: datetime, seconds: int) -> None:
    """The time of a quiz or of reading."""
    until = begin + timedelta(seconds=seconds)
    StudyTime.objects.create(student=play.student, content=play.content, slot=begin, until=until, seconds=seconds)


def _read_all(play: Play) -> None:
    _read(play, play.items)
    _rate(play, 4, "A good read. More pictures, please.", BEGIN + timedelta(hours=1))


def _read_half(play: Play) -> None:
    _read(play, play.items[: len(play.items) // 2])


def _turn(play: Play, cards: Sequence[ItemVersion], days: Sequence[int]) -> None:
    """Turn the cards on each of the days after the first, each one only when it was due."""
    ratings = cycle((Rating.GOOD, Rating.EASY, Rating.GOOD, Rating.AGAIN, Rating.HARD))
    memories: dict[ItemVersion, CardMemory] = {}
    logs = []
    for day in days:
        for index, entry in enumerate(cards):
            now = BEGIN + timedelta(days=day, seconds=12 * index)
            if entry in memories and memories[entry].due > now:
                continue
            memory, rating, answer = memories.get(entry), next(ratings), entry.answer_fingerprint
            remembered = advance(memory, rating, now, answer_fingerprint=answer, retention=RETENTION)
            logs.append(
                ReviewLog(
                    student=play.student, item=entry.item, item_version=entry, content=play.content, rating=rating,
                    retention=RETENTION, interval=scheduled_days(memory, answer), reviewed_at=now, duration_ms=9_000,
                    **after_review(remembered),
                )
            )  # fmt: skip
            memory = memory or CardMemory(student=play.student, item=entry.item, content=play.content)
            memories[entry] = set_memory(memory, remembered)
    CardMemory.objects.bulk_create(memories.values())
    ReviewLog.objects.bulk_create(logs)


def _turn_all(play: Play) -> None:
    _turn(play, play.items, (0, 1, 4))


def _turn_some(play: Play) -> None:
    _turn(play, play.items[:8], (0,))
    _rate(play, 3, "Some cards say too much.", BEGIN + timedelta(hours=1))


def _rate(play: Play, rating: int, text: str, moment: datetime) -> None:
    feedback = give_feedback(content=play.content, by=play.student, rating=rating, type="quality", text=text)
    ContentFeedback.objects.filter(pk=feedback.pk).update(created_at=moment, updated_at=moment)


HOURS = timedelta(hours=2)
STUDIES: dict[str, Study] = {
    "pass_quiz": Study(_pass_quiz, StudyMode.ANSWER, 60, HOURS),
    "repeat_quiz": Study(_repeat_quiz, StudyMode.ANSWER, 25, timedelta(days=1) + HOURS),
    "begin_quiz": Study(_begin_quiz, StudyMode.ANSWER, 15, HOURS, is_recent=True),
    "read_all": Study(_read_all, StudyMode.READ, 60, HOURS),
    "read_half": Study(_read_half, StudyMode.READ, 40, HOURS, is_recent=True),
    "turn_all": Study(_turn_all, StudyMode.TURN, 60, timedelta(days=4) + HOURS, is_recent=True),
    "turn_some": Study(_turn_some, StudyMode.TURN, 40, HOURS, is_recent=True),
}
