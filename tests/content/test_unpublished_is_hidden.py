"""What is being written, reviewed, sent back or archived is nothing a student can reach."""

from collections.abc import Callable

import pytest
from django.http import Http404

from content.access import can_study, get_content_for_student
from content.actions.claiming import claim_request
from content.actions.drafting import save_version
from content.actions.submitting import submit_content, withdraw_submission
from content.documents import Document, load_document
from content.models import Content, ReviewDecision
from tests.cast import Cast
from tests.factories import decide, make_quiz, publish

Outcome = ReviewDecision.Outcome


def edit(content: Content, title: str) -> Content:
    content.refresh_from_db()
    assert content.latest_version is not None
    old = load_document(content.latest_version)
    document = Document(title=title, kind=old.kind, summary=old.summary, frame=old.frame, items=old.items[:2])
    number = content.latest_version.number
    save_version(content=content, document=document, by=content.owner, base_number=number)
    content.refresh_from_db()
    return content


def draft(cast: Cast) -> Content:
    return make_quiz(cast.teacher)


def pending(cast: Cast) -> Content:
    content = make_quiz(cast.teacher)
    claim_request(request=submit_content(content=content, by=cast.teacher), by=cast.reviewer)
    return content


def withdrawn(cast: Cast) -> Content:
    return withdraw_submission(content=pending(cast), by=cast.teacher)


def sent_back(cast: Cast) -> Content:
    return decide(make_quiz(cast.teacher), cast.reviewer, Outcome.REQUEST_CHANGES, "Not yet.")


def rejected(cast: Cast) -> Content:
    return decide(make_quiz(cast.teacher), cast.reviewer, Outcome.REJECT, "Never.")


def archived(cast: Cast) -> Content:
    content = publish(make_quiz(cast.teacher), cast.reviewer)
    Content.objects.filter(pk=content.pk).update(status=Content.Status.ARCHIVED)
    return content


@pytest.mark.parametrize("make", [draft, pending, withdrawn, sent_back, rejected, archived])
def test_it_is_not_found(cast: Cast, make: Callable[[Cast], Content]) -> None:
    content = Content.objects.get(pk=make(cast).pk)
    for person in (cast.student, cast.classmate, cast.teacher, cast.reviewer):
        assert content not in Content.objects.studiable_by(person)
        assert not can_study(person, content)
        with pytest.raises(Http404):
            get_content_for_student(person, content.pk)
    assert content not in Content.objects.published()


@pytest.mark.parametrize("later", ["edited", "submitted", "sent back", "rejected"])
def test_students_keep_the_published_version_whatever_becomes_of_a_later_one(cast: Cast, later: str) -> None:
    content = publish(make_quiz(cast.teacher, title="As approved"), cast.reviewer)
    content = edit(content, "In the making")
    match later:
        case "submitted":
            submit_content(content=content, by=cast.teacher)
        case "sent back":
            decide(content, cast.reviewer, Outcome.REQUEST_CHANGES, "Not so.")
        case "rejected":
            decide(content, cast.reviewer, Outcome.REJECT, "Not at all.")
    found = get_content_for_student(cast.student, content.pk)
    assert found.published_version is not None
    seen = load_document(found.published_version)
    assert (seen.title, len(seen.items), found.published_version.number) == ("As approved", 4, 1)
    assert found.has_unpublished_changes
    assert found in Content.objects.studiable_by(cast.student)


def test_the_words_of_an_edit_are_not_searched(cast: Cast) -> None:
    content = publish(make_quiz(cast.teacher, title="Photosynthesis"), cast.reviewer)
    edit(content, "Chlorophyll")
    words = str(Content.objects.values_list("search", flat=True).get(pk=content.pk))
    assert "photosynthesi" in words
    assert "chlorophyl" not in words


def test_approval_makes_it_reachable(cast: Cast) -> None:
    content = publish(edit(publish(make_quiz(cast.teacher), cast.reviewer), "Second"), cast.reviewer)
    found = get_content_for_student(cast.student, content.pk)
    assert found.published_version == content.latest_version
    assert not found.has_unpublished_changes
