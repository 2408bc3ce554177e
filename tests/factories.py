"""Rows for tests, made through the real actions wherever there is one."""

from typing import Any

import factory

from accounts.models import User
from accounts.roles import Role, grant_role
from content.actions.claiming import claim_request
from content.actions.deciding import Verdict, decide_request
from content.actions.drafting import Details, create_content
from content.actions.submitting import submit_content
from content.documents import Document, DocumentItem, load_items
from content.item_types import get_item_type
from content.kinds import get_kind
from content.models import Content, ReviewDecision

PASSWORD = "an-honest-password"


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A person without a role; `UserFactory(roles=[Role.TEACHER])` gives some."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    full_name = factory.Faker("name")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return User.objects.create_user(**{"password": PASSWORD, **kwargs})

    @factory.post_generation  # type: ignore[untyped-decorator]
    def roles(self: Any, _create: bool, roles: list[Role] | None, **_kwargs: Any) -> None:
        for role in roles or []:
            grant_role(user=self, role=role)


def item(item_type: str, **data: Any) -> DocumentItem:
    """An item nobody knows yet."""
    return DocumentItem(item_type, get_item_type(item_type).parse(data), external_id=data.pop("external_id", ""))


def choice(stem: str, right: str, *wrong: str, **data: Any) -> DocumentItem:
    """A multiple-choice question with one right option, the first."""
    options = [
        {"text": right, "credit": 100, "feedback": f"Yes: {right}."},
        *({"text": text} for text in wrong),
    ]
    return item("multiple_choice", stem=stem, options=options, **data)


QUESTIONS = (
    choice(
        "Which gas do plants take in?",
        "Carbon dioxide",
        "Oxygen",
        "Nitrogen",
        explanation="For photosynthesis.",
    ),
    item("true_false", stem="A whale is a fish.", answer=False, feedback_false="It is a mammal."),
    item("short_answer", stem="What is the capital of Peru?", answers=[{"text": "Lima", "credit": 100}]),
    item("numerical", stem="What is 6 × 7?", answers=[{"value": "42", "tolerance": "0", "credit": 100}]),
)


def make_content(owner: User, kind: str, title: str, items: tuple[DocumentItem, ...], **details: Any) -> Content:
    """A draft of `owner` with its first version."""
    document = Document(
        title=title, kind=kind, summary=f"About {title}.", frame=get_kind(kind).parse_frame({}), items=items
    )
    return create_content(document=document, by=owner, details=Details(**details)).version.content


def make_quiz(
    owner: User, title: str = "Small quiz", items: tuple[DocumentItem, ...] = QUESTIONS, **details: Any
) -> Content:
    return make_content(owner, "quiz", title, items, **details)


def make_guide(owner: User, title: str = "Small guide", sections: int = 3, **details: Any) -> Content:
    items = tuple(
        item("section", heading=f"Part {n}", body=f"This is part *{n}* of {title}, with $x^{n}$ in it.")
        for n in range(1, sections + 1)
    )
    return make_content(owner, "study_guide", title, items, **details)


def make_deck(owner: User, title: str = "Small deck", cards: int = 3, **details: Any) -> Content:
    items = tuple(item("card", front=f"Front {n} of {title}", back=f"Back {n}") for n in range(1, cards + 1))
    return make_content(owner, "flashcards", title, items, **details)


def make_podcast(owner: User, title: str = "Small podcast", **details: Any) -> Content:
    items = (
        item("segment", speaker="Ana", text="Welcome. Today we talk about leaves.", chapter="Leaves"),
        item("segment", speaker="Ben", text="And about why they are green."),
    )
    return make_content(owner, "podcast", title, items, **details)


def publish(content: Content, by: User) -> Content:
    """Take `content` through submission, claim and approval by the reviewer `by`."""
    return decide(content, by, ReviewDecision.Outcome.APPROVE)


def decide(content: Content, by: User, outcome: str, reason: str = "") -> Content:
    """Take `content` through submission and claim to the outcome; every item is called fine when approving."""
    request = submit_content(content=content, by=content.owner)
    claim_request(request=request, by=by)
    approves = outcome == ReviewDecision.Outcome.APPROVE
    verdicts = {entry.pk: Verdict.fine() for entry in load_items(request.version)} if approves else {}
    decide_request(request=request, by=by, outcome=outcome, reason=reason, verdicts=verdicts)
    content.refresh_from_db()
    return content
