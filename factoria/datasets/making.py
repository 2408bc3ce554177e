"""From three numbers to a database."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

from django.db import connection, models, transaction
from django.utils import timezone
from psycopg import sql

from accounts.models import User
from accounts.roles import Role, grant_role
from content.kinds import get_kind
from content.models import Content, Tag, Topic
from factoria.datasets.histories import HISTORIES, Author
from factoria.datasets.people import make_people
from factoria.datasets.plan import (
    Piece,
    StagedStudy,
    choose_stories,
    plan_copies,
    plan_studies,
    write_copies,
    write_studies,
)
from factoria.datasets.staging import (
    AUTHOR,
    PIECE,
    REVIEWER,
    STUDENT,
    STUDY,
    Stager,
    Story,
    copy_rows,
    options,
    prepare_staging,
)
from factoria.datasets.studies import BEGIN, STUDIES, play_study
from progress.models import Response

CHUNK = 1000  # copies in one transaction: what the deferred foreign keys of more of them wait in takes memory
TOPICS = ("Science / Geography / Rivers", "Science / Physics / Water", "Science / Biology / Wetlands", "Crafts / Boats")
TAGS = ("water", "field work", "floods", "measuring", "maps")
Report = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How much: pieces of material, students, and responses to quiz questions (up to one quiz's more are made)."""

    contents: int
    students: int
    responses: int


class TooFewQuizzesError(Exception):
    """Every student has taken every published quiz, and there are still too few responses: `possible` would do."""

    def __init__(self, possible: int) -> None:
        super().__init__(f"Only {possible} responses are possible.")
        self.possible = possible


def make_dataset(size: Size, *, seed: int, report: Report = lambda _line: None) -> dict[str, int]:
    """Fill the connected database; returns the number of rows now, by table. The same seed tells the same stories of
    the same people, counted back from now. `report` hears of every step. Raises TooFewQuizzesError."""
    random, now = Random(seed), timezone.now()  # noqa: S311 (stories, not secrets)
    report("Writing the originals …")
    chosen, known = choose_stories(size.contents, random), Content.objects.count()
    pieces, studies, stories = _make_originals(sorted(set(chosen)))
    copies = list(plan_copies(chosen, pieces, known, random, now))
    try:
        planned = plan_studies(copies, studies, size.students, size.responses, random, now)
    except ValueError as error:
        raise TooFewQuizzesError(int(error.args[0])) from None
    report("Making the people …")
    people = make_people(
        teachers=max(8, size.contents // 100),
        reviewers=max(2, size.contents // 1000),
        students=size.students,
        random=random,
        now=now,
    )
    salt = f"{seed}.{now.timestamp()}"
    topics = [Topic.objects.at_path(path).pk for path in TOPICS]
    Tag.objects.named(TAGS)
    with _temporary_tables():
        prepare_staging(stories)
        write_copies(copies, people, topics, _make_places(), salt, random)
        write_studies(planned, people, salt)
        _copy_all(tuple(PIECE), known, known + size.contents, report, _tag_copies)
        _copy_all(tuple(STUDY), 0, len(planned), report)
    report("Gathering statistics …")
    _analyze()
    return count_rows()


def _make_originals(
    wanted: Sequence[tuple[str, str]],
) -> tuple[dict[tuple[str, str], Piece], dict[tuple[int, str], StagedStudy], list[Story]]:
    """The stories of pieces by kind and history, those of studies by piece and name, and their rows."""
    pieces: dict[tuple[str, str], Piece] = {}
    studies: dict[tuple[int, str], StagedStudy] = {}
    stories: list[Story] = []
    with transaction.atomic():
        author, reviewer, student = (_make_player(role) for role in (Role.TEACHER, Role.REVIEWER, Role.STUDENT))
        people = {author.pk: AUTHOR, reviewer.pk: REVIEWER, student.pk: STUDENT}
        for kind, name in wanted:
            play = Author(kind, author, reviewer)
            HISTORIES[name].play(play)
            stager = Stager(Content.objects.get(pk=play.content.pk), people, play.timeline)
            stories.append(stager.stage_piece(len(stories)))
            pieces[kind, name] = _describe(stager, len(stories) - 1, name)
            if pieces[kind, name].published_after is not None:
                _stage_studies(stager, stories, studies, student)
        transaction.set_rollback(True)
    return pieces, studies, stories


def _make_player(role: Role) -> User:
    name = f"dataset-original-{role.value.lower()}"
    user = User.objects.create_user(name, f"{name}@example.org")
    grant_role(user=user, role=role)
    return User.objects.get(pk=user.pk)


def _describe(stager: Stager, number: int, history: str) -> Piece:
    content, timeline = stager.content, stager.timeline
    published = timeline.place(content.published_at) if content.published_at else None
    return Piece(number, content.kind, history, timeline.duration, published)


def _stage_studies(
    stager: Stager, stories: list[Story], studies: dict[tuple[int, str], StagedStudy], student: User
) -> None:
    piece, content = stories[-1].number, stager.content
    for name, study in STUDIES.items():
        if study.mode != get_kind(content.kind).study_mode:
            continue
        with transaction.atomic():
            play_study(study, student, content)
            story = stager.stage_study(len(stories), BEGIN)
            transaction.set_rollback(True)
        stories.append(story)
        studies[piece, name] = StagedStudy(story.number, name, len(story.rows[Response]))


def _copy_all(
    tables: Sequence[type[models.Model]],
    start: int,
    end: int,
    report: Report,
    also: Callable[[int, int], None] = lambda _first, _last: None,
) -> None:
    for first in range(start, end, CHUNK):
        last = min(first + CHUNK, end) - 1
        with transaction.atomic():
            rows = sum(copy_rows(model, first, last) for model in tables)
            also(first, last)
        report(f"{'Studies' if tables[0] in STUDY else 'Pieces'} {first + 1} to {last + 1} of {end}: {rows} rows")


def _tag_copies(first: int, last: int) -> None:
    """Two of the tags for each piece."""
    with connection.cursor() as cursor:
        cursor.execute(TAG_COPIES, [list(TAGS), first, last])


TAG_COPIES = """
WITH chosen AS (SELECT id, row_number() OVER (ORDER BY name) AS place, count(*) OVER () AS all_of_them
                FROM content_tag WHERE name = ANY(%s))
INSERT INTO content_content_tags (content_id, tag_id)
SELECT pg_temp.copy_key(staged.id, copy.begin_ms, copy.salt), chosen.id
FROM copy JOIN staged_content_content staged USING (story) JOIN chosen
    ON (chosen.place + copy.number) %% chosen.all_of_them < 2
WHERE copy.number BETWEEN %s AND %s
"""


def _make_places() -> list[str]:
    """Four hundred names of seven letters, which no language's rules shorten."""
    random = Random(0)  # noqa: S311 (the same names for every seed)
    names: dict[str, None] = {}
    while len(names) < 400:
        syllables = "".join(random.choice("bdfgklmnrtvz") + random.choice("aiou") for _syllable in range(3))
        names[(syllables + random.choice("kmz")).capitalize()] = None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) WITH ORDINALITY AS found (name, place) "
            "WHERE to_tsvector('english', name) = to_tsvector('simple', name) ORDER BY place",
            [list(names)],
        )
        return [name for (name,) in cursor.fetchall()]


@contextmanager
def _temporary_tables() -> Iterator[None]:
    """Away with them at the end: the connection may be a pool's."""
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("DISCARD TEMP")


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def count_rows() -> dict[str, int]:
    """How many rows each table of a dataset holds, in one query."""
    tables: list[type[models.Model]] = [User, Topic, Tag, *PIECE, *STUDY]
    count = sql.SQL("(SELECT count(*) FROM {})")
    counts = sql.SQL(", ").join([count.format(sql.Identifier(options(model).db_table)) for model in tables])
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT {}").format(counts))
        found = cursor.fetchone()
    return {str(options(model).verbose_name_plural): count for model, count in zip(tables, found, strict=True)}
