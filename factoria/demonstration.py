"""The demonstration: people, material in every state, and some weeks of study behind it.

Everything goes through the actions that people use, under a clock that is set back: so it has a believable past."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app as jobs_app
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.actions.registering import register_user
from accounts.models import User
from accounts.roles import Role
from content.actions.drafting import Details, create_content, save_version
from content.actions.reviewing import Verdict, claim_request, decide_request, submit_content
from content.documents import Document, from_parsed, load_document, load_items
from content.interchange import parse
from content.models import Content, ContentVersion, ReviewDecision, ReviewRequest, Topic
from content.tasks import send_decision_notice

FOLDER = Path(__file__).parent / "demo"
MARKER = "teacher@example.org"
FORMATS = {"study_guide": "markdown", "quiz": "gift", "flashcards": "tsv", "podcast": "script"}
OUTCOMES = {"changes_requested": ReviewDecision.Outcome.REQUEST_CHANGES, "rejected": ReviewDecision.Outcome.REJECT}
PEOPLE = (
    ("teacher", "Marta Solé", [Role.TEACHER, Role.STUDENT]),
    ("reviewer", "Idris Bello", [Role.REVIEWER]),
    ("staff", "Greta Lindholm", [Role.STAFF]),
    ("student", "Jonas Weber", [Role.STUDENT]),
)


@dataclass(frozen=True)
class Piece:
    """One file of the folder: what stands between its `---` lines, and its text."""

    stem: str
    fields: dict[str, str]
    body: str

    @property
    def state(self) -> str:
        return self.fields["state"]

    @property
    def document(self) -> Document:
        kind = self.fields["kind"]
        parsed = parse(self.body, FORMATS[kind], self.stem)
        if parsed.rejected or len(parsed.contents) != 1:
            raise ValueError(f"{self.stem} cannot be read whole: {parsed.rejected}")
        return from_parsed(parsed.contents[0], title=self.fields["title"], summary=self.fields["summary"])

    @property
    def details(self) -> Details:
        fields = self.fields
        return Details(
            level=fields["level"],
            topic=Topic.objects.at_path(fields["topic"]),
            tags=tuple(fields["tags"].split(", ")),
            language=fields["language"],
            licence=fields["licence"],
            source=fields["source"],
        )


@dataclass(frozen=True)
class Crowd:
    """The people of the demonstration."""

    teachers: list[User]
    reviewer: User
    student: User
    students: list[User]


def is_loaded() -> bool:
    """Whether this database has the demonstration already."""
    return User.objects.filter(email=MARKER).exists()


def read_pieces() -> list[Piece]:
    """Every piece of the folder, by name."""
    return [_read_piece(path) for path in sorted(FOLDER.iterdir()) if path.suffix in {".md", ".gift", ".tsv", ".txt"}]


def make_people() -> Crowd:
    """The five of the log-in page, three more teachers and a class of students; all with the demo password."""
    names = json.loads((FOLDER / "people.json").read_text(encoding="utf-8"))
    known = {username: _person(username, name, roles) for username, name, roles in PEOPLE}
    admin = _person("admin", "Ada Moreau", [Role.OPERATOR])
    admin.is_superuser = True
    admin.save(update_fields=["is_superuser"])
    others = [_person(row["username"], row["full_name"], [Role.TEACHER, Role.STUDENT]) for row in names["teachers"]]
    students = [_person(row["username"], row["full_name"], [Role.STUDENT]) for row in names["students"]]
    return Crowd([known["teacher"], *others], known["reviewer"], known["student"], [known["student"], *students])


def make_material(crowd: Crowd) -> list[Content]:
    """Every piece, in the state that its file names, with the rounds of review it went through."""
    remarks = {row["piece"]: row for row in _read_json("people.json")["review_remarks"]}
    pieces = read_pieces()
    made = []
    for number, piece in enumerate(pieces):
        age = timedelta(days=62 - number)
        owner = crowd.teachers[0] if number % 2 == 0 else crowd.teachers[1 + number // 2 % 3]
        made.append(_make_piece(piece, owner, crowd.reviewer, age, remarks.get(piece.stem)))
    _begin_an_edit(made[[piece.stem for piece in pieces].index("photosynthesis")])
    return made


def cancel_notices(material: Sequence[Content]) -> None:
    """Nobody is written to about what only seems to have happened."""
    decisions = ReviewDecision.objects.filter(request__content__in=material).values_list("pk", flat=True)
    notices = ProcrastinateJob.objects.filter(
        task_name=send_decision_notice.name, args__decision_id__in=[str(decision) for decision in decisions]
    )
    for job_id in notices.values_list("id", flat=True):
        jobs_app.job_manager.cancel_job_by_id(job_id, delete_job=True)


def _make_piece(piece: Piece, owner: User, reviewer: User, age: timedelta, remark: dict[str, str] | None) -> Content:
    whole = piece.document
    came_back = remark is not None and piece.state == "published"
    # What the reviewer missed in the first round is what the second version brings.
    first = replace(whole, items=whole.items[:-1]) if came_back else whole
    with set_back(age):
        content = create_content(document=first, by=owner, details=piece.details).version.content
    if piece.state == "draft":
        return content
    request = _submit(content, age - timedelta(days=1, hours=3))
    if remark:
        _decide(request, reviewer, age - timedelta(days=2, hours=5), OUTCOMES[remark["outcome"]], remark["reason"])
    if came_back:
        request = _answer(content, whole, age - timedelta(days=4))
    if piece.state == "published":
        _decide(request, reviewer, age - timedelta(days=5, hours=2), ReviewDecision.Outcome.APPROVE)
    content.refresh_from_db()
    return content


def _submit(content: Content, age: timedelta) -> ReviewRequest:
    with set_back(age):
        return submit_content(content=content, by=content.owner)


def _answer(content: Content, document: Document, age: timedelta) -> ReviewRequest:
    with set_back(age):
        _save(content, document, "Added what the review asked for")
        return submit_content(content=content, by=content.owner, note="I added what you asked for at the end.")


def _decide(request: ReviewRequest, reviewer: User, age: timedelta, outcome: str, reason: str = "") -> None:
    approves = outcome == ReviewDecision.Outcome.APPROVE
    with set_back(age):
        claim_request(request=request, by=reviewer)
        verdicts = {entry.pk: Verdict(is_fine=True) for entry in load_items(request.version)} if approves else {}
        decide_request(request=request, by=reviewer, outcome=outcome, reason=reason, verdicts=verdicts)


def _begin_an_edit(content: Content) -> None:
    """A published piece that its author goes on writing, while students see what was approved."""
    version = _latest(content)
    document = load_document(version)
    with set_back(timedelta(hours=20)):
        _save(content, replace(document, summary=f"{document.summary} With a new opening."), "A new summary")


def _save(content: Content, document: Document, change_summary: str) -> None:
    content.refresh_from_db()
    save_version(
        content=content,
        document=document,
        by=content.owner,
        base_number=_latest(content).number,
        change_summary=change_summary,
    )


def _latest(content: Content) -> ContentVersion:
    version = content.latest_version
    assert version is not None, "a piece is created with its first version"
    return version


def _person(username: str, full_name: str, roles: list[Role]) -> User:
    user = User(username=username, email=f"{username}@example.org", full_name=full_name)
    user.set_password(settings.FACTORIA_DEMO_PASSWORD)
    with set_back(timedelta(days=70)):
        register_user(user=user, roles=roles)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _read_piece(path: Path) -> Piece:
    _start, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    fields = dict(line.split(": ", 1) for line in head.strip().splitlines())
    return Piece(path.stem, fields, body)


def _read_json(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


@contextmanager
def set_back(age: timedelta) -> Iterator[datetime]:
    """The clock of the actions, set back by `age`."""
    moment = timezone.now() - age
    with patch.object(timezone, "now", lambda: moment):
        yield moment
