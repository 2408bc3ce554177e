"""Each permission stands twice, as rows and as a check of one object: for everybody and everything they agree."""

import pytest

from accounts.models import User
from content.access import can_edit, can_review, can_study
from content.actions.reviewing import submit_content
from content.models import Content, ReviewDecision, ReviewRequest
from tests.cast import Cast
from tests.factories import decide, make_deck, make_guide, make_podcast, make_quiz, publish


@pytest.fixture
def people(cast: Cast) -> list[User]:
    return [*vars(cast).values()]


@pytest.fixture
def pieces(cast: Cast) -> list[Content]:
    submitted = make_deck(cast.colleague)
    submit_content(content=submitted, by=cast.colleague)
    archived = publish(make_guide(cast.colleague, title="Old guide"), cast.reviewer)
    Content.objects.filter(pk=archived.pk).update(status=Content.Status.ARCHIVED)
    return [
        make_quiz(cast.teacher),
        publish(make_guide(cast.teacher), cast.reviewer),
        decide(make_podcast(cast.teacher), cast.reviewer, ReviewDecision.Outcome.REJECT, "Wrong."),
        submitted,
        archived,
    ]


def test_editing(people: list[User], pieces: list[Content]) -> None:
    allowed = 0
    for person in people:
        rows = set(Content.objects.editable_by(person))
        assert rows == {piece for piece in Content.objects.all() if can_edit(person, piece)}
        allowed += len(rows)
    assert allowed == len(pieces)


def test_studying(people: list[User], pieces: list[Content]) -> None:
    allowed = 0
    for person in people:
        rows = set(Content.objects.studiable_by(person))
        assert rows == {piece for piece in Content.objects.all() if can_study(person, piece)}
        allowed += len(rows)
    assert allowed > 0


def test_reviewing(people: list[User], pieces: list[Content], cast: Cast) -> None:
    own = make_quiz(cast.teacher, title="Her own")
    cast.teacher.groups.add(*cast.reviewer.groups.all())
    submit_content(content=own, by=User.objects.get(pk=cast.teacher.pk))
    for person in User.objects.all():
        rows = set(ReviewRequest.objects.reviewable_by(person))
        assert rows == {request for request in ReviewRequest.objects.all() if can_review(person, request)}
    assert own not in {request.content for request in ReviewRequest.objects.reviewable_by(cast.teacher)}
