"""What the tests of study have in common."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from queue import SimpleQueue
from typing import Any
from unittest import mock
from uuid import UUID

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from content.actions.drafting import save_version
from content.documents import Document, DocumentItem, load_document, load_items
from content.models import Content, ItemVersion
from content.questions import get_question_type
from progress.actions.turning import rate_card
from progress.models import CardMemory, LearningProgress, QuizAttempt
from progress.models.memory import Rating
from progress.ordering import option_order
from tests.factories import publish


def entries_of(content: Content) -> list[ItemVersion]:
    """The item versions of the published version."""
    assert content.published_version is not None
    return load_items(content.published_version)


def progress_of(student: User, content: Content) -> LearningProgress:
    return LearningProgress.objects.get(student=student, content=content)


def turn(student: User, content: Content, place: int, rating: Rating, card: str = "", **sent: Any) -> CardMemory:
    """`student` rates the card of that name of the item at that place."""
    entry = entries_of(content)[place]
    memory = CardMemory.objects.filter(student=student, item=entry.item, card=card).first()
    return rate_card(
        student=student,
        content=content,
        item_version_id=entry.pk,
        card=card,
        rating=rating,
        reviews=memory.reviews if memory else 0,
        **sent,
    )


@contextmanager
def later(**passed: float) -> Iterator[datetime]:
    """Go on as if so much time had passed (`days=2`, `hours=-3`)."""
    real = timezone.now
    with mock.patch("django.utils.timezone.now", side_effect=lambda: real() + timedelta(**passed)):
        yield timezone.now()


def each(*works: Callable[[], object]) -> Callable[[], object]:
    """For `at_once`: every thread that calls it does another one of the `works`."""
    left: SimpleQueue[Callable[[], object]] = SimpleQueue()
    for work in works:
        left.put(work)

    def take_one() -> object:
        return left.get()()

    return take_one


def shown_card(client: Client, url: str) -> dict[str, str]:
    """The fields of the form on the page that shows a card, and its address as `action`."""
    page = client.get(url).content.decode()
    form = page[page.index('class="ratings"') :]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    action = re.search(r'action="([^"]+)"', form)
    assert action, page
    return {**fields, "action": action[1]}


def rate(client: Client, url: str, rating: int) -> dict[str, str]:
    """Rate the card that stands at `url`; what its form said."""
    fields = shown_card(client, url)
    response = client.post(fields["action"], {**fields, "rating": rating})
    assert response.status_code == 302
    return fields


def publish_changed(content: Content, reviewer: User, *changes: dict[str, Any]) -> Content:
    """Change the first items of the piece, one dict of fields each, and publish the new version."""
    content.refresh_from_db()
    assert content.latest_version is not None
    document = load_document(content.latest_version)
    changed = [
        DocumentItem(item.type, item.data.model_copy(update=fields), item.item_id)
        for item, fields in zip(document.items, changes, strict=False)
    ]
    save_version(
        content=content,
        document=Document(
            document.title,
            document.kind,
            document.summary,
            document.frame,
            (*changed, *document.items[len(changed) :]),
        ),
        by=content.owner,
        base_number=content.latest_version.number,
    )
    return publish(content, reviewer)


def set_due(student: User, item_id: UUID, due: datetime) -> None:
    CardMemory.objects.filter(student=student, item=item_id).update(due=due)


def place_of(attempt: QuizAttempt, entry: ItemVersion, index: int) -> str:
    """What the form of `attempt` calls the option that the author wrote at `index`."""
    question_type = get_question_type(entry.item.type)
    order = option_order(attempt, entry.pk, question_type, question_type.parse(entry.data))
    return str(list(order).index(index))


def right_answers(attempt: QuizAttempt) -> dict[UUID, dict[str, list[str]]]:
    """The right answers to the questions of `tests.factories.QUESTIONS`, by item version, as the page sends them."""
    gas, whale, peru, product = load_items(attempt.version)
    return {
        gas.pk: {"choice": [place_of(attempt, gas, 0)]},
        whale.pk: {"choice": ["false"]},
        peru.pk: {"text": ["Lima"]},
        product.pk: {"text": ["42"]},
    }


def form_fields(answers: Mapping[UUID, Mapping[str, list[str]]], attempt: QuizAttempt) -> dict[str, Any]:
    """Answers as the form of an attempt sends them."""
    sent = {f"q-{question}-{name}": values for question, fields in answers.items() for name, values in fields.items()}
    return {"attempt": str(attempt.number), "asked": [str(question) for question in answers], **sent}


def url_of(name: str, content: Content) -> str:
    return reverse(f"progress:{name}", args=[content.pk])


def now() -> datetime:
    return timezone.now()
