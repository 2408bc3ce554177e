"""The material of the simulated school, and what its teacher does to it while everybody studies it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from accounts.models import User
from benchmarks.queues import publish
from content.actions.drafting import create_content, save_version
from content.actions.reusing import reuse_items
from content.documents import Document, DocumentItem, load_document, load_items
from content.item_types import get_item_type
from content.kinds import get_kind
from content.models import Content

QUIZ_RULES: tuple[dict[str, Any], ...] = (
    {},
    {"mode": "practice", "shuffle_questions": True},
    {"time_limit": 10, "grace": 30, "attempts": 3, "counts": "latest", "one_per_page": True},
    {"wrong_costs": 50, "counts": "average", "results": "after_last", "attempts": 2},
    {"partial_credit": False, "results": "marks", "counts": "first"},
    {"time_limit": 5, "grace": 0, "results": "score", "shuffle_questions": True},
)
DECKS, CARDS, GUIDES, SECTIONS, QUESTIONS = 4, 20, 4, 5, 10


def make_course(teacher: User, reviewer: User) -> list[Content]:
    """Quizzes under every rule, decks of every style of card, guides with terms and questions, a podcast; published."""
    quizzes = [_make("quiz", f"Quiz {n}", _questions(n), teacher, **rules) for n, rules in enumerate(QUIZ_RULES)]
    decks = [_make("flashcards", f"Deck {n}", _cards(n), teacher) for n in range(DECKS)]
    guides = [_make("study_guide", f"Guide {n}", _sections(n), teacher) for n in range(GUIDES)]
    podcast = _make("podcast", "Podcast", _segments(), teacher)
    return [publish(content, reviewer) for content in (*quizzes, *decks, *guides, podcast)]


def reword(content: Content, reviewer: User) -> None:
    """A cosmetic edit of every second item: nobody's memory or score may change by it."""
    _edit(content, reviewer, lambda n, item: _reworded(item) if n % 2 else item)


def correct(content: Content, reviewer: User, places: Sequence[int]) -> None:
    """What counts as right changes in the items at these places."""
    _edit(content, reviewer, lambda n, item: _corrected(item) if n in places else item)


def extend(content: Content, reviewer: User) -> None:
    """One item more, at the end, which nobody has met yet."""
    _write(content, reviewer, lambda items: (*items, _copied(items[-1])))


def cut(content: Content, reviewer: User) -> None:
    """The second item is gone, whoever learnt it."""
    _write(content, reviewer, lambda items: (items[0], *items[2:]))


def share(deck: Content, into: Content, reviewer: User, places: Sequence[int]) -> None:
    """The cards at these places of `deck` stand in another deck, too, as the same cards."""
    deck.refresh_from_db()
    assert deck.published_version is not None, "a deck of the course is published"
    entries = load_items(deck.published_version, is_shown=False)
    reuse_items(content=into, items=[entries[place].item_id for place in places], by=into.owner)
    publish(into, reviewer)


def change_rule(quiz: Content, reviewer: User, **rules: Any) -> None:
    """Another attempt counts from now on, say."""
    _write(quiz, reviewer, tuple, **rules)


def _edit(content: Content, reviewer: User, change: Callable[[int, DocumentItem], DocumentItem]) -> None:
    _write(content, reviewer, lambda items: tuple(change(number, item) for number, item in enumerate(items)))


def _write(
    content: Content,
    reviewer: User,
    change: Callable[[tuple[DocumentItem, ...]], tuple[DocumentItem, ...]],
    **rules: Any,
) -> None:
    """Publish a version with other items, or other rules."""
    content.refresh_from_db()
    version = content.latest_version
    assert version is not None, "a piece is created with its first version"
    document = load_document(version)
    items, frame = change(document.items), get_kind(content.kind).parse_frame(document.frame.model_dump() | rules)
    save_version(
        content=content,
        document=replace(document, items=items, frame=frame),
        by=content.owner,
        base_number=version.number,
    )
    publish(content, reviewer)


def _copied(item: DocumentItem) -> DocumentItem:
    """Another item much like it."""
    name = {"card": "front", "section": "heading", "segment": "text"}.get(item.type, "stem")
    data: Any = item.data
    return DocumentItem(item.type, data.model_copy(update={name: f"{getattr(data, name)} Once more?"}))


def _reworded(item: DocumentItem) -> DocumentItem:
    data: Any = item.data
    match item.type:
        case "card":
            hint = f"{data.hint or 'Think'} again"
            return replace(item, data=data.model_copy(update={"hint": hint}))
        case "section":
            return replace(item, data=data.model_copy(update={"body": f"{data.body}\n\nSaid better."}))
        case "segment":
            return replace(item, data=data.model_copy(update={"text": f"{data.text} Well."}))
    return replace(item, data=data.model_copy(update={"explanation": f"{data.explanation} Said better."}))


def _corrected(item: DocumentItem) -> DocumentItem:
    data: Any = item.data
    match item.type:
        case "card" if data.style == "cloze":
            return replace(item, data=data.model_copy(update={"front": data.front.replace("water", "ice")}))
        case "card":
            return replace(item, data=data.model_copy(update={"back": f"{data.back}, corrected"}))
        case "multiple_choice":
            first, second, *rest = data.options
            options = (first.model_copy(update={"credit": 0}), second.model_copy(update={"credit": 100}), *rest)
            return replace(item, data=data.model_copy(update={"options": options}))
        case "true_false":
            return replace(item, data=data.model_copy(update={"answer": not data.answer}))
    return item


def _make(kind: str, title: str, items: Iterator[tuple[str, dict[str, Any]]], owner: User, **frame: Any) -> Content:
    found = tuple(DocumentItem(name, get_item_type(name).parse(data)) for name, data in items)
    document = Document(title, kind, frame=get_kind(kind).parse_frame(frame), items=found)
    return create_content(document=document, by=owner).version.content


def _questions(quiz: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for number in range(QUESTIONS):
        about = f"({quiz}.{number})"
        match number % 5:
            case 0:
                options = [{"text": "The first", "credit": 100}, {"text": "The second"}, {"text": "The third"}]
                yield "multiple_choice", {"stem": f"Which is right? {about}", "options": options}
            case 1:
                yield "true_false", {"stem": f"Water is wet. {about}", "answer": True}
            case 2:
                answers = [{"text": f"word {number}", "credit": 100}, {"text": f"ward {number}", "credit": 50}]
                yield "short_answer", {"stem": f"How is it called? {about}", "answers": answers}
            case 3:
                answers = [{"value": str(quiz * 10 + number), "tolerance": "0", "credit": 100}]
                yield "numerical", {"stem": f"How many are there? {about}", "answers": answers}
            case _:
                pairs = [{"prompt": f"{place} {about}", "match": f"match {place}"} for place in range(3)]
                yield "matching", {"stem": f"What belongs together? {about}", "pairs": pairs}


def _cards(deck: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for number in range(CARDS):
        sides = {"front": f"Front {deck}.{number}", "back": f"Back {deck}.{number}"}
        match number % 4:
            case 0:
                yield "card", sides
            case 1:
                yield "card", {**sides, "style": "reversed"}
            case 2:
                yield "card", {**sides, "style": "typed"}
            case _:
                text = f"At {number} degrees {{{{c1::water}}}} number {deck} meets {{{{c2::air}}}}."
                yield "card", {"front": text, "style": "cloze"}


def _sections(guide: int) -> Iterator[tuple[str, dict[str, Any]]]:
    for number in range(SECTIONS):
        question = {"type": "true_false", "data": {"stem": f"Is {guide}.{number} so?", "answer": True}}
        terms = f"term {guide}.{number}\n: what that is\n\nother {guide}.{number}\n: what the other is"
        yield (
            "section",
            {
                "heading": f"Section {guide}.{number}",
                "body": f"Something to read.\n\n{terms}\n",
                "question": question if number % 2 == 0 else None,
            },
        )


def _segments() -> Iterator[tuple[str, dict[str, Any]]]:
    for number in range(4):
        chapter = f"Chapter {number // 2}" if number % 2 == 0 else ""
        yield "segment", {"speaker": "Ana", "text": f"Something to hear, {number}.", "chapter": chapter}
