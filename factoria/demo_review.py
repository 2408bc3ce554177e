"""The demonstration's review: a queue in which no two requests are alike, a conversation about a quiz, what is to be
published, what was withdrawn, and reviews that somebody read a second time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import User
from content.actions.claiming import claim_request
from content.actions.deciding import Outcome, Verdict, decide_request
from content.actions.discussing import reply_to_thread
from content.actions.prioritising import prioritise_request
from content.actions.repeating import claim_second_review, finish_second_review
from content.actions.submitting import submit_content
from content.actions.withdrawing import withdraw_published
from content.documents import Document, DocumentItem, load_document, load_items
from content.models import (
    CommentThread,
    Content,
    ContentVersion,
    ItemVersion,
    ReviewPolicy,
    ReviewRequest,
    ReviewRule,
    SecondReview,
    Topic,
)
from content.review.approval import items_to_read
from factoria.demonstration import FOLDER, Crowd, latest_of, make_piece, read_pieces, save_as, set_back

REVIEW = FOLDER / "review"
POLICY = {"second_review_percent": 20}
RULE = {"name": "Biology: a subject reviewer, then an editor", "topic": "Science / Biology"}
SUBJECT_REVIEWERS, EDITORS = "Subject reviewers", "Editors"
PUBLISH_IN, DAY = timedelta(days=3), timedelta(days=1)
WITHDRAWN_BECAUSE = "We are settling the rights to a source of these cards. The deck is back as soon as that is done."
Words = Mapping[str, str]


@dataclass(frozen=True)
class Update:
    """A published piece that its author went on with: what its first item says in addition, in `field`, and how long
    ago (days) it was submitted."""

    stem: str
    field: str
    words: str
    age: float
    priority: int = ReviewRequest.Priority.NORMAL


URGENT, HIGH, LOW = ReviewRequest.Priority.URGENT, ReviewRequest.Priority.HIGH, ReviewRequest.Priority.LOW
WAITING = Update("sonnensystem", "explanation", "Zähle von der Sonne aus.", 1.2, HIGH)
TWO_STEPS = Update("how-vaccines-train", "text", "All of this takes one to two weeks.", 0.4, URGENT)
SECOND_STEP = Update("bones-of-the-body", "hint", "Feel for it on yourself.", 2.6)
CLAIMED = Update("newtons-laws", "explanation", "Draw the forces first.", 1.6)
SCHEDULED = Update("compound-interest", "body", "Try it with your own savings.", 4)
SENT_BACK = Update("python-first-steps", "explanation", "Run it and see.", 9)
QUIET = Update("derivatives-to-know", "hint", "Use the definition if you forget.", 3.1, LOW)
# The quiz of twenty: the wordings that were sent in for review, those that came back after it, and what was said.
FIRST_WORDS: Words = {
    "unit-weight": "A kilogram is a unit of force.",
    "unit-speed": "A car drives at 72 km/h in town, where 50 km/h is the limit. How fast is that?",
    "unit-figures": "How many significant figures does 0.00450 have?",
}
BETTER_WORDS: Words = {
    "unit-speed": "A car drives at 72 km/h in town. How fast is that in m/s? Give the number alone.",
    "unit-figures": "How many significant figures does 0.00450 have? Those count that were measured.",
}
SAID = {
    "unit-weight": Verdict.comment("Better. Is “a unit of weight” not what they actually say, though?"),
    "unit-speed": Verdict.problem("Students cannot know which unit you want. Say that it is m/s.", "clarity"),
    "unit-figures": Verdict.problem("They have not met “significant” yet. Explain it in a few words.", "level"),
}
ANSWERS = {
    "unit-weight": "They do, and then they think it is right. With “force” they have to stop and think.",
    "unit-speed": "Done: it asks for m/s, and for the number alone.",
}
REASON = "The new wordings are nearly there: two of them leave out what a student needs to know."


def make_review(crowd: Crowd, material: Mapping[str, Content]) -> dict[str, Content]:
    """Review at its busiest; the pieces that came to the `material`, by name."""
    idris, subject, editor = crowd.reviewers
    _set_up(idris, subject, editor)
    marta = crowd.teachers[0]
    made = {piece.stem: make_piece(piece, marta, idris, timedelta(days=40)) for piece in read_pieces(REVIEW)}
    quiz = made["units-and-measurement"]
    discussed = _discuss(quiz, idris)
    sent_back = _send_back(material[SENT_BACK.stem], idris)
    _fill_queue(material, crowd)
    _schedule(material[SCHEDULED.stem], idris)
    with set_back(timedelta(days=1, hours=6)):
        withdraw_published(content=material["landforms"], by=idris, reason=WITHDRAWN_BECAUSE)
    _read_again([discussed, sent_back, *_approved(material)], editor)
    ReviewPolicy.objects.update_or_create(pk=1, defaults=POLICY)
    return made


def _set_up(idris: User, subject: User, editor: User) -> None:
    """Two groups, and the rule that needs them."""
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in (SUBJECT_REVIEWERS, EDITORS)}
    for person in (idris, subject):
        person.groups.add(groups[SUBJECT_REVIEWERS])
    for person in (idris, editor):
        person.groups.add(groups[EDITORS])
    ReviewRule.objects.create(
        name=RULE["name"],
        topic=Topic.objects.at_path(RULE["topic"]),
        scheme=ReviewRule.Scheme.EXPERT,
        first_group=groups[SUBJECT_REVIEWERS],
        second_group=groups[EDITORS],
    )


def _discuss(quiz: Content, reviewer: User) -> ReviewRequest:
    """Three of twenty questions were changed, sent back, answered, and wait again. The request that was sent back."""
    sent = _resubmit(quiz, _reworded(quiz, FIRST_WORDS), "Three questions reworded", 6 * DAY)
    verdicts = {_in(sent.version, name).pk: verdict for name, verdict in SAID.items()}
    _decide(sent, reviewer, 5 * DAY, Outcome.REQUEST_CHANGES, REASON, verdicts)
    for name, words in ANSWERS.items():
        thread = CommentThread.objects.get(request=sent, item__external_id=name)
        with set_back(3.2 * DAY):
            reply_to_thread(thread=thread, by=quiz.owner, text=words)
    _resubmit(quiz, _reworded(quiz, BETTER_WORDS), "Said what was missing", 3 * DAY)
    return sent


def _in(version: ContentVersion, external_id: str) -> ItemVersion:
    return ItemVersion.objects.get(entries__version=version, item__external_id=external_id)


def _reworded(quiz: Content, words: Words) -> Document:
    document = load_document(latest_of(quiz))
    items = [
        replace(item, data=item.data.model_copy(update={"stem": words[item.external_id]}))
        if item.external_id in words
        else item
        for item in document.items
    ]
    return replace(document, items=tuple(items))


def _send_back(content: Content, reviewer: User) -> ReviewRequest:
    """Of an update of four items, half had a problem. The author has not answered yet."""
    document = load_document(latest_of(content))
    items = [_with(item, SENT_BACK) if number < 4 else item for number, item in enumerate(document.items)]
    request = _resubmit(content, replace(document, items=tuple(items)), "Hints to try it", SENT_BACK.age * DAY)
    read = _to_read(request)
    problem = Verdict.problem("The hint gives the answer away. Leave it out here.", "explanation")
    verdicts = {entry.pk: problem if number % 2 else Verdict.fine() for number, entry in enumerate(read)}
    reason = "Good hints, where they do not give the answer away. See which ones do."
    _decide(request, reviewer, (SENT_BACK.age - 1.5) * DAY, Outcome.REQUEST_CHANGES, reason, verdicts)
    return request


def _fill_queue(material: Mapping[str, Content], crowd: Crowd) -> None:
    idris, subject, editor = crowd.reviewers
    for update in (WAITING, TWO_STEPS, QUIET):
        request = _submit(material, update)
        with set_back((update.age - 0.1) * DAY):
            prioritise_request(request=request, by=idris, priority=update.priority)
    half_done = _submit(material, SECOND_STEP)
    fine = {entry.pk: Verdict.fine() for entry in _to_read(half_done)}
    _decide(half_done, subject, 1.1 * DAY, Outcome.APPROVE, "Anatomically right. Over to the editors.", fine)
    taken = _submit(material, CLAIMED)
    with set_back(timedelta(minutes=25)):
        claim_request(request=taken, by=editor)


def _submit(material: Mapping[str, Content], update: Update) -> ReviewRequest:
    content = material[update.stem]
    document = load_document(latest_of(content))
    first, *others = document.items
    return _resubmit(content, replace(document, items=(_with(first, update), *others)), "A hint", update.age * DAY)


def _with(item: DocumentItem, update: Update) -> DocumentItem:
    words = f"{getattr(item.data, update.field)} {update.words}".strip()
    return replace(item, data=item.data.model_copy(update={update.field: words}))


def _resubmit(content: Content, document: Document, change: str, age: timedelta) -> ReviewRequest:
    with set_back(age + timedelta(hours=1)):
        save_as(content, document, change, by=content.owner)
    with set_back(age):
        return submit_content(content=content, by=content.owner, note=f"{change}.")


def _schedule(content: Content, reviewer: User) -> None:
    """Approved, and to be published in some days; until then students see the version before."""
    request = _submit({SCHEDULED.stem: content}, SCHEDULED)
    fine = {entry.pk: Verdict.fine() for entry in _to_read(request)}
    moment = (timezone.localtime() + PUBLISH_IN).replace(hour=8, minute=0, second=0, microsecond=0)
    with set_back(2 * DAY):
        claim_request(request=request, by=reviewer)
        decide_request(request=request, by=reviewer, outcome=Outcome.APPROVE, verdicts=fine, publish_at=moment)


def _decide(
    request: ReviewRequest, by: User, age: timedelta, outcome: str, reason: str, verdicts: Mapping[UUID, Verdict]
) -> None:
    with set_back(age):
        claim_request(request=request, by=by)
        decide_request(request=request, by=by, outcome=outcome, reason=reason, verdicts=verdicts)


def _to_read(request: ReviewRequest) -> list[ItemVersion]:
    """The items that nobody has approved as they read."""
    items = {entry.pk: entry for entry in load_items(request.version)}
    unread = items_to_read(request, items)
    return [entry for entry in items.values() if entry.pk in unread]


def _approved(material: Mapping[str, Content]) -> list[ReviewRequest]:
    """The first approvals of some pieces."""
    stems = ("fractions-in-practice", "periodic-table-and-bonding", "binary-search", "water-cycle")
    requests = ReviewRequest.objects.filter(decision__outcome=Outcome.APPROVE).order_by("submitted_at")
    return [requests.filter(content=material[stem])[0] for stem in stems]


def _read_again(requests: list[ReviewRequest], editor: User) -> None:
    """A sample that was drawn: the last two of it wait, and of the others the second reader did not always say what
    the first one said."""
    for number, request in enumerate(requests):
        with set_back((8 - number) * DAY):
            review = SecondReview.objects.create(request=request)
        if number < len(requests) - 2:
            _repeat(review, editor, (7 - number) * DAY)


def _repeat(review: SecondReview, by: User, age: timedelta) -> None:
    """She finds the first of the problems that the first reader found, and in pieces of more than ten items one that
    nobody saw."""
    first = review.request.verdicts.order_by("id").select_related("item_version")
    problems = [verdict.item_version_id for verdict in first if verdict.verdict == "problem"][:1]
    if len(first) > 10:
        problems.append(first[len(first) // 2].item_version_id)
    doubt = Verdict.problem("I read this twice before I knew what was asked.", "clarity")
    verdicts = {row.item_version_id: doubt if row.item_version_id in problems else Verdict.fine() for row in first}
    outcome = Outcome.REQUEST_CHANGES if problems else Outcome.APPROVE
    reason = "One of the items can be understood in two ways." if problems else ""
    with set_back(age):
        claim_second_review(review=review, by=by)
        finish_second_review(review=review, by=by, outcome=outcome, reason=reason, verdicts=verdicts)
