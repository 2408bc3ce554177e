"""The stage of the exhaustive test: a piece in every state, everybody who may try something, and what they try."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from accounts.refusals import WrongState
from accounts.roles import Role
from content.actions.archiving import archive_content, restore_content
from content.actions.authorship import accept_invitation, invite_author, remove_author
from content.actions.claiming import claim_next_request, claim_request, release_claim
from content.actions.deciding import Outcome, Verdict, decide_request, send_comments
from content.actions.discussing import open_thread, reopen_thread, reply_to_thread, resolve_thread
from content.actions.drafting import Details, save_draft, save_version, update_details
from content.actions.finding import Found, report_findings
from content.actions.prioritising import prioritise_request
from content.actions.publishing import publish_content, unpublish_content
from content.actions.restoring import restore_version
from content.actions.scheduling import expire_due, publish_due, schedule_content
from content.actions.submitting import submit_content, withdraw_submission
from content.actions.withdrawing import withdraw_published
from content.documents import Document, load_document, load_items
from content.models import CommentThread, Content, ItemFinding, ReviewRequest, ReviewRule, Topic
from tests.content.review_help import also
from tests.content.studio_help import newest
from tests.factories import UserFactory, make_quiz

A_DAY = timedelta(days=1)
REASON = "The second question has two right answers."


@dataclass(frozen=True)
class Try:
    """What somebody tries: an action on `content`, or on its latest request."""

    content: Content
    request: ReviewRequest
    by: User


@dataclass(frozen=True)
class People:
    """Everybody in it. `writer` wrote one item of every piece and writes along no more; `first` took the first of two
    steps; `other` and `holder` hold a request where somebody has to."""

    owner: User
    along: User
    colleague: User
    writer: User
    reviewer: User
    holder: User
    other: User
    first: User
    staff: User
    operator: User
    student: User
    stranger: User


def make_people() -> People:
    teacher, reviewer = [Role.TEACHER], [Role.REVIEWER]
    roles = {
        "owner": teacher,
        "along": teacher,
        "colleague": teacher,
        "writer": teacher + reviewer,
        **dict.fromkeys(("reviewer", "holder", "other", "first"), reviewer),
        "staff": [Role.STAFF],
        "operator": [Role.OPERATOR],
        "student": [Role.STUDENT],
        "stranger": [],
    }
    made = {name: UserFactory.create(username=f"on-stage-{name}", roles=given) for name, given in roles.items()}
    return People(**{name: User.objects.get(pk=person.pk) for name, person in made.items()})


def make_pieces(people: People) -> dict[str, Content]:
    """One piece in each state, by the name that its column has in the table. What is being edited is published, too."""
    topic = Topic.objects.at_path("Where two people look")
    ReviewRule.objects.create(name="Two steps", topic=topic)
    play = {
        "draft": lambda content: withdraw_submission(content=_submit(content, people).content, by=people.owner),
        "pending": lambda content: _submit(content, people),
        "pending 1/2": lambda content: _submit(content, people),
        "pending 2/2": lambda content: _decide(_submit(content, people), people.first, Outcome.APPROVE),
        "changes requested": lambda content: _decide(_submit(content, people), people.other, Outcome.REQUEST_CHANGES),
        "approved": lambda content: _decide(_submit(content, people), people.other, Outcome.APPROVE, later=A_DAY),
        "published": lambda content: _decide(_submit(content, people), people.other, Outcome.APPROVE),
        "being edited": lambda content: _publish_and_edit(content, people),
        "reopened": lambda content: _publish_and_doubt(content, people),
        "rejected": lambda content: _decide(_submit(content, people), people.other, Outcome.REJECT),
        "archived": lambda content: archive_content(
            content=withdraw_submission(content=_submit(content, people).content, by=people.owner), by=people.owner
        ),
    }
    pieces = {}
    for state, make in play.items():
        content = _write(people, state, topic if "/" in state else None)
        make(content)
        content.refresh_from_db()
        pieces[state] = content
    return pieces


def _publish_and_edit(content: Content, people: People) -> None:
    _decide(_submit(content, people), people.other, Outcome.APPROVE)
    _save(content, people.owner, "Reworded since.")


def _publish_and_doubt(content: Content, people: People) -> None:
    _decide(_submit(content, people), people.other, Outcome.APPROVE)
    find_evidence(content, "distractor")


def find_evidence(content: Content, kind: str) -> int:
    """Study finds this against the first item of what students see; of its newest version where they see none."""
    content.refresh_from_db()
    version = content.published_version or newest(content)
    return report_findings([Found(load_items(version)[0].pk, kind)])


def _write(people: People, title: str, topic: Topic | None) -> Content:
    """A quiz of the owner's, with a co-author, and an item by somebody who has left."""
    content = make_quiz(people.owner, title=title, topic=topic)
    for author in (people.along, people.writer):
        joined = invite_author(content=content, who=author.username, by=people.owner)
        accept_invitation(authorship=joined, by=author)
    _save(content, people.writer, "A whale is no fish.")
    remove_author(authorship=joined, by=people.owner)
    _save(content, people.owner, "A whale is no fish. Nor is a dolphin.", place=0)
    return content


def _save(content: Content, by: User, words: str, place: int = 1) -> None:
    version = newest(content)
    document = _reworded(load_document(version), words, place)
    save_version(content=content, document=document, by=by, base_number=version.number)


def _reworded(document: Document, words: str, place: int) -> Document:
    items = list(document.items)
    items[place] = replace(items[place], data=items[place].data.model_copy(update={"explanation": words}))
    return replace(document, items=tuple(items))


def _submit(content: Content, people: People) -> ReviewRequest:
    """Submitted, with one comment on the whole."""
    request = submit_content(content=content, by=people.owner)
    send_comments(request=request, by=people.other, comments={None: "Who is it for?"})
    return request


def _decide(request: ReviewRequest, by: User, outcome: str, later: timedelta | None = None) -> None:
    claim_request(request=request, by=by)
    _end(Try(request.content, request, by), outcome, later)


def _end(it: Try, outcome: str, later: timedelta | None = None) -> None:
    accused = set(ItemFinding.objects.open().filter(content=it.content).values_list("item_version_id", flat=True))
    fine = {
        entry.pk: Verdict.keep("It is meant to be hard.") if entry.pk in accused else Verdict.fine()
        for entry in load_items(it.request.version)
    }
    decide_request(
        request=it.request,
        by=it.by,
        outcome=outcome,
        reason=REASON,
        verdicts=fine if outcome == Outcome.APPROVE else {},
        publish_at=timezone.now() + later if later else None,
    )


def _keep(it: Try) -> None:
    """Approve, and keep the last item as it is, though study speaks against it."""
    last = load_items(it.request.version)[-1]
    ItemFinding.objects.create(content=it.content, item_version=last, kind="too_hard", found_at=timezone.now())
    _end(it, Outcome.APPROVE)
    is_over = it.request.steps == it.request.step
    assert ItemFinding.objects.filter(item_version=last, state=ItemFinding.State.KEPT).exists() == is_over


def _thread(it: Try, *, is_resolved: bool = False) -> CommentThread:
    """The only one: `other` began it, and resolved it where it has to be resolved."""
    threads = CommentThread.objects.filter(content=it.content)
    if is_resolved:
        threads.update(resolved_at=timezone.now(), resolved_by=threads.get().opened_by)
    return threads.select_related("content").get()


def _claim_next(it: Try) -> None:
    """Out of this one request: to find nothing is to be refused."""
    if claim_next_request(by=it.by, among=ReviewRequest.objects.filter(pk=it.request.pk)) is None:
        raise WrongState("nothing waits")


ACTIONS: dict[str, Callable[[Try], object]] = {
    "save a version": lambda it: _save(it.content, it.by, "Reworded."),
    "save a draft": lambda it: save_draft(content=it.content, by=it.by, fields={"title": ["x"]}),
    "change the details": lambda it: update_details(content=it.content, details=Details(), by=it.by),
    "submit": lambda it: submit_content(content=it.content, by=it.by),
    "withdraw the submission": lambda it: withdraw_submission(content=it.content, by=it.by),
    "archive": lambda it: archive_content(content=it.content, by=it.by),
    "restore": lambda it: restore_content(content=it.content, by=it.by),
    "restore a version": lambda it: restore_version(
        content=it.content, version=it.content.versions.get(number=1), by=it.by, base_number=newest(it.content).number
    ),
    "claim": lambda it: claim_request(request=it.request, by=it.by),
    "claim the next": _claim_next,
    "release": lambda it: release_claim(request=it.request, by=it.by),
    "comment": lambda it: send_comments(request=it.request, by=it.by, comments={None: "A word."}),
    "prioritise": lambda it: prioritise_request(request=it.request, by=it.by, priority=ReviewRequest.Priority.URGENT),
    "open a thread": lambda it: open_thread(content=it.content, by=it.by, text="A word."),
    "answer in a thread": lambda it: reply_to_thread(thread=_thread(it), by=it.by, text="A word."),
    "resolve a thread": lambda it: resolve_thread(thread=_thread(it), by=it.by),
    "reopen a thread": lambda it: reopen_thread(thread=_thread(it, is_resolved=True), by=it.by),
    "approve": lambda it: _end(it, Outcome.APPROVE),
    "approve for later": lambda it: _end(it, Outcome.APPROVE, later=A_DAY),
    "keep an item as it is": _keep,
    "request changes": lambda it: _end(it, Outcome.REQUEST_CHANGES),
    "reject": lambda it: _end(it, Outcome.REJECT),
    "publish": lambda it: publish_content(content=it.content, by=it.by),
    "set the times": lambda it: schedule_content(
        content=it.content, by=it.by, publish_at=timezone.now() + A_DAY, expires_at=timezone.now() + 2 * A_DAY
    ),
    "unpublish": lambda it: unpublish_content(content=it.content, by=it.by),
    "withdraw in an emergency": lambda it: withdraw_published(content=it.content, by=it.by, reason=REASON),
}
CLOCK: dict[str, tuple[str, Callable[[], int]]] = {  # the time that has come, and the job
    "its time to be published comes": ("publish_at", publish_due),
    "its time to leave comes": ("expires_at", expire_due),
}
EVIDENCE = "evidence is found"
ROLES: dict[str, Callable[[People], User]] = {
    "owner": lambda people: people.owner,
    "owner who reviews": lambda people: also(people.owner, Role.REVIEWER),
    "co-author": lambda people: people.along,
    "other teacher": lambda people: people.colleague,
    "reviewer": lambda people: people.reviewer,
    "reviewer, held by her": lambda people: people.holder,
    "reviewer, held by another": lambda people: people.reviewer,
    "reviewer who wrote an item": lambda people: people.writer,
    "reviewer who took step 1": lambda people: people.first,
    "staff": lambda people: people.staff,
    "operator": lambda people: people.operator,
    "student": lambda people: people.student,
    "stranger": lambda people: people.stranger,
}
ONLY_IN = {"reviewer who took step 1": {"pending 2/2"}}  # nobody is that anywhere else


def hold(request: ReviewRequest, role: str, people: People) -> None:
    """Have an open request held by whom the role wants, if by anybody."""
    holder = {"reviewer, held by her": people.holder, "reviewer, held by another": people.other}.get(role)
    if holder and request.state == ReviewRequest.State.OPEN:
        until = timezone.now() + timedelta(hours=1)
        ReviewRequest.objects.filter(pk=request.pk).update(claimed_by=holder, claimed_until=until)


def state_of(content: Content) -> str:
    """The column that the piece is in now."""
    content.refresh_from_db()
    request = content.review_requests.filter(state=ReviewRequest.State.OPEN).first()
    if request and request.is_reopened:
        return "reopened"
    if request and request.steps > 1:
        return f"{content.status} {request.step}/{request.steps}"
    if content.is_published and content.status == Content.Status.DRAFT:
        return "being edited"
    return content.status.replace("_", " ")
