"""What a reading page sends twice at the same moment, over two connections, happens once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from content.glossary import name_of
from progress.actions.collecting import add_cards, remove_card
from progress.actions.placing import keep_place
from progress.actions.reading import spend_time
from progress.clock import Opening, mark_opening
from progress.models import AddedCard, LearningProgress, ReadingPlace, StudyTime
from tests.cast import make_cast
from tests.factories import item, make_content, make_guide, publish
from tests.progress.study import entries_of, progress_of
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_place_is_kept() -> None:
    cast = make_cast()
    guide = publish(make_guide(cast.teacher), cast.reviewer)
    places = iter([entry.item_id for entry in entries_of(guide)] * 2)
    made = at_once(lambda: keep_place(student=cast.student, content=guide, item_id=next(places)), times=4)
    assert made == [None] * 4
    assert ReadingPlace.objects.count() == LearningProgress.objects.count() == 1
    assert progress_of(cast.student, guide).started_at == ReadingPlace.objects.get().begun_at


def test_one_moment_counts_once() -> None:
    cast = make_cast()
    guide = publish(make_guide(cast.teacher), cast.reviewer)
    opening = Opening(mark_opening(cast.student, guide.pk, timezone.now() - timedelta(minutes=1)), "60000")
    at_once(lambda: spend_time(student=cast.student, content=guide, opening=opening), times=4)
    assert 60 <= StudyTime.objects.get().seconds <= 64
    assert progress_of(cast.student, guide).time_spent == StudyTime.objects.get().seconds


def test_one_card_is_made_and_taken_out() -> None:
    cast = make_cast()
    sections = (item("section", heading="W", body="Acid\n: Gives protons."),)
    guide = publish(make_content(cast.teacher, "study_guide", "Words", sections), cast.reviewer)
    section, name = entries_of(guide)[0].pk, name_of("Acid")
    at_once(lambda: add_cards(student=cast.student, content=guide, item_version_id=section, names=[name]), times=4)
    assert AddedCard.objects.count() == 1
    made = at_once(
        lambda: remove_card(student=cast.student, content=guide, item_version_id=section, name=name), times=4
    )
    assert sorted(map(bool, made)) == [False, False, False, True]
