"""Somebody who measures fills a database: `make_dataset`."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.db import connection, transaction
from django.test import TestCase
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from content.actions.publishing import index_for_search
from content.documents import load_document, to_document_item
from content.kinds import KINDS
from content.models import (
    CheckResult,
    CheckRun,
    Comment,
    CommentThread,
    Content,
    ItemApproval,
    ItemVersion,
    ReviewDecision,
    ReviewRequest,
)
from factoria.datasets.material import PLACE, SERIAL
from feedback.models import ContentFeedback
from progress.actions.progressing import compute_figures, values_of
from progress.actions.rebuilding import find_memory_differences
from progress.models import CardMemory, LearningProgress, QuizAttempt, Response, ReviewLog


def make(contents: int = 40, students: int = 6, responses: int = 100, **options: Any) -> str:
    out = StringIO()
    call_command("make_dataset", contents=contents, students=students, responses=responses, stdout=out, **options)
    return out.getvalue()


class TestDataset(TestCase):
    """What it makes, made once."""

    said: str

    @classmethod
    def setUpTestData(cls) -> None:
        cls.said = make()

    def test_makes_as_many_as_asked_for_and_says_so(self) -> None:
        assert Content.objects.count() == 40
        assert set(Content.objects.values_list("kind", flat=True)) == set(KINDS)
        assert User.objects.filter(groups__name=Role.STUDENT, profile__isnull=False).count() == 6
        assert 100 <= Response.objects.count() < 120
        assert "          40 material" in self.said

    def test_items_are_rendered_and_fingerprinted_as_if_written_by_hand(self) -> None:
        written = ItemVersion.objects.select_related("item", "rendering")[:300]
        assert written
        for entry in written:
            item = to_document_item(entry)
            assert (entry.fingerprint, entry.answer_fingerprint) == (item.fingerprint, item.answer_fingerprint)
            assert entry.heading == item.heading
            assert entry.rendering.html == item.item_type.html(item.data)

    def test_every_copy_has_words_of_its_own(self) -> None:
        titles = list(Content.objects.values_list("title", flat=True))
        assert len(set(titles)) == len(titles)
        assert not any(PLACE in title or SERIAL in title for title in titles)

    def test_published_pieces_are_approved_fit_for_review_and_found(self) -> None:
        published = list(Content.objects.published().select_related("published_version"))
        assert published
        for content in published:
            version, search = content.published_version, content.search
            assert version is not None
            document = load_document(version)
            assert document.findings() == []
            assert version.text == document.text
            held = version.item_versions.values_list("item", "fingerprint")
            assert set(held) <= set(ItemApproval.objects.values_list("item", "fingerprint"))
            index_for_search(content, version)
            content.refresh_from_db()
            assert content.search == search

    def test_review_is_as_if_people_had_done_it(self) -> None:
        assert not ReviewRequest.objects.filter(due_at=None).exists()
        assert not Content.objects.published().filter(approved_version=None).exists()
        runs = CheckRun.objects.all()
        assert {run.state for run in runs} == {"done"}
        assert all(run.score is not None and 0 < run.score <= 1 for run in runs)
        assert runs.count() == ReviewRequest.objects.values("version").distinct().count()
        assert CheckResult.objects.filter(version__in=runs.values("version")).exists()
        problems = ReviewDecision.objects.exclude(outcome="approve").count()
        assert CommentThread.objects.filter(is_problem=True).count() == Comment.objects.count() == problems

    def test_progress_is_what_its_evidence_says(self) -> None:
        progress = list(LearningProgress.objects.select_related("content"))
        assert {row.status for row in progress} == {"in_progress", "completed"}
        for row in progress:
            expected = values_of(compute_figures(row.student_id, row.content))
            assert {name: getattr(row, name) for name in expected} == expected
        if "rebuild_progress" in get_commands():
            call_command("rebuild_progress", check=True, stdout=StringIO())

    def test_memories_follow_from_their_reviews_and_some_are_due(self) -> None:
        memories = list(CardMemory.objects.all())
        for memory in memories:
            logs = ReviewLog.objects.filter(student=memory.student_id, item=memory.item_id).order_by("reviewed_at")
            last = logs.last()
            assert last is not None
            assert (last.due, last.stability, last.reviewed_at) == (memory.due, memory.stability, memory.last_review)
            assert logs.count() == memory.reviews
        assert not [key for key, fields in find_memory_differences() if fields]
        assert any(memory.due < timezone.now() for memory in memories)

    def test_everything_happened_in_order_and_before_now(self) -> None:
        now = timezone.now()
        decisions = ReviewDecision.objects.select_related("request__content", "request__version")
        assert decisions
        for decision in decisions:
            request, content = decision.request, decision.request.content
            assert content.created_at <= request.version.created_at < request.submitted_at < decision.decided_at < now
            assert decision.reviewer_id != content.owner_id
        for attempt in QuizAttempt.objects.select_related("content"):
            published_at = attempt.content.published_at
            assert published_at is not None
            assert published_at <= attempt.started_at < now
        assert ContentFeedback.objects.filter(created_at__lt=now).exists()

    def test_keys_stand_in_the_order_of_creation(self) -> None:
        by_key = list(Content.objects.order_by("id").values_list("pk", flat=True))
        assert by_key == list(Content.objects.order_by("created_at").values_list("pk", flat=True))


@pytest.mark.django_db
def test_the_same_seed_tells_the_same_and_more_is_added_only_when_told_to() -> None:
    def told() -> list[tuple[Any, ...]]:
        return list(Content.objects.order_by("title").values_list("title", "kind", "level", "status", "topic__path"))

    with transaction.atomic():
        make(contents=10, students=1, responses=0, seed=5)
        first = told()
        transaction.set_rollback(True)
    make(contents=10, students=1, responses=0, seed=5)
    assert told() == first
    with pytest.raises(CommandError, match="holds material already"):
        make(contents=4, students=1, responses=0)
    make(contents=4, students=1, responses=0, add=True)
    assert Content.objects.count() == 14
    assert User.objects.filter(groups__name=Role.STUDENT).count() == 2


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ({"contents": 0}, "--contents is 0"),
        ({"contents": 500_001}, "--contents is 500001"),
        ({"students": -1}, "--students is -1"),
        ({"responses": -1}, "--responses is -1"),
        ({"students": 0, "responses": 20}, "needs --students"),
        ({"contents": 4, "students": 1, "responses": 1000}, "is too many"),
    ],
)
@pytest.mark.django_db
def test_says_which_number_is_wrong(numbers: dict[str, int], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        make(**numbers)
    assert not Content.objects.exists()


@pytest.mark.django_db
def test_needs_the_name_of_a_database_that_is_not_embedded(settings: Any) -> None:
    settings.EMBEDDED = False
    name = str(connection.settings_dict["NAME"])
    with pytest.raises(CommandError, match=f"--database {name}"):
        make(contents=4, students=1, responses=0)
    with pytest.raises(CommandError, match="not 'another'"):
        make(contents=4, students=1, responses=0, database="another")
    assert not Content.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_commits_under_every_constraint_and_leaves_nothing_behind(settings: Any) -> None:
    settings.EMBEDDED = False
    make(contents=12, students=2, responses=20, database=connection.settings_dict["NAME"])
    assert ReviewRequest.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_class WHERE relname LIKE 'staged\\_%%' OR relname = 'copy'")
        assert cursor.fetchone() == (0,)
