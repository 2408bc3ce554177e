"""The demonstration: whole, consistent, and loaded once."""

import pytest
from django.core.management import CommandError, call_command
from procrastinate.contrib.django import app as jobs_app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.models import User
from content.models import Content, ReviewDecision
from factoria.demonstration import read_pieces
from feedback.models import ContentFeedback
from progress.models import LearningProgress, QuizAttempt, ReviewLog

EVERY_STATE = {"published", "draft", "pending", "changes_requested", "rejected"}


@pytest.mark.django_db
def test_it_shows_every_state_and_kind(settings: object) -> None:
    settings.EMBEDDED = True  # type: ignore[attr-defined]
    with jobs_app.replace_connector(DjangoConnector(alias="default")):
        call_command("load_demo")
    assert ReviewDecision.objects.exists()
    assert not ProcrastinateJob.objects.exists(), "somebody would be written to about the demonstration"
    assert Content.objects.count() == len(read_pieces()) >= 30
    assert {piece.state for piece in read_pieces()} == EVERY_STATE
    assert set(Content.objects.values_list("status", flat=True)) >= EVERY_STATE
    assert Content.objects.published().values("kind").distinct().count() == 4
    for model in (LearningProgress, QuizAttempt, ReviewLog, ContentFeedback):
        assert model.objects.count() > 10
    assert {"completed", "in_progress"} <= set(LearningProgress.objects.values_list("status", flat=True))
    call_command("rebuild_progress", check=True)
    before = User.objects.count()
    call_command("load_demo")
    assert User.objects.count() == before


@pytest.mark.django_db
def test_another_database_has_to_be_named(settings: object) -> None:
    settings.EMBEDDED = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="--database"):
        call_command("load_demo")
