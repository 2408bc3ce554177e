"""Every address of the project, who may reach it, and one object to show at each."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from PIL import Image as Picture

from accounts.models import Notice
from accounts.roles import Role
from content.actions.authorship import accept_invitation, invite_author
from content.actions.deriving import derive_item
from content.actions.discussing import open_thread
from content.actions.drafting import save_version
from content.actions.media import keep_media
from content.actions.saved_views import save_view
from content.actions.submitting import submit_content
from content.documents import load_document, load_items
from content.models import (
    CheckSetting,
    Content,
    Draft,
    ReviewerGroup,
    ReviewPolicy,
    ReviewRule,
    SecondReview,
    Topic,
)
from feedback.actions.giving import report_mistake
from progress.actions.attempting import finish_attempt, start_attempt
from progress.actions.excepting import give_exception
from progress.actions.granting import Grant, grant_exception
from progress.actions.teaching import add_teacher
from progress.actions.turning import rate_card
from progress.models import ClassInvitation
from progress.models.memory import Rating
from tests.cast import Cast
from tests.factories import QUESTIONS, UserFactory, item, make_deck, make_guide, make_podcast, make_quiz, publish
from tests.progress.classes import give, make_class, verify

MATRIX = Path(__file__).with_name("access_matrix.txt")
PEOPLE = ("visitor", "stranger", "student", "classmate", "teacher", "colleague", "reviewer", "staff", "operator")
OTHER_PIECE = {
    "attempt": "quiz",
    "difficulty": "quiz",
    "exception": "quiz",
    "grading": "quiz",
    "regrade": "quiz",
    "statistics": "quiz",
    "card": "deck",
    "content-withdraw": "waiting",
}


def all_addresses() -> set[str]:
    """The full name of every address; those of a name that several share, once."""
    return {name for name, _pattern in _walk(get_resolver(), "")}


def _walk(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, inner)
        elif pattern.name:
            yield f"{namespace}{pattern.name}", pattern


def read_matrix() -> dict[str, tuple[str, tuple[int, ...]]]:
    """Method and statuses by name of the address."""
    rows = [line.split() for line in MATRIX.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return {name: (method, tuple(map(int, statuses))) for name, method, *statuses in rows}


def make_world(cast: Cast) -> dict[str, Any]:
    """One object for every kind of address; all of them the teacher's, the attempt the student's."""
    waiting = make_podcast(cast.teacher)
    drawn = BytesIO()
    Picture.new("RGB", (2, 2)).save(drawn, "PNG")
    image = keep_media(file=SimpleUploadedFile("dot.png", drawn.getvalue()), by=cast.teacher, words="A dot")
    quiz = publish(make_quiz(cast.teacher, items=(*QUESTIONS, item("essay", stem="Why?"))), cast.reviewer)
    attempt = start_attempt(student=cast.student, content=quiz)
    essay = load_items(attempt.version)[-1]
    finish_attempt(attempt=attempt, by=cast.student, answers={essay.pk: {"text": ["So."]}}, accepts_missing=True)
    guide = publish(make_guide(cast.teacher, topic=None), cast.reviewer)
    deck = publish(make_deck(cast.teacher), cast.reviewer)
    card = load_items(deck.versions.get())[0]
    part = load_items(guide.versions.get())[0]
    return {
        "guide": guide,
        "quiz": quiz,
        "deck": deck,
        "memory": rate_card(student=cast.student, content=deck, item_version_id=card.pk, rating=Rating.GOOD, reviews=0),
        "attempt": attempt,
        "answer": attempt.responses.get(item_version=essay),
        "exception": give_exception(
            content=quiz, student=cast.classmate, time_limit=0, attempts=None, reason="", by=cast.teacher
        ),
        "part": part,
        "said": report_mistake(content=guide, by=cast.student, item=part.item, text="This is wrong."),
        "waiting": waiting,
        "request": submit_content(content=waiting, by=cast.teacher),
        "image": image,
        "topic": Topic.objects.at_path("Science"),
        "view": save_view(name="Drafts", query="state=draft", by=cast.teacher),
        "student": cast.student,
        **_make_class(cast, guide, quiz, deck),
        "notice": Notice.objects.filter(recipient=cast.teacher).latest("created_at"),
        **_make_shared(cast, guide),
        **_make_rules(cast),
    }


def _make_class(cast: Cast, *given: Content) -> dict[str, Any]:
    """The teacher's class, with something to do, and somebody who helps to teach it. The student is in it, is invited
    as if again, and need not do the first of its work."""
    classroom = make_class(cast.teacher, cast.student)
    verify(cast.student)
    helper = UserFactory.create(username="tilda", full_name="Tilda Example", roles=[Role.TEACHER])
    assignments = [give(classroom, content) for content in given]
    excused = Grant(is_excused=True)
    return {
        "classroom": classroom,
        "enrolment": classroom.enrolments.get(),
        "class_invitation": ClassInvitation.objects.create(
            classroom=classroom, email=cast.student.email, invited_by=cast.teacher, invited_at=timezone.now()
        ),
        "class_teacher": add_teacher(classroom=classroom, who=helper.username, by=cast.teacher),
        "assignment": assignments[0],
        "grant": grant_exception(
            assignment=assignments[0], student=cast.student, grant=excused, reason="", by=cast.teacher
        ),
    }


def _make_rules(cast: Cast) -> dict[str, Any]:
    """How review is done, and a review that the reviewer has not seen, to be read a second time."""
    first = publish(make_deck(cast.teacher, title="Read twice"), cast.second_reviewer).review_requests.get()
    return {
        "policy": ReviewPolicy.objects.create(pk=1),
        "rule": ReviewRule.objects.create(name="All", is_active=False),
        "check": CheckSetting.objects.get_or_create(name="structure")[0],
        "editors": ReviewerGroup.objects.get(name="Editors"),
        "second": SecondReview.objects.create(request=first),
    }


def _make_shared(cast: Cast, guide: Content) -> dict[str, Any]:
    """The guide has a co-author, and an invitation that waits for the colleague; a section of it is stale, and of
    another's deck the teacher has an unsaved text."""
    helper = UserFactory.create(username="tessa", full_name="Tessa Example", roles=[Role.TEACHER])
    joined = invite_author(content=guide, who="tessa", by=cast.teacher)
    accept_invitation(authorship=joined, by=helper)
    deck = make_deck(cast.teacher, title="Source deck")
    source, section = deck.items.first(), guide.items.first()
    assert source is not None
    assert section is not None
    derivation = derive_item(content=guide, item=section, source_id=source.pk, by=cast.teacher)
    document = load_document(deck.versions.get())
    reworded = replace(document.items[0], data=document.items[0].data.model_copy(update={"back": "Reworded"}))
    document = replace(document, items=(reworded, *document.items[1:]))
    save_version(content=deck, document=document, by=cast.teacher, base_number=1)
    fields = {"title": ["A title"], "item-0-front": ["What I typed"]}
    return {
        "joined": joined,
        "thread": open_thread(content=guide, item_id=section.pk, text="Is this so?", by=cast.reviewer),
        "invited": invite_author(content=guide, who=cast.colleague.username, by=cast.teacher),
        "derivation": derivation,
        "kept": Draft.objects.create(content=make_deck(cast.colleague), author=cast.teacher, fields=fields),
    }


def address_of(name: str, world: dict[str, Any]) -> str:
    piece = next((world[key] for word, key in OTHER_PIECE.items() if word in name), world["guide"])
    for arguments in (
        {},
        {"content_id": piece.pk},
        {"content_id": piece.pk, "number": 1},
        {"classroom_id": world["classroom"].pk},
        {"classroom_id": world["classroom"].pk, "student_id": world["student"].pk},
        {"classroom_id": world["classroom"].pk, "item_id": world["guide"].items.first().pk},
        {"item_id": world["guide"].items.first().pk},
        {"content_id": piece.pk, "item_id": piece.items.first().pk},
        {"content_id": piece.pk, "attempt_id": world["attempt"].pk},
        {"content_id": piece.pk, "response_id": world["answer"].pk},
        {"content_id": piece.pk, "wording_id": world["part"].pk},
        {"content_id": piece.pk, "feedback_id": world["said"].pk},
        {"content_id": piece.pk, "exception_id": world["exception"].pk},
        {"content_id": piece.pk, "authorship_id": world["joined"].pk},
        {"classroom_id": world["classroom"].pk, "enrolment_id": world["enrolment"].pk},
        {"classroom_id": world["classroom"].pk, "invitation_id": world["class_invitation"].pk},
        {"classroom_id": world["classroom"].pk, "teacher_id": world["class_teacher"].pk},
        {"invitation_id": world["class_invitation"].pk},
        {"classroom_id": world["classroom"].pk, "assignment_id": world["assignment"].pk},
        {
            "classroom_id": world["classroom"].pk,
            "assignment_id": world["assignment"].pk,
            "exception_id": world["grant"].pk,
        },
        {"authorship_id": world["invited"].pk},
        {"notice_id": world["notice"].pk},
        {"draft_id": world["kept"].pk},
        {"memory_id": world["memory"].pk},
        {"derivation_id": world["derivation"].pk},
        {"request_id": world["request"].pk},
        {"thread_id": world["thread"].pk},
        {"review_id": world["second"].pk},
        {"topic_id": world["topic"].pk},
        {"view_id": world["view"].pk},
        {"upload_id": world["image"].pk},
        {"digest": world["image"].file_id, "extension": "png"},
        {"digest": world["image"].file_id, "size": "small"},
        {"kind": "quiz"},
        {"kind": "quiz", "level": "college"},
        {"name": "student-progress"},
        {"figure": "activity"},
        {"object_id": _object_for(name, world)},
        {"key": "no-such-key"},
        {"uidb36": "1", "key": "no-such-key"},
        {"content_type_id": 1, "object_id": 1},
        {"app_label": "content"},
    ):
        try:
            return reverse(name, kwargs=arguments)
        except NoReverseMatch:
            continue
    raise AssertionError(f"{name} takes other arguments than this test knows: add them")


def _object_for(name: str, world: dict[str, Any]) -> Any:
    """The key of an object that the admin's pages of this model can show."""
    versions = world["guide"].latest_version
    keys = {
        "accounts_notice": world["notice"].pk,
        "accounts_user": world["student"].pk,
        "content_topic_": world["topic"].pk,
        "content_content_": world["guide"].pk,
        "contentversion": versions.pk,
        "itemversion": versions.entries.first().item_version_id,
        "transition": world["guide"].transitions.first().pk,
        "reviewpolicy": world["policy"].pk,
        "reviewrule": world["rule"].pk,
        "reviewergroup": world["editors"].pk,
        "checksetting": world["check"].pk,
        "auth_group": world["student"].groups.first().pk,
    }
    return next((key for word, key in keys.items() if word in name), "0")
