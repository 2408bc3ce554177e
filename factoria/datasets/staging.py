"""Multiplying rows in the database: a story's rows are staged once, and copied by one statement a table.

A staged row is the row as the actions wrote it, but for three things: its times are counted from 1970-01-01, standing
for the beginning of the story; its keys are made of that time and of their place in the story; its people are
`AUTHOR`, `REVIEWER` and `STUDENT`. A copy moves the times to its own beginning, makes keys of its own from the staged
ones (so that no table of old and new keys is needed), puts its own people in, and its own words for the marks.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models.options import Options
from psycopg import sql

from accounts.models import User
from content.documents import to_document_item
from content.item_types import answer_text, card_texts, fingerprint_text
from content.models import (
    CheckResult,
    CheckRun,
    Comment,
    CommentThread,
    Content,
    ContentVersion,
    Item,
    ItemApproval,
    ItemCard,
    ItemRendering,
    ItemVerdict,
    ItemVersion,
    ReviewDecision,
    ReviewRequest,
    StepApproval,
    Transition,
    VersionItem,
)
from factoria.datasets.histories import Timeline
from factoria.datasets.material import PLACE, SERIAL
from feedback.models import ContentFeedback
from progress.models import (
    CardMemory,
    ItemRead,
    LearningProgress,
    QuizAttempt,
    Response,
    ReviewLog,
    SectionCheck,
    StudyTime,
)

AUTHOR, REVIEWER, STUDENT = (UUID(int=number) for number in (1, 2, 3))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Row = dict[str, Any]
Tables = dict[type[models.Model], str]
Place = Callable[[datetime], timedelta]

# How the rows of one piece are found, in the order in which the triggers want them: a piece may be published once its
# items are approved, and decided on once it is there.
PIECE: Tables = {
    ContentVersion: "content",
    Item: "content",
    ItemVersion: "item__content",
    ItemRendering: "item_version__item__content",
    ItemCard: "item_version__item__content",
    VersionItem: "version__content",
    ItemApproval: "item__content",
    Content: "pk",
    ReviewRequest: "content",
    ItemVerdict: "request__content",
    StepApproval: "request__content",
    ReviewDecision: "request__content",
    CommentThread: "content",
    Comment: "thread__content",
    CheckRun: "version__content",
    CheckResult: "version__content",
    Transition: "content",
}
# Columns whose text names keys of the original, and so stays empty in its copies.
NAMES_KEYS: dict[type[models.Model], Row] = {CheckResult: {"findings": []}}
# And those of one student's study of a piece.
STUDY: Tables = {
    LearningProgress: "content",
    ItemRead: "content",
    SectionCheck: "content",
    StudyTime: "content",
    QuizAttempt: "content",
    Response: "attempt__content",
    CardMemory: "content",
    ReviewLog: "content",
    ContentFeedback: "content",
}


@dataclass
class Story:
    """The rows of one story, by model: staged under `number`. `prints` holds what fingerprints were taken of."""

    number: int
    rows: dict[type[models.Model], list[Row]]
    prints: dict[str, str]


class Stager:
    """Turns what the actions wrote of one piece into stories: first of the piece, then of the studies of it."""

    def __init__(self, content: Content, people: dict[UUID, UUID], timeline: Timeline) -> None:
        self.content, self.timeline = content, timeline
        self.keys: dict[str, str] = {str(real): str(stand_in) for real, stand_in in people.items()}

    def stage_piece(self, number: int) -> Story:
        entries = ItemVersion.objects.filter(item__content=self.content).select_related("item")
        prints = {}
        for entry in entries:
            item = to_document_item(entry)
            prints[entry.fingerprint] = fingerprint_text(item.item_type, item.data)
            prints[entry.answer_fingerprint] = answer_text(item.item_type, item.data)
            for name, text in card_texts(item.item_type, item.data).items():
                prints[item.card_fingerprints[name]] = text
        return Story(number, self._stage(PIECE, f"piece {number}", self.timeline.place), prints)

    def stage_study(self, number: int, begin: datetime) -> Story:
        """All that is written of studies of the piece now: the caller plays them one by one."""
        return Story(number, self._stage(STUDY, f"study {number}", lambda moment: moment - begin), {})

    def _stage(self, tables: Tables, name: str, place: Place) -> dict[type[models.Model], list[Row]]:
        found = {model: list(_read_rows(model, path, self.content)) for model, path in tables.items()}
        at_key: Place = place if tables is PIECE else lambda _moment: timedelta()
        fresh = sorted({row["id"] for model, rows in found.items() for row in rows if _has_own_key(model)})
        for ordinal, key in enumerate(fresh):
            self.keys.setdefault(key, _staged_key(at_key(_time_of(key)), ordinal, f"{name} {ordinal}"))
        return {model: [self._staged(model, row, place) for row in rows] for model, rows in found.items()}

    def _staged(self, model: type[models.Model], row: Row, place: Place) -> Row:
        staged = row | NAMES_KEYS.get(model, {})
        for column in columns(model):
            value = row[name(column)]
            if value is None:
                continue
            if is_key(column):
                staged[name(column)] = self.keys[value]
            elif isinstance(column, models.DateTimeField):
                staged[name(column)] = (EPOCH + place(datetime.fromisoformat(value))).isoformat()
        return staged


def options(model: type[models.Model]) -> "Options[Any]":
    """What Django knows of a model: its table, its fields, its names."""
    return model._meta  # noqa: SLF001 (its public name, for all that)


def columns(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """The columns that a copy writes: not the numbers that the database gives."""
    return [field for field in options(model).concrete_fields if not isinstance(field, models.AutoField)]


def name(field: "models.Field[Any, Any]") -> str:
    """The name of its column."""
    return str(field.column)


def is_key(field: "models.Field[Any, Any]") -> bool:
    """Whether it holds a key of ours, its own or another row's."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return isinstance(target, models.UUIDField)


def _has_own_key(model: type[models.Model]) -> bool:
    return isinstance(options(model).pk, models.UUIDField)


def _read_rows(model: type[models.Model], path: str, content: Content) -> Iterator[Row]:
    query = sql.SQL("SELECT to_jsonb(found)::text FROM {} found WHERE {} = ANY(%s)").format(
        sql.Identifier(options(model).db_table), sql.Identifier(name(options(model).pk))
    )
    manager = options(model).default_manager
    assert manager is not None, "every table of ours has one"
    keys = list(manager.filter(**{path: content.pk}).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(query, [keys])
        for (text,) in cursor.fetchall():
            yield json.loads(text)


def _time_of(key: str) -> datetime:
    """The time in a version 7 UUID, up to its millisecond's end, so that it lies within the step that made it."""
    milliseconds = int(key.replace("-", "")[:12], 16)
    return EPOCH + timedelta(milliseconds=milliseconds, microseconds=999)


def _staged_key(offset: timedelta, ordinal: int, name: str) -> str:
    milliseconds = offset // timedelta(milliseconds=1)
    tail = hashlib.sha256(name.encode()).hexdigest()[:15]
    return str(UUID(f"{milliseconds:012x}7{ordinal % 4096:03x}8{tail}"))


def prepare_staging(stories: Sequence[Story]) -> None:
    """Make the temporary tables: `staged_<table>` for every table, `staged_print` for the fingerprints, and the
    function that makes a copy's key of a staged one."""
    with connection.cursor() as cursor:
        cursor.execute(MAKE_KEY)
        prints = {print_: text for story in stories for print_, text in story.prints.items()}
        cursor.execute("CREATE TEMPORARY TABLE staged_print (print varchar(64) PRIMARY KEY, text text NOT NULL)")
        cursor.executemany("INSERT INTO staged_print VALUES (%s, %s)", list(prints.items()))
        for model in (*PIECE, *STUDY):
            rows = [row | {"story": story.number} for story in stories for row in story.rows.get(model, [])]
            cursor.execute(_MAKE_STAGED.format(**_names(model)))
            cursor.execute(_FILL_STAGED.format(**_names(model)), [json.dumps(rows)])
            cursor.execute(sql.SQL("ANALYZE {staged}").format(**_names(model)))


# The first 48 bits are a time in milliseconds, moved to the copy's beginning; the next 16 stay, so that keys keep their
# order; the rest is the copy's own.
MAKE_KEY = """
CREATE OR REPLACE FUNCTION pg_temp.copy_key(staged uuid, begin_ms bigint, salt text) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (lpad(to_hex(('x' || translate(left(staged::text, 13), '-', ''))::bit(48)::bigint + begin_ms), 12, '0')
            || substr(staged::text, 15, 4) || '8' || left(md5(staged::text || salt), 15))::uuid
$$
"""
_MAKE_STAGED = sql.SQL("CREATE TEMPORARY TABLE {staged} AS SELECT 0 AS story, found.* FROM {table} found WITH NO DATA")
_FILL_STAGED = sql.SQL("INSERT INTO {staged} SELECT * FROM jsonb_populate_recordset(NULL::pg_temp.{staged}, %s::jsonb)")


def _names(model: type[models.Model]) -> dict[str, sql.Composable]:
    table = options(model).db_table
    return {"table": sql.Identifier(table), "staged": sql.Identifier(f"staged_{table}")}


def copy_rows(model: type[models.Model], first: int, last: int) -> int:
    """Write this table's rows of the copies from `first` to `last`; returns how many. The temporary table `copy` (see
    `factoria.datasets.plan`) tells of each piece, `study` of each study."""
    fields = columns(model)
    source = _STUDY_COPIES if model in STUDY else _PIECE_COPIES
    statement = sql.SQL("INSERT INTO {table} ({columns}) SELECT {values} {source}").format(
        **_names(model),
        columns=sql.SQL(", ").join([sql.Identifier(name(field)) for field in fields]),
        values=sql.SQL(", ").join([_value(model, field) for field in fields]),
        source=source.format(**_names(model)),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [first, last])
        return int(cursor.rowcount)


_PIECE_COPIES = sql.SQL("FROM copy JOIN {staged} o ON o.story = copy.story WHERE copy.number BETWEEN %s AND %s")
_STUDY_COPIES = sql.SQL(
    "FROM study JOIN copy ON copy.number = study.copy JOIN {staged} o ON o.story = study.story "
    "WHERE study.number BETWEEN %s AND %s"
)
_PERSON = sql.SQL("CASE {column} WHEN {author} THEN copy.author WHEN {reviewer} THEN copy.reviewer {student} END")
_MARKED = sql.SQL(
    "replace(replace(replace({text}, {serial}, copy.serial), {place}, copy.place), {lower}, lower(copy.place))"
)


def _value(model: type[models.Model], field: "models.Field[Any, Any]") -> sql.Composable:
    """The expression for one column of a copy."""
    column = sql.SQL("o.{}").format(sql.Identifier(name(field)))
    if model is Content and field.name in ("level", "topic"):
        return sql.SQL("copy.{}").format(sql.Identifier(field.name))
    if is_key(field):
        return _key(model, field, column)
    if isinstance(field, models.DateTimeField):
        return sql.SQL("{}.begin + ({} - TIMESTAMPTZ 'epoch')").format(_owner(model), column)
    if field.name in ("fingerprint", "answer_fingerprint"):
        text = sql.SQL("(SELECT text FROM staged_print WHERE print = {})").format(column)
        return sql.SQL("encode(sha256(convert_to({}, 'UTF8')), 'hex')").format(_marked(text))
    return _words(field, column) if model in PIECE else column


def _owner(model: type[models.Model] | None) -> sql.SQL:
    """The temporary table that tells whose a row of the model is."""
    return sql.SQL("study" if model in STUDY else "copy")


def _key(model: type[models.Model], field: "models.Field[Any, Any]", column: sql.Composable) -> sql.Composable:
    points_at = field.related_model if isinstance(field, models.ForeignKey) else model
    if points_at is User:
        return _person(column, in_study=model in STUDY)
    return sql.SQL("pg_temp.copy_key({0}, {1}.begin_ms, {1}.salt)").format(column, _owner(points_at))


def _words(field: "models.Field[Any, Any]", column: sql.Composable) -> sql.Composable:
    """A text, or what can be written as one, with the copy's own words."""
    if isinstance(field, models.CharField | models.TextField) and not field.choices:
        return _marked(column)
    if field.db_type(connection) in ("jsonb", "tsvector"):
        cast = sql.SQL("::jsonb" if isinstance(field, models.JSONField) else "::tsvector")
        return _marked(sql.SQL("{}::text").format(column)) + cast
    return column


def _person(column: sql.Composable, *, in_study: bool) -> sql.Composable:
    student = sql.SQL("WHEN {} THEN study.student").format(sql.Literal(STUDENT)) if in_study else sql.SQL("")
    return _PERSON.format(column=column, author=sql.Literal(AUTHOR), reviewer=sql.Literal(REVIEWER), student=student)


def _marked(text: sql.Composable) -> sql.Composable:
    """The text with the copy's own words for the marks."""
    return _MARKED.format(
        text=text, serial=sql.Literal(SERIAL), place=sql.Literal(PLACE), lower=sql.Literal(PLACE.lower())
    )
