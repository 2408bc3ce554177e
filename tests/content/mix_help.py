"""Everybody does everything, by chance, to the same few pieces: what several connections at once do to them."""

import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refusal
from accounts.roles import Role
from content.actions.archiving import archive_content, restore_content
from content.actions.claiming import claim_next_request, claim_request, release_claim
from content.actions.deciding import Outcome, decide_request, send_comments
from content.actions.discussing import open_thread, reply_to_thread, resolve_thread
from content.actions.drafting import save_version
from content.actions.prioritising import prioritise_request
from content.actions.publishing import publish_content, unpublish_content
from content.actions.repeating import claim_next_second_review, finish_second_review
from content.actions.reusing import reuse_items
from content.actions.review_drafts import save_review_draft
from content.actions.scheduling import expire_due, publish_due, schedule_content
from content.actions.submitting import submit_content, withdraw_submission
from content.actions.withdrawing import withdraw_published
from content.documents import load_document, load_items
from content.models import CommentThread, Content, ReviewRequest, ReviewRule, Topic
from content.review.second import SecondSheet
from content.withdrawal import wordings_of
from tests.content.second_help import FINE, draw_all
from tests.content.studio_help import newest
from tests.factories import UserFactory, choice, make_quiz

REASON = "The second question has two right answers."
SOON = timedelta(milliseconds=200)
T = TypeVar("T")


@dataclass(frozen=True)
class Stage:
    """The keys of those who are at work: each piece has one of the `authors` for its owner."""

    authors: list[UUID]
    reviewers: list[UUID]


def set_stage() -> Stage:
    """Four pieces of two people: one of them in two steps, and all with two items of the first, in another order each.
    Every review that ends is drawn."""
    draw_all()
    people = [UserFactory.create(roles=[Role.TEACHER]) for _number in range(2)]
    reviewers = [UserFactory.create(roles=[Role.REVIEWER]) for _number in range(5)]
    topic = Topic.objects.at_path("Where two people look")
    ReviewRule.objects.create(name="Two steps", topic=topic)
    shared = tuple(choice(f"What is {word}?", "This", "That") for word in ("light", "heat"))
    first = make_quiz(people[0], title="First", items=shared)
    items = [entry.item_id for entry in load_items(newest(first))]
    for title, owner, place in (("Second", people[0], topic), ("Third", people[0], None)):
        own = (choice(f"What is {title}?", "This", "That"),)
        items.reverse()
        reuse_items(content=make_quiz(owner, title=title, items=own, topic=place), items=items, by=owner)
    make_quiz(people[1], title="Fourth")
    return Stage([person.pk for person in people], [person.pk for person in reviewers])


class Hand:
    """One connection: does things by chance, each as somebody of the stage."""

    def __init__(self, seed: int, stage: Stage) -> None:
        self.chance = random.Random(seed)
        self.stage = stage

    def work(self, calls: int) -> Counter[str]:
        """How often each thing was done; what was refused counts by itself."""
        done: Counter[str] = Counter()
        names, weights = list(MOVES), [weight for weight, _do in MOVES.values()]
        for name in self.chance.choices(names, weights=weights, k=calls):
            try:
                MOVES[name][1](self)
            except (Refusal, PermissionDenied):
                done["refused"] += 1
            else:
                done[name] += 1
        return done

    def any_of(self, rows: Iterable[T]) -> T:
        """Raises Refusal where there is none."""
        found = list(rows)
        if not found:
            raise Refusal("There is none.")
        return self.chance.choice(found)

    def piece(self) -> Content:
        return self.any_of(Content.objects.select_related("owner").order_by("pk"))

    def request(self) -> ReviewRequest:
        return self.any_of(ReviewRequest.objects.open().select_related("content", "claimed_by").order_by("pk"))

    def thread(self) -> CommentThread:
        return self.any_of(CommentThread.objects.unresolved().select_related("content").order_by("pk"))

    def reviewer(self) -> User:
        return User.objects.get(pk=self.chance.choice(self.stage.reviewers))


def _reword(hand: Hand) -> None:
    """One item of a piece reads otherwise, be it one that stands in others; now and then as it read before."""
    content = hand.piece()
    version = newest(content)
    document = load_document(version)
    items, place = list(document.items), hand.chance.randrange(len(document.items))
    words = f"Because of {hand.chance.randrange(4)}."
    items[place] = replace(items[place], data=items[place].data.model_copy(update={"explanation": words}))
    save_version(
        content=content,
        document=replace(document, items=tuple(items)),
        by=content.owner,
        base_number=version.number,
        lent={item.item_id for item in document.items if item.item_id},
    )


def _submit(hand: Hand) -> None:
    content = hand.piece()
    submit_content(content=content, by=content.owner)


def _withdraw_submission(hand: Hand) -> None:
    content = hand.piece()
    withdraw_submission(content=content, by=content.owner)


def _claim(hand: Hand) -> None:
    claim_request(request=hand.request(), by=hand.reviewer())


def _claim_next(hand: Hand) -> None:
    hand.any_of(filter(None, [claim_next_request(by=hand.reviewer())]))


def _release(hand: Hand) -> None:
    request = hand.request()
    release_claim(request=request, by=request.claimed_by or hand.reviewer())


def _comment(hand: Hand) -> None:
    request = hand.request()
    entry = hand.any_of(load_items(request.version, is_shown=False))
    send_comments(request=request, by=hand.reviewer(), comments={None: "On the whole.", entry.pk: "Is it so?"})


def _keep(hand: Hand) -> None:
    save_review_draft(request=hand.request(), by=hand.reviewer(), fields={"reason": ["Not yet."]})


def _prioritise(hand: Hand) -> None:
    prioritise_request(request=hand.request(), by=hand.reviewer(), priority=hand.chance.randint(1, 4))


def _approve(hand: Hand) -> None:
    _decide(hand, Outcome.APPROVE)


def _approve_for_later(hand: Hand) -> None:
    _decide(hand, Outcome.APPROVE, is_later=True)


def _send_back(hand: Hand) -> None:
    _decide(hand, hand.chance.choice([Outcome.REQUEST_CHANGES, Outcome.REJECT]))


def _decide(hand: Hand, outcome: str, *, is_later: bool = False) -> None:
    """By whoever holds it, or else by somebody who may, and takes it first."""
    request = hand.request()
    by = request.claimed_by or hand.reviewer()
    claim_request(request=request, by=by)
    later = timezone.now() + SOON if is_later else None
    fine = outcome == Outcome.APPROVE
    decide_request(request=request, by=by, outcome=outcome, reason=REASON, others_fine=fine, publish_at=later)


def _publish(hand: Hand) -> None:
    content = hand.piece()
    publish_content(content=content, by=content.owner)


def _unpublish(hand: Hand) -> None:
    unpublish_content(content=hand.piece(), by=hand.reviewer())


def _schedule(hand: Hand) -> None:
    content, now = hand.piece(), timezone.now()
    schedule_content(content=content, by=content.owner, publish_at=now + SOON, expires_at=now + 3 * SOON)


def _keep_times(_hand: Hand) -> None:
    expire_due()
    publish_due()


def _withdraw(hand: Hand) -> None:
    content = hand.piece()
    wrong = [entry.item_id for entry in wordings_of(content)][: hand.chance.randrange(3)]
    withdraw_published(content=content, by=hand.reviewer(), reason=REASON, items=set(wrong))


def _archive(hand: Hand) -> None:
    content = hand.piece()
    archive_content(content=content, by=content.owner)


def _restore(hand: Hand) -> None:
    content = hand.any_of(Content.objects.filter(status=Content.Status.ARCHIVED).select_related("owner"))
    restore_content(content=content, by=content.owner)


def _repeat(hand: Hand) -> None:
    by = hand.reviewer()
    review = hand.any_of(filter(None, [claim_next_second_review(by=by)]))
    verdicts = dict.fromkeys(SecondSheet(review).asked, FINE)
    finish_second_review(review=review, by=by, outcome=Outcome.APPROVE, verdicts=verdicts)


def _open_thread(hand: Hand) -> None:
    open_thread(content=hand.piece(), by=hand.reviewer(), text="Is it so?")


def _reply(hand: Hand) -> None:
    thread = hand.thread()
    reply_to_thread(thread=thread, by=thread.content.owner, text="It is.")


def _resolve(hand: Hand) -> None:
    resolve_thread(thread=hand.thread(), by=hand.reviewer())


MOVES: dict[str, tuple[int, Callable[[Hand], None]]] = {  # how often each is tried, beside the others
    "reword": (4, _reword),
    "submit": (8, _submit),
    "take the submission back": (1, _withdraw_submission),
    "claim": (3, _claim),
    "claim the next": (4, _claim_next),
    "release": (2, _release),
    "comment": (2, _comment),
    "keep": (2, _keep),
    "prioritise": (2, _prioritise),
    "approve": (7, _approve),
    "approve for later": (3, _approve_for_later),
    "send back": (2, _send_back),
    "publish": (2, _publish),
    "unpublish": (1, _unpublish),
    "schedule": (1, _schedule),
    "keep the times": (3, _keep_times),
    "withdraw": (2, _withdraw),
    "archive": (1, _archive),
    "restore": (3, _restore),
    "repeat": (3, _repeat),
    "open a thread": (1, _open_thread),
    "reply": (2, _reply),
    "resolve": (2, _resolve),
}
