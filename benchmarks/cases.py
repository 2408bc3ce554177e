"""What is measured: the requests of each case, for each of the people who send them at once."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.test import Client

from accounts.models import User
from accounts.roles import Role, grant_role
from benchmarks.forms import find_form
from content.models import Content, ReviewRequest
from progress.models import LearningProgress, QuizAttempt

PEOPLE = 8
TOKEN = "b" * 32  # of the CSRF check: the cookie and the header have to be the same
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Request:
    """One request, and what a right answer to it holds: its status and a text in it, or in where it leads."""

    path: str
    expected: str
    status: int = 200
    body: str | None = None


@dataclass
class Actor:
    """One person at her browser: the cookie that says who she is, and what she asks for, one after the other."""

    user: User
    requests: Iterator[Request]
    cookie: str = ""


@dataclass
class World:
    """Who is there."""

    students: list[User]
    teachers: list[User]
    reviewers: list[User]
    staff: User
    cookies: dict[str, str] = field(default_factory=dict)

    def client(self, user: User) -> Client:
        """A browser inside this process, logged in."""
        client = Client(SERVER_NAME=HOST)
        client.cookies["sessionid"] = self.session(user)
        return client

    def session(self, user: User) -> str:
        if user.username not in self.cookies:
            client = Client(SERVER_NAME=HOST)
            client.force_login(user, "accounts.authentication.AccountBackend")
            self.cookies[user.username] = client.cookies["sessionid"].value
        return self.cookies[user.username]

    def actor(self, user: User, requests: Iterator[Request]) -> Actor:
        return Actor(user, requests, f"sessionid={self.session(user)}; csrftoken={TOKEN}")


@dataclass(frozen=True)
class Case:
    """`people` gives the actors of one side: 0 for those whose statements are replayed, 1 for those who ask over HTTP.
    Both do the same, and not to the same rows where one would be in the way of the other."""

    name: str
    people: Callable[[World, int], list[Actor]]


def find_world() -> World:
    """The people of a dataset that have most to do with one another, and one of the staff."""
    open_attempts = QuizAttempt.objects.open().order_by("id").select_related("student")
    students = list({attempt.student_id: attempt.student for attempt in open_attempts}.values())[:PEOPLE]
    teachers = list(User.objects.filter(groups__name=Role.TEACHER).order_by("id")[:PEOPLE])
    reviewers = list(User.objects.filter(groups__name=Role.REVIEWER).order_by("id")[:PEOPLE])
    staff, is_new = User.objects.get_or_create(username="benchmark-staff", email="benchmark-staff@example.org")
    if is_new:
        grant_role(user=staff, role=Role.STAFF)
    return World(students, teachers, reviewers, staff)


def _all_ask(users: Sequence[User], requests: Sequence[Request], world: World) -> list[Actor]:
    """Everybody asks for all of it, each from another place on."""
    return [
        world.actor(users[index % len(users)], itertools.cycle([*requests[index:], *requests[:index]]))
        for index in range(PEOPLE)
    ]


def _published(kind: str) -> list[Content]:
    return list(Content.objects.published().filter(kind=kind).order_by("?")[: PEOPLE * 3])


def _pieces(world: World, side: int) -> list[Actor]:
    contents = [content for kind in ("quiz", "study_guide", "flashcards") for content in _published(kind)[:PEOPLE]]
    return _all_ask(world.students, [Request(f"/library/{found.pk}/", found.title) for found in contents], world)


def _guides(world: World, side: int) -> list[Actor]:
    return _all_ask(
        world.students,
        [
            Request(f"/study/{found.pk}/", f"Where it begins: {found.title.split()[-2]}")
            for found in _published("study_guide")
        ],
        world,
    )


def _library(world: World, side: int) -> list[Actor]:
    newest = Content.objects.published().order_by("-published_at").first()
    assert newest is not None, "the dataset holds published pieces"
    return _all_ask(world.students, [Request("/library/", newest.title)], world)


def _search_common(world: World, side: int) -> list[Actor]:
    return _all_ask(world.students, [Request("/library/?q=estuary", "A guide to the river")], world)


def _search_rare(world: World, side: int) -> list[Actor]:
    words = [content.title.split()[-1] for content in Content.objects.published().order_by("?")[: PEOPLE * 3]]
    return _all_ask(world.students, [Request(f"/library/?q={word}", word) for word in words], world)


def _desk(world: World, side: int) -> list[Actor]:
    actors = []
    for student in world.students[:PEOPLE]:
        latest = LearningProgress.objects.filter(student=student, status="in_progress").order_by("-last_accessed_at")
        title = latest.values_list("content__title", flat=True)[0]
        actors.append(world.actor(student, itertools.cycle([Request("/study/", title)])))
    return actors


def _answers(world: World, side: int) -> list[Actor]:
    """Every student saves the answers of her own open attempt, other ones each time."""
    actors = []
    for student in world.students[:PEOPLE]:
        attempt = QuizAttempt.objects.open().filter(student=student).order_by("id")[0]
        path = f"/study/{attempt.content_id}/attempt/"
        form = find_form(world.client(student).get(path).content.decode(), "attempt")
        kept = [(name, value) for name, value in form.fields if name not in form.choices]
        bodies = [
            urlencode([*kept, *((name, values[choice % len(values)]) for name, values in form.choices.items())])
            for choice in (0, 1)
        ]
        requests = [Request(f"{path}save/", path, 302, body) for body in bodies]
        actors.append(world.actor(student, itertools.cycle(requests)))
    return actors


def _saves(world: World, side: int) -> list[Actor]:
    """Every teacher edits a quiz of hers: each request rewords the first question, on top of the last one's version."""
    actors = []
    for teacher in world.teachers[:PEOPLE]:
        quiz = Content.objects.filter(owner=teacher, kind="quiz", status__in=["published", "draft"]).order_by("id")[
            side
        ]
        actors.append(world.actor(teacher, edits_of(world, teacher, quiz)))
    return actors


def _editors(world: World, side: int) -> list[Actor]:
    actors = []
    for teacher in world.teachers[:PEOPLE]:
        quiz = Content.objects.filter(owner=teacher, kind="quiz", status__in=["published", "draft"]).order_by("id")[0]
        actors.append(world.actor(teacher, itertools.cycle([Request(f"/studio/{quiz.pk}/edit/", quiz.title)])))
    return actors


def edits_of(world: World, teacher: User, quiz: Content) -> Iterator[Request]:
    """Saves of `quiz`, one after the other: each rewords its first question, on top of the last one's version."""
    first = quiz.items.filter(versions__entries__version=quiz.latest_version).order_by("id")[0]
    path = f"/studio/{quiz.pk}/edit/"
    page = world.client(teacher).get(path, {"open": str(first.pk)}).content.decode()
    form = find_form(page, "base")
    return _edits(path, form.fields, form.textareas)


def _edits(path: str, fields: Sequence[tuple[str, str]], textareas: Sequence[str]) -> Iterator[Request]:
    values = dict(fields)
    reworded = max(textareas, key=lambda name: "sediment" in values[name])
    base = int(values["base"])
    for number in itertools.count():
        changed = {"base": str(base + number), reworded: values[reworded].replace("sediment", f"sediment ({number})")}
        body = urlencode([(name, changed.get(name, value)) for name, value in fields])
        yield Request(path, path.removesuffix("edit/"), 302, body)


def _studio(world: World, side: int) -> list[Actor]:
    actors = []
    for teacher in world.teachers[:PEOPLE]:
        newest = Content.objects.filter(owner=teacher).order_by("-updated_at", "-id")[0]
        actors.append(world.actor(teacher, itertools.cycle([Request("/studio/", newest.title)])))
    return actors


def _queue(world: World, side: int) -> list[Actor]:
    """The whole queue, the most urgent first: what needs one step, for the second has to be somebody else's."""
    first = ReviewRequest.objects.open().unclaimed().filter(steps=1).by_urgency().select_related("version")[0]
    return _all_ask(world.reviewers, [Request("/admin/content/reviewrequest/", first.version.title)], world)


def _review(world: World, side: int) -> list[Actor]:
    waiting = ReviewRequest.objects.open().filter(content__kind="quiz").select_related("version").order_by("?")[:PEOPLE]
    requests = [Request(f"/admin/content/reviewrequest/{found.pk}/change/", found.version.title) for found in waiting]
    return _all_ask(world.reviewers, requests, world)


def _report(world: World, side: int) -> list[Actor]:
    newest = LearningProgress.objects.order_by("-id").select_related("content")[0]
    return _all_ask([world.staff], [Request("/reports/student-progress/", newest.content.title)], world)


CASES = (
    Case("content page", _pieces),
    Case("guide page", _guides),
    Case("library", _library),
    Case("search, rare word", _search_rare),
    Case("search, common word", _search_common),
    Case("study desk", _desk),
    Case("quiz answer (save 20)", _answers),
    Case("editor (quiz of 20)", _editors),
    Case("save (quiz of 20)", _saves),
    Case("studio desk", _studio),
    Case("review queue", _queue),
    Case("review page (quiz of 20)", _review),
    Case("report page", _report),
)
EXPORTS = {"CSV, student progress": "student-progress", "CSV, content production": "content-production"}
