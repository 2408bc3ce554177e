"""The demonstration: people, material in every state, and some weeks of study behind it.

Everything goes through the actions that people use, under a clock that is set back: so it has a believable past."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F, Q
from django.utils import timezone
from procrastinate.contrib.django import app as jobs_app
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts.actions.registering import register_user
from accounts.models import Notice, User
from accounts.roles import Role
from accounts.tasks import send_notices
from content.actions.claiming import claim_request
from content.actions.deciding import Verdict, decide_request
from content.actions.drafting import Details, create_content, save_version
from content.actions.media import keep_media
from content.actions.submitting import submit_content
from content.documents import Document, from_parsed, load_items
from content.examples import split_head
from content.interchange import parse
from content.kinds import get_kind
from content.kinds.quiz import Draw, QuizFrame
from content.models import Content, ContentVersion, ItemVersion, ReviewDecision, ReviewRequest, Topic

FOLDER = Path(__file__).parent / "demo"
MEDIA = FOLDER / "media"
PICTURES = {
    "ph-scale.png": "The pH scale from 0 to 14, with everyday examples",
    "tides.png": "The Earth with water bulging towards the Moon and away from it",
}
UNREAD_FOR = timedelta(days=7)
JOINED, FIRST_PIECE, NEXT_PIECE = timedelta(days=300), timedelta(days=290), timedelta(days=7)  # ago; then later
MARKER = "teacher@example.org"
OUTCOMES = {"changes_requested": ReviewDecision.Outcome.REQUEST_CHANGES, "rejected": ReviewDecision.Outcome.REJECT}
PEOPLE = (
    ("teacher", "Marta Solé", [Role.TEACHER, Role.STUDENT]),
    ("colleague", "Paulo Nunes", [Role.TEACHER, Role.STUDENT]),
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
        parsed = parse(self.body, get_kind(self.fields["kind"]).text_format, self.stem)
        if parsed.rejected or len(parsed.contents) != 1:
            raise ValueError(f"{self.stem} cannot be read whole: {parsed.rejected}")
        document = from_parsed(parsed.contents[0], title=self.fields["title"], summary=self.fields["summary"])
        draws = self.fields.get("draws")
        return replace(document, frame=_read_draws(draws)) if draws else document

    def illustrated(self, pictures: Mapping[str, str]) -> "Piece":
        """With the address of each picture for its name: `media:scale.png`."""
        body = self.body
        for name, address in pictures.items():
            body = body.replace(f"(media:{name})", f"({address})")
        return replace(self, body=body)

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
    """The people of the demonstration. The first two of the teachers and the first reviewer are those of the log-in
    page."""

    teachers: list[User]
    reviewer: User
    student: User
    students: list[User]
    reviewers: list[User]


def is_loaded() -> bool:
    """Whether this database has the demonstration already."""
    return User.objects.filter(email=MARKER).exists()


def read_pieces(folder: Path = FOLDER) -> list[Piece]:
    """Every piece of the folder, by name."""
    return [_read_piece(path) for path in sorted(folder.iterdir()) if path.suffix in {".md", ".gift", ".tsv", ".txt"}]


def make_people() -> Crowd:
    """The six of the log-in page, three more teachers, two more reviewers and a class of students; all with the demo
    password."""
    names = json.loads((FOLDER / "people.json").read_text(encoding="utf-8"))
    known = {username: _person(username, name, roles) for username, name, roles in PEOPLE}
    admin = _person("admin", "Ada Moreau", [Role.OPERATOR])
    admin.is_superuser = True
    admin.save(update_fields=["is_superuser"])
    others = [_person(row["username"], row["full_name"], [Role.TEACHER, Role.STUDENT]) for row in names["teachers"]]
    students = [_person(row["username"], row["full_name"], [Role.STUDENT]) for row in names["students"]]
    teachers = [known["teacher"], known["colleague"], *others]
    helping = [_person(row["username"], row["full_name"], [Role.REVIEWER]) for row in names["reviewers"]]
    reviewers = [known["reviewer"], *helping]
    return Crowd(teachers, reviewers[0], known["student"], [known["student"], *students], reviewers)


def keep_pictures(by: User) -> dict[str, str]:
    """Put the pictures of the demonstration among those of `by`; the address of each, by the name of its file."""
    return {name: _keep_picture(MEDIA / name, words, by) for name, words in PICTURES.items()}


def _keep_picture(path: Path, words: str, by: User) -> str:
    with set_back(FIRST_PIECE):
        upload = keep_media(file=SimpleUploadedFile(path.name, path.read_bytes()), by=by, words=words)
    return upload.file.get_absolute_url()


def make_material(crowd: Crowd) -> dict[str, Content]:
    """Every piece by the name of its file, in the state that the file says, with the rounds of review it went through.
    Every second one is the first teacher's."""
    remarks = {row["piece"]: row for row in _read_json("people.json")["review_remarks"]}
    marta, *others = crowd.teachers
    pictures = keep_pictures(marta)
    made = {}
    for number, piece in enumerate(piece.illustrated(pictures) for piece in read_pieces()):
        owner = others[number // 2 % len(others)] if number % 2 else marta
        age = timedelta(days=8) if piece.state == "pending" else FIRST_PIECE - number * NEXT_PIECE
        made[piece.stem] = make_piece(piece, owner, crowd.reviewer, age, remarks.get(piece.stem))
    return made


def cancel_notices(crowd: Crowd) -> None:
    """Nobody is written to about what only seems to have happened; what happened long ago was read at the time."""
    people = [*crowd.teachers, *crowd.reviewers, *crowd.students]
    told = Notice.objects.filter(Q(recipient__in=people) | Q(actor__in=people))
    others = Notice.objects.exclude(pk__in=told.values("pk")).filter(email_state=Notice.Email.WAITING)
    wanted = {str(key) for key in others.values_list("pk", flat=True)}
    for job_id, args in ProcrastinateJob.objects.filter(task_name=send_notices.name).values_list("id", "args"):
        if wanted.isdisjoint(args["notice_ids"]):
            jobs_app.job_manager.cancel_job_by_id(job_id, delete_job=True)
    told.update(email_state=Notice.Email.NONE)
    told.filter(created_at__lt=timezone.now() - UNREAD_FOR).update(read_at=F("created_at"))


def make_piece(
    piece: Piece, owner: User, reviewer: User, age: timedelta, remark: dict[str, str] | None = None
) -> Content:
    """The piece in its state, begun that long ago; `remark` is what its first review asked for."""
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
        save_as(content, document, "Added what the review asked for", by=content.owner)
        return submit_content(content=content, by=content.owner, note="I added what you asked for at the end.")


def _decide(request: ReviewRequest, reviewer: User, age: timedelta, outcome: str, reason: str = "") -> None:
    approves = outcome == ReviewDecision.Outcome.APPROVE
    with set_back(age):
        claim_request(request=request, by=reviewer)
        verdicts = {entry.pk: Verdict.fine() for entry in load_items(request.version)} if approves else {}
        decide_request(request=request, by=reviewer, outcome=outcome, reason=reason, verdicts=verdicts)


def save_as(content: Content, document: Document, change_summary: str, by: User) -> Content:
    """The document as the newest version of the piece."""
    content.refresh_from_db()
    save_version(
        content=content,
        document=document,
        by=by,
        base_number=latest_of(content).number,
        change_summary=change_summary,
    )
    content.refresh_from_db()
    return content


def published_items(content: Content) -> list[ItemVersion]:
    assert content.published_version is not None, "only published pieces are studied"
    return load_items(content.published_version)


def latest_of(content: Content) -> ContentVersion:
    version = content.latest_version
    assert version is not None, "a piece is created with its first version"
    return version


def _read_draws(text: str) -> QuizFrame:
    """The rules of a quiz: “3 of Costs, 2 of Heat” draws so many questions from each of these pools."""
    rules = (rule.partition(" of ") for rule in text.split(", "))
    return QuizFrame(draws=tuple(Draw(pool=pool, count=int(count)) for count, _of, pool in rules))


def _person(username: str, full_name: str, roles: list[Role]) -> User:
    user = User(username=username, email=f"{username}@example.org", full_name=full_name, password=_password())
    with set_back(JOINED):
        register_user(user=user, roles=roles)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@cache
def _password() -> str:
    """Hashed once, which takes its time by design: it is the same for all, and no secret."""
    return make_password(settings.FACTORIA_DEMO_PASSWORD)


def _read_piece(path: Path) -> Piece:
    fields, body = split_head(path.read_text(encoding="utf-8"))
    return Piece(path.stem, fields, body)


def _read_json(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


@contextmanager
def set_back(age: timedelta) -> Iterator[datetime]:
    """The clock of the actions, set back by `age`."""
    moment = timezone.now() - age
    with patch.object(timezone, "now", lambda: moment):
        yield moment
