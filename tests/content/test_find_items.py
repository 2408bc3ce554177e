"""A teacher finds an item: in all that is hers, and in what others share as students see it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.actions.claiming import claim_request
from content.actions.deciding import Verdict, decide_request
from content.actions.reusing import reuse_items
from content.actions.submitting import submit_content
from content.documents import load_items
from content.models import Authorship, Content, ReviewDecision, Topic
from tests.cast import Cast
from tests.content.bank_help import items_of, reword
from tests.content.studio_help import newest
from tests.factories import choice, item, make_deck, make_guide, make_podcast, make_quiz, publish

URL = "/studio/items/"


@pytest.fixture
def author(client: Client, cast: Cast) -> Client:
    client.force_login(cast.teacher)
    return client


def found(client: Client, **wanted: Any) -> list[str]:
    """The headings of what a search finds, in their order."""
    return [entry.entry.heading for entry in client.get(URL, wanted).context["items"]]


def share(content: Content) -> Content:
    Content.objects.filter(pk=content.pk).update(is_shared=True)
    content.refresh_from_db()
    return content


def test_her_own_items_and_those_of_pieces_she_writes_along(author: Client, cast: Cast) -> None:
    make_quiz(cast.teacher, items=(choice("Mine?", "Yes", "No"),))
    joined = make_quiz(cast.colleague, items=(choice("Ours?", "Yes", "No"),))
    Authorship.objects.create(
        content=joined, author=cast.teacher, invited_by=cast.colleague, accepted_at=timezone.now()
    )
    make_quiz(cast.colleague, items=(choice("Theirs?", "Yes", "No"),))
    assert found(author) == ["Ours?", "Mine?"]


def test_of_shared_material_only_what_is_published(author: Client, cast: Cast) -> None:
    shared = share(publish(make_quiz(cast.colleague, items=(choice("Published?", "Yes", "No"),)), cast.reviewer))
    reword(shared, stem="Not for others yet?")
    share(make_quiz(cast.colleague, items=(choice("A draft?", "Yes", "No"),)))
    assert found(author) == ["Published?"]
    Content.objects.filter(pk=shared.pk).update(status=Content.Status.ARCHIVED)
    assert found(author) == []


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("photosyn", True),
        ("LEAVES photosynthesis", True),
        ("cafe", True),
        ("CAFÉ", True),
        ("leaves whale", False),
        ("multiple_choice", False),
        ("שלום", True),
        ("it's", True),
        ("& | ! ( : * '", True),
        ("\\ '", True),
        ("3.14", True),
        ("\x00leaves", True),
        ("x" * 5000, False),
    ],
)
def test_words_anywhere_in_an_item(author: Client, cast: Cast, words: str, is_found: bool) -> None:
    stem = "What do leaves do in a café? שלום, it's $3.14$ o'clock"
    make_quiz(cast.teacher, items=(choice(stem, "Photosynthesis", "Nothing"),))
    page = author.get(URL, {"q": words})
    assert page.status_code == 200
    assert bool(page.context["items"]) is is_found or len(words) > 200


def test_narrowed_by_what_is_known_of_it(author: Client, cast: Cast) -> None:
    topic = Topic.objects.at_path("Science / Biology")
    make_deck(cast.teacher, title="Cells", cards=1, topic=topic, tags=("Microscope",), level="college")
    make_podcast(cast.teacher)
    shared = share(publish(make_guide(cast.colleague, sections=1), cast.reviewer))
    card, section = ["Front 1 of Cells"], ["Part 1"]
    assert found(author, type="card") == card
    assert found(author, topic=Topic.objects.get(path="Science").pk) == card
    assert found(author, tag="microSCOPE") == card
    assert found(author, level="college") == card
    assert found(author, whose="shared") == section
    assert len(found(author, whose="mine")) == 3
    assert len(found(author, type="no such type", topic="0", level="x")) == 4, "what makes no sense narrows nothing"
    assert shared.title in author.get(URL, {"whose": "shared"}).content.decode()


def test_by_quality(author: Client, cast: Cast) -> None:
    publish(make_quiz(cast.teacher, items=(choice("Approved?", "Yes", "No"),)), cast.reviewer)
    changed = publish(make_quiz(cast.teacher, items=(choice("Approved once?", "Yes", "No"),)), cast.reviewer)
    reword(changed, stem="Approved no more?")
    make_quiz(cast.teacher, items=(choice("New?", "Yes", "No"),))
    bad = make_quiz(cast.teacher, items=(choice("Bad?", "Yes", "No"),))
    request = submit_content(content=bad, by=cast.teacher)
    claim_request(request=request, by=cast.reviewer)
    (entry,) = load_items(request.version)
    decide_request(
        request=request,
        by=cast.reviewer,
        outcome=ReviewDecision.Outcome.REQUEST_CHANGES,
        reason="See there.",
        verdicts={entry.pk: Verdict.problem("Both are right.")},
    )
    assert found(author, quality="approved") == ["Approved?"]
    assert found(author, quality="unreviewed") == ["New?"]
    assert found(author, quality="problem") == ["Bad?"]
    assert "Both are right." in author.get(URL, {"quality": "problem"}).content.decode()


def test_by_use(author: Client, cast: Cast) -> None:
    source = make_quiz(cast.teacher, items=(choice("Twice?", "Yes", "No"), choice("Once?", "Yes", "No")))
    target = make_quiz(cast.teacher, title="Another", items=())
    reuse_items(content=target, items=items_of(source)[:1], by=cast.teacher)
    assert found(author, use="several") == ["Twice?"]
    assert found(author, use="once") == ["Once?"]
    assert "in 2 pieces" in author.get(URL).content.decode()


def test_what_a_piece_holds_already_cannot_be_chosen_for_it(author: Client, cast: Cast) -> None:
    quiz = make_quiz(cast.teacher, items=(choice("There?", "Yes", "No"),))
    make_quiz(cast.teacher, items=(choice("Elsewhere?", "Yes", "No"),))
    make_deck(cast.teacher)
    page = author.get(URL, {"into": str(quiz.pk)})
    assert [entry.entry.heading for entry in page.context["items"]] == ["Elsewhere?", "There?"], "no cards for a quiz"
    assert page.content.decode().count('name="item"') == 1
    other = make_quiz(cast.colleague)
    assert author.get(URL, {"into": str(other.pk)}).status_code == 404


def test_pages_by_key_and_few_queries(author: Client, cast: Cast) -> None:
    for number in range(3):
        make_quiz(cast.teacher, items=tuple(choice(f"Question {number}.{n}?", "Yes", "No") for n in range(15)))
    with CaptureQueriesContext(connection) as queries:
        first = author.get(URL, {"q": "question", "quality": "unreviewed", "use": "once"})
    assert len(queries) <= 15
    second = author.get(first.context["links"]["next_url"] and URL + first.context["links"]["next_url"])
    third = author.get(URL + second.context["links"]["next_url"])
    seen = [entry.id for page in (first, second, third) for entry in page.context["items"]]
    assert len(seen) == len(set(seen)) == 45
    assert third.context["links"]["next_url"] == ""
    assert "beginning" in author.get(URL, {"after": "nonsense"}).content.decode()


def test_an_item_of_several_pieces_comes_once(author: Client, cast: Cast) -> None:
    source = make_quiz(cast.teacher, items=(choice("Same?", "Yes", "No"),))
    target = make_quiz(cast.teacher, title="Another", items=())
    reuse_items(content=target, items=items_of(source), by=cast.teacher)
    reword(target, stem="Same, but newer?")
    assert found(author) == ["Same, but newer?"]
    assert found(author, q="newer") == ["Same, but newer?"]
    assert newest(source).number == 1


def test_only_for_those_who_write(client: Client, cast: Cast) -> None:
    assert client.get(URL).status_code == 302
    client.force_login(cast.student)
    assert client.get(URL).status_code == 403
    client.force_login(cast.teacher)
    assert client.post(URL).status_code == 405
    assert "The item bank is empty" in client.get(URL).content.decode()


def test_each_item_has_its_page(author: Client, cast: Cast) -> None:
    hidden = make_quiz(cast.colleague, items=(item("true_false", stem="Hidden?", answer=True),))
    assert author.get(reverse("content:item-detail", args=items_of(hidden))).status_code == 404
    shared = share(publish(hidden, cast.reviewer))
    url = reverse("content:item-detail", args=items_of(shared))
    reword(shared, stem="Not for others yet?")
    with CaptureQueriesContext(connection) as queries:
        page = author.get(url).content.decode()
    assert len(queries) <= 15
    assert "Hidden?" in page
    assert "Not for others yet?" not in page
    assert "One more wording stands in material that is not shared with you." in page
    target = make_quiz(cast.teacher, title="Of mine", items=())
    reuse_items(content=target, items=items_of(shared), by=cast.teacher)
    assert "Of mine" in author.get(url).content.decode()
    stranger = Client()
    stranger.force_login(cast.colleague)
    page = stranger.get(url).content.decode()
    assert "Of mine" not in page
    assert "And in one piece that is not shared with you." in page
    assert "Not for others yet?" in page
