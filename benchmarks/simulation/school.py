"""The simulated school: founding it, letting it live, and holding what came of it against what lies beneath it."""

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import django

django.setup()

from django.contrib.auth.models import Group  # noqa: E402
from django.core.management import CommandError, call_command  # noqa: E402

from accounts.models import Profile, User  # noqa: E402
from accounts.preferences import Preferences  # noqa: E402
from accounts.roles import Role, grant_role  # noqa: E402
from benchmarks.results import describe_machine, format_table  # noqa: E402
from benchmarks.simulation.course import (  # noqa: E402
    change_rule,
    correct,
    cut,
    extend,
    make_course,
    reword,
    share,
)
from benchmarks.simulation.habits import BEGIN, clock_at, live  # noqa: E402
from content.models import Content  # noqa: E402
from progress.actions.regrading import start_regrade  # noqa: E402
from progress.models import CardMemory, GradeChange, LearningProgress, QuizAttempt, Response, ReviewLog  # noqa: E402
from progress.models.grading import Regrade  # noqa: E402

RESULTS = "benchmarks/results/simulation.md"
ZONES = ("UTC", "Europe/Madrid", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland")
PHASES = 4
Totals = tuple[Counter[str], Counter[str]]


def found(students: int) -> None:
    """A database with people and a published course."""
    call_command("prepare", no_demo=True, verbosity=0)
    with clock_at(BEGIN - timedelta(days=2)):
        teacher = _person("simulated-teacher", Role.TEACHER)
        _enrol(students)
        make_course(teacher, _person("simulated-reviewer", Role.REVIEWER))


def phases(days: int) -> Iterator[range]:
    """The days in spans of about the same length."""
    for phase in range(PHASES):
        yield range(days * phase // PHASES, days * (phase + 1) // PHASES)


def live_part(share: int, of: int, days: range) -> Totals:
    """Let every `of`-th student, from the one at `share` on, live through `days`."""
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    pieces = list(Content.objects.filter(published_version__isnull=False).select_related("published_version"))
    pieces.sort(key=lambda content: content.title)
    students = User.objects.filter(groups__name=Role.STUDENT).select_related("profile").order_by("username")
    for number, student in enumerate(students):
        if number % of == share:
            learner = live(student, number, pieces, days)
            done += learner.done
            refused += learner.refused
    return done, refused


def edit(phase: int, day: int) -> None:
    """What the teacher does once everybody has lived through `day` days: she says things better and puts cards of one
    deck into another; then she corrects answers, some of them back again; a wrong key is followed by a regrading; in
    the end she adds, removes, and lets another attempt count. Jobs are done before anybody goes on."""
    with clock_at(BEGIN + timedelta(days=day, hours=-1)):
        reviewer = User.objects.get(username="simulated-reviewer")
        pieces = {content.title: content for content in Content.objects.all()}
        for title in ("Deck 0", "Deck 1", "Guide 0", "Quiz 0", "Quiz 2") if phase == 0 else ():
            reword(pieces[title], reviewer)
        for title in ("Deck 1", "Deck 3") if phase == 0 else ():
            share(pieces["Deck 0"], pieces[title], reviewer, places=(0, 1, 2, 3, 7))
        for title in ("Deck 0", "Deck 2", "Quiz 1", "Quiz 3") if phase in (1, 2) else ():
            correct(pieces[title], reviewer, places=(0, 1, 3, 5, 10))
            if title.startswith("Quiz"):
                _regrade(pieces[title])
        for title in ("Deck 0", "Deck 3", "Guide 1", "Quiz 4", "Podcast") if phase in (1, 2, 3) else ():
            extend(pieces[title], reviewer)
        for title in ("Deck 1", "Deck 2", "Guide 2", "Quiz 5", "Podcast") if phase in (2, 3) else ():
            cut(pieces[title], reviewer)
        if phase == PHASES - 1:
            change_rule(pieces["Quiz 0"], reviewer, counts="first")
        call_command("procrastinate", "worker", "--one-shot", verbosity=0)


def _regrade(quiz: Content) -> None:
    """All answers to the first question by its new key."""
    quiz.refresh_from_db()
    assert quiz.published_version is not None, "it was just published"
    entry = quiz.published_version.entries.order_by("position")[0].item_version
    start_regrade(
        content=quiz, item=entry.item, seen=entry.pk, policy=Regrade.Policy.BETTER, reason="Miskeyed.", by=quiz.owner
    )


def report(totals: Totals, *, days: int, seconds: float, write: bool) -> int:
    """Compute everything anew, print what came of it, and return an exit status: 1 when anything differs."""
    said, differs = StringIO(), False
    try:
        call_command("rebuild_progress", check=True, stdout=said)
    except CommandError as error:
        differs = True
        said.write(f"{error}\n")
    done, refused = totals
    rows = [[what, f"{count:,}"] for what, count in sorted(done.items())]
    kept = [[model._meta.verbose_name_plural, f"{model.objects.count():,}"] for model in _KEPT]  # noqa: SLF001
    turned_away = [[sentence, f"{count:,}"] for sentence, count in refused.most_common()]
    students = User.objects.filter(groups__name=Role.STUDENT).count()
    text = "\n\n".join(
        [
            f"{students:,} students, {days} days; {describe_machine(seconds)}",
            format_table(("what they did", "times"), rows),
            format_table(("refused with", "times"), turned_away),
            format_table(("what was kept", "rows"), kept),
            f"`rebuild_progress --check`: {said.getvalue().strip()}",
        ]
    )
    sys.stdout.write(f"\n{text}\n")
    if write:
        with open(RESULTS, "w", encoding="utf-8") as file:  # noqa: PTH123
            file.write(f"# The latest simulation\n\n{text}\n")
    return 1 if differs else 0


_KEPT = (LearningProgress, QuizAttempt, Response, CardMemory, ReviewLog, GradeChange)


def _person(name: str, role: Role) -> User:
    user = User.objects.create_user(name, f"{name}@example.org")
    grant_role(user=user, role=role)
    return user


def _enrol(count: int) -> None:
    """Students in all zones, who want to remember more or less."""
    people = [
        User(
            username=f"simulated-{number:05}",
            email=f"simulated-{number:05}@example.org",
            password="!",  # noqa: S106 (nobody logs in)
            preferences=Preferences(retention=(0.8, 0.9, 0.95)[number % 3], cards_per_day=5).model_dump(),
        )
        for number in range(count)
    ]
    User.objects.bulk_create(people)
    Profile.objects.bulk_create(Profile(user=user, time_zone=ZONES[n % len(ZONES)]) for n, user in enumerate(people))
    group, member = Group.objects.get(name=Role.STUDENT), User.groups.through
    member.objects.bulk_create(member(user=user, group=group) for user in people)
