"""The demonstration: whole, consistent, and loaded once."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F
from django.test import Client, override_settings
from django.utils import timezone
from procrastinate.contrib.django import app as jobs_app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoDbBlocker

from accounts.models import User
from content.bank import count_offers
from content.documents import load_items
from content.examples import Example, examples_of
from content.kinds import KINDS
from content.lineage import stale_items
from content.models import (
    Authorship,
    CommentThread,
    Content,
    Derivation,
    Draft,
    ItemVersion,
    MediaUpload,
    ReviewDecision,
    ReviewRequest,
    SavedView,
    SecondReview,
)
from content.review.agreement import measure_agreement
from content.review.approval import items_to_read
from factoria.demo_review import FIRST_WORDS, WITHDRAWN_BECAUSE
from factoria.demonstration import read_pieces
from feedback.models import ContentFeedback
from progress.drawing import count_questions, load_drawn
from progress.models import LearningProgress, QuizAttempt, ReviewLog

EVERY_STATE = {"published", "draft", "pending", "changes_requested", "rejected"}  # of the files


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The demonstration, loaded once for all tests here."""
    here = override_settings(EMBEDDED=True, MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with here, django_db_blocker.unblock(), transaction.atomic():
        with jobs_app.replace_connector(DjangoConnector(alias="default")):
            call_command("load_demo")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def marta(loaded: None, db: None) -> User:
    return User.objects.get(email="teacher@example.org")


@pytest.fixture
def paulo(loaded: None, db: None) -> User:
    return User.objects.get(email="colleague@example.org")


@pytest.mark.usefixtures("loaded", "db")
class TestTheDemonstration:
    def test_it_shows_every_state_and_kind(self) -> None:
        assert ReviewDecision.objects.exists()
        jobs = set(ProcrastinateJob.objects.values_list("task_name", flat=True))
        expected = {"content.check_version", "content.refresh_quality", "progress.weigh_statistics"}
        assert jobs == expected, "somebody would be written to about the demonstration"
        assert Content.objects.count() > len(read_pieces()) >= 30
        assert {piece.state for piece in read_pieces()} == EVERY_STATE
        assert set(Content.objects.values_list("status", flat=True)) >= EVERY_STATE
        assert Content.objects.published().values("kind").distinct().count() == 4
        for model in (LearningProgress, QuizAttempt, ReviewLog, ContentFeedback):
            assert model.objects.count() > 10
        assert {"completed", "in_progress"} <= set(LearningProgress.objects.values_list("status", flat=True))
        call_command("rebuild_progress", check=True)

    def test_it_has_every_type_of_question(self) -> None:
        types = {name for kind in KINDS.values() for name in kind.item_types}
        assert set(ItemVersion.objects.values_list("item__type", flat=True)) == types

    def test_a_second_time_nothing_changes(self) -> None:
        before = User.objects.count()
        call_command("load_demo")
        assert User.objects.count() == before

    def test_nobody_joined_before_she_was_asked(self) -> None:
        joined = Authorship.objects.filter(accepted_at__isnull=False)
        assert joined.count() == 2
        assert not joined.filter(accepted_at__lt=F("invited_at")).exists()

    def test_each_student_answered_what_was_drawn_for_her(self) -> None:
        content = Content.objects.published().get(title="Energy at home")
        assert content.published_version is not None
        assert count_questions(content.published_version) == (7, 11)
        attempts = QuizAttempt.objects.filter(content=content)
        assert attempts.exists()
        for attempt in attempts:
            asked = {entry.pk for entry in load_drawn(attempt)}
            assert len(asked) == 7
            assert set(attempt.responses.values_list("item_version", flat=True)) <= asked

    def test_one_picture_is_used_and_one_is_not(self) -> None:
        uses = {row.name: row.file.uses.count() for row in MediaUpload.objects.select_related("file")}
        assert uses == {"ph-scale.png": 2, "tides.png": 0}

    def test_no_example_is_about_what_it_is_about(self) -> None:
        examples: list[Example] = [example for kind in KINDS for example in examples_of(kind)]
        assert not Content.objects.filter(title__in=[example.title for example in examples]).exists()


def test_every_page_of_the_studio_has_something_to_show(marta: User, paulo: User) -> None:
    assert paulo.check_password(project.FACTORIA_DEMO_PASSWORD)
    assert [view.name for view in SavedView.objects.filter(person=marta)] == ["Cards to mend", "Due soon"]
    assert Authorship.objects.get(author=marta, accepted_at=None).invited_by == paulo
    assert Content.objects.editable_by(paulo).filter(owner=marta).exists()
    assert Content.objects.editable_by(marta).filter(owner=paulo).exists()
    assert Content.objects.filter(copied_from__content__owner=paulo, owner=marta).count() == 1
    assert Content.objects.reusable_by(marta).exclude(owner=marta).count() > 2
    assert Draft.objects.get().author == marta


@pytest.mark.usefixtures("loaded", "db")
class TestItsReview:
    def test_no_two_requests_in_the_queue_are_alike(self) -> None:
        waiting = ReviewRequest.objects.open()
        assert set(waiting.values_list("priority", flat=True)) == set(ReviewRequest.Priority.values)
        assert waiting.overdue().count() == 2
        assert waiting.filter(steps=2, step=1).count() == waiting.filter(steps=2, step=2).count() == 1
        assert waiting.unclaimed().count() == waiting.count() - 1
        assert waiting.filter(content__topic__path__startswith="Science / Biology").count() == 2

    def test_three_of_twenty_questions_wait_with_their_answers(self) -> None:
        request = ReviewRequest.objects.open().get(version__title="Units and measurement")
        items = {entry.pk: entry for entry in load_items(request.version)}
        assert len(items) == 20
        assert {items[pk].item.external_id for pk in items_to_read(request, items)} == set(FIRST_WORDS)
        threads = CommentThread.objects.filter(content=request.content).annotate(said=Count("comments"))
        assert sorted(threads.values_list("said", flat=True)) == [1, 2, 2]

    def test_one_piece_waits_for_its_day_and_one_was_withdrawn(self) -> None:
        scheduled = Content.objects.get(status="approved")
        assert scheduled.publish_at is not None
        assert scheduled.publish_at > timezone.now()
        assert scheduled.published_version != scheduled.approved_version
        withdrawn = Content.objects.exclude(withdrawn_at=None).get()
        assert not withdrawn.is_published
        assert withdrawn.withdrawn_reason == WITHDRAWN_BECAUSE

    def test_the_second_readers_did_not_always_agree(self) -> None:
        done = SecondReview.objects.exclude(finished_at=None)
        pairs = [
            (first.verdict, second.verdict)
            for review in done
            for first in review.request.verdicts.all()
            for second in review.verdicts.filter(item_version=first.item_version_id)
        ]
        kappa = measure_agreement(pairs).kappa
        assert kappa is not None
        assert 0.2 < kappa < 0.9
        assert SecondReview.objects.filter(finished_at=None).count() == 2

    def test_nothing_happened_before_what_it_followed(self) -> None:
        for content in Content.objects.all():
            steps = list(content.transitions.order_by("at", "id").values_list("from_status", "to_status"))
            assert [before for before, _after in steps[1:]] == [after for _before, after in steps[:-1]], content.title


def test_something_waits_for_a_word_of_its_author(marta: User) -> None:
    assert count_offers(marta) == 1
    stale = Derivation.objects.filter(pk__in=stale_items(marta).values("pk"))
    assert [row.item.external_id for row in stale.select_related("item")] == ["check-frost"]
    due = [content.due_on for content in Content.objects.filter(owner=marta) if content.due_on]
    assert min(due) < timezone.localdate() < max(due)


def test_the_pages_of_the_studio_open(marta: User, client: Client) -> None:
    client.force_login(marta)
    draft = Draft.objects.get()
    page = client.get(f"/studio/{draft.content_id}/edit/").content.decode()
    assert "Mont-Saint-Michel" in page
    for content in Content.objects.editable_by(marta):
        for address in ("", "edit/"):
            assert client.get(f"/studio/{content.pk}/{address}").status_code == 200, (content.title, address)


@pytest.mark.django_db
def test_another_database_has_to_be_named(settings: Any) -> None:
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="--database"):
        call_command("load_demo")
