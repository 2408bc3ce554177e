"""Each permission stands twice, as rows and as a check of one object: for everybody and everything they agree."""

import pytest
from django.utils import timezone

from accounts.models import User
from content.access import (
    can_discuss,
    can_edit,
    can_manage,
    can_read_record,
    can_reuse,
    can_review,
    can_study,
    is_blind,
)
from content.actions.discussing import open_thread
from content.actions.repeating import claim_second_review
from content.actions.submitting import submit_content
from content.models import Authorship, CommentThread, Content, ReviewDecision, ReviewRequest, SecondReview
from progress.actions.enrolling import leave_class, remove_student
from progress.class_access import can_attend, can_teach
from progress.models import Classroom, Enrolment
from tests.cast import Cast
from tests.factories import decide, make_deck, make_guide, make_podcast, make_quiz, publish
from tests.progress.classes import make_class


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


def test_editing(people: list[User], pieces: list[Content], cast: Cast) -> None:
    Authorship.objects.create(content=pieces[0], author=cast.colleague, invited_by=cast.teacher)
    joined = timezone.now()
    Authorship.objects.create(content=pieces[1], author=cast.colleague, invited_by=cast.teacher, accepted_at=joined)
    Authorship.objects.create(content=pieces[2], author=cast.student, invited_by=cast.teacher, accepted_at=joined)
    allowed = 0
    for person in people:
        rows = set(Content.objects.editable_by(person))
        assert rows == {piece for piece in Content.objects.all() if can_edit(person, piece)}
        allowed += len(rows)
    assert allowed == len(pieces) + 1


def test_managing(people: list[User], pieces: list[Content]) -> None:
    for person in people:
        rows = set(Content.objects.managed_by(person))
        assert rows == {piece for piece in Content.objects.all() if can_manage(person, piece)}
        assert rows == {piece for piece in pieces if piece.owner == person}


def test_reading_the_record(people: list[User], pieces: list[Content]) -> None:
    SecondReview.objects.create(request=pieces[1].review_requests.get())
    for person in people:
        rows = set(Content.objects.recorded_for(person))
        assert rows == {piece for piece in Content.objects.all() if can_read_record(person, piece)}


def test_staying_blind(people: list[User], pieces: list[Content], cast: Cast) -> None:
    SecondReview.objects.create(request=pieces[1].review_requests.get())
    for person in people:
        rows = set(Content.objects.unblind_to(person))
        assert rows == {piece for piece in Content.objects.all() if not is_blind(person, piece)}
        assert set(pieces) - rows == ({pieces[1]} if person == cast.second_reviewer else set())
        requests = set(ReviewRequest.objects.unblind_to(person))
        assert requests == {request for request in ReviewRequest.objects.all() if request.content in rows}


def test_reusing(people: list[User], pieces: list[Content], cast: Cast) -> None:
    Content.objects.update(is_shared=True)
    Content.objects.filter(pk=pieces[0].pk).update(is_shared=False)
    for person in people:
        rows = set(Content.objects.reusable_by(person))
        assert rows == {piece for piece in Content.objects.all() if can_reuse(person, piece)}
    assert set(Content.objects.reusable_by(cast.colleague)) == {pieces[1], pieces[3], pieces[4]}


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
    repeated = decide(make_quiz(cast.colleague), cast.reviewer, ReviewDecision.Outcome.REQUEST_CHANGES, "Wrong.")
    review = SecondReview.objects.create(request=repeated.review_requests.get())
    again = submit_content(content=repeated, by=cast.colleague)
    claim_second_review(review=review, by=cast.second_reviewer)
    for person in User.objects.all():
        rows = set(ReviewRequest.objects.reviewable_by(person))
        assert rows == {request for request in ReviewRequest.objects.all() if can_review(person, request)}
    assert again in ReviewRequest.objects.reviewable_by(cast.reviewer)
    assert again not in ReviewRequest.objects.reviewable_by(cast.second_reviewer)
    assert own not in {request.content for request in ReviewRequest.objects.reviewable_by(cast.teacher)}


def test_discussing(people: list[User], pieces: list[Content], cast: Cast) -> None:
    joined = timezone.now()
    Authorship.objects.create(content=pieces[0], author=cast.colleague, invited_by=cast.teacher, accepted_at=joined)
    for piece in pieces:
        if piece != pieces[4]:  # it is archived
            open_thread(content=piece, by=piece.owner, text="Is it so?")
    for person in people:
        rows = set(Content.objects.discussable_by(person))
        assert rows == {piece for piece in Content.objects.all() if can_discuss(person, piece)}
        threads = set(CommentThread.objects.discussed_by(person))
        assert threads == {thread for thread in CommentThread.objects.all() if can_discuss(person, thread.content)}
    assert set(Content.objects.discussable_by(cast.reviewer)) == set(pieces[1:])
    assert set(Content.objects.discussable_by(cast.colleague)) == {pieces[0], pieces[3], pieces[4]}
    assert not Content.objects.discussable_by(cast.student)


def test_teaching_and_attending_classes(people: list[User], cast: Cast) -> None:
    running = make_class(cast.teacher, cast.student, cast.classmate, cast.stranger, cast.colleague)
    headed_by_a_student = make_class(cast.student, cast.teacher)
    archived = make_class(cast.colleague, cast.student)
    Classroom.objects.filter(pk=archived.pk).update(archived_at=timezone.now())
    leave_class(classroom=running, by=cast.classmate)
    remove_student(enrolment=Enrolment.objects.get(classroom=running, student=cast.colleague), by=cast.teacher)
    for person in people:
        taught = set(Classroom.objects.taught_by(person))
        attended = set(Classroom.objects.attended_by(person))
        assert taught == {classroom for classroom in Classroom.objects.all() if can_teach(person, classroom)}
        assert attended == {classroom for classroom in Classroom.objects.all() if can_attend(person, classroom)}
    assert set(Classroom.objects.taught_by(cast.teacher)) == {running}
    assert not Classroom.objects.taught_by(cast.student), "who is no teacher any more teaches nothing"
    assert set(Classroom.objects.attended_by(cast.student)) == {running, archived}
    assert set(Classroom.objects.attended_by(cast.teacher)) == {headed_by_a_student}
    for nobody in (cast.classmate, cast.stranger, cast.colleague):
        assert not Classroom.objects.attended_by(nobody)
