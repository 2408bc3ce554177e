"""The topics, and the last answers in one."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.refusals import NotHere
from progress.figures.mastery import Answer, TopicMastery, mastery, rule
from progress.models import Response, SectionCheck
from progress.numbers.filters import read_key
from progress.numbers.lines import attempt_cell, load_pieces, piece_cell, result_cell, words_cell
from progress.numbers.sheet import Cell, Column, Question, Sheet, address
from progress.numbers.words import grouped, say_state, say_topic

NONE = "none"  # as a topic: what stands in none


def topic_address(topic: TopicMastery) -> str:
    return address("mastery", topic=topic.topic_id or NONE)


def open_mastery(question: Question) -> Sheet:
    """Of a `topic` its answers, otherwise all topics."""
    topics = mastery(question.student)
    if not question.get("topic"):
        return _topics(topics)
    key = None if question.get("topic") == NONE else read_key(question, "topic")
    for topic in topics:
        if topic.topic_id == key:
            return _answers(question, topic)
    raise NotHere(_("You have answered nothing in this topic yet. Your desk shows the topics that you have."))


def _topics(topics: Sequence[TopicMastery]) -> Sheet:
    mastered = sum(topic.state == "mastered" for topic in topics)
    return Sheet(
        title=_("Mastery"),
        value=mastered,
        figure=grouped(mastered),
        unit=ngettext("of %(count)d topic mastered", "of %(count)d topics mastered", len(topics))
        % {"count": len(topics)},
        columns=[Column(_("Topic")), Column(_("Right"), is_number=True), Column(_("State"))],
        rows=[
            [Cell(say_topic(topic), topic_address(topic)), Cell(say_right(topic)), _state(topic)] for topic in topics
        ],
        count=len(topics),
        rule=rule(),
    )


def say_right(topic: TopicMastery) -> str:
    return _("%(right)d of the last %(count)d") % {"right": topic.right, "count": topic.count}


def _state(topic: TopicMastery) -> Cell:
    word, tone, icon = say_state(topic)
    return Cell(word, tone=tone, icon=icon)


def _answers(question: Question, topic: TopicMastery) -> Sheet:
    word, _tone, _icon = say_state(topic)
    missing = ngettext("%(n)d answer to go", "%(n)d answers to go", topic.missing) % {"n": topic.missing}
    return Sheet(
        title=say_topic(topic),
        value=topic.right,
        figure=grouped(topic.right),
        unit=_("of the last %(count)d right") % {"count": topic.count},
        columns=_columns(),
        rows=_rows(question, topic.answers),
        count=topic.count,
        rule=rule(),
        filters=[(_("State"), f"{word}, {missing}" if topic.missing else word)],
        above=[(_("Mastery"), address("mastery"))],
    )


def _columns() -> list[Column]:
    whence = [Column(_("When")), Column(_("Question")), Column(_("Material"))]
    return [*whence, Column(_("Attempt"), is_number=True), Column(_("Result"))]


def _rows(question: Question, answers: Sequence[Answer]) -> list[list[Cell]]:
    """In the order of `answers`, of both sorts. Three queries."""
    keys = [answer.id for answer in answers]
    shown = ("item_version__heading", "fraction")
    responses: Any = Response.objects.filter(pk__in=keys).values_list(
        "pk", "attempt__content", *shown, "attempt__number"
    )
    checks: Any = SectionCheck.objects.filter(pk__in=keys).values_list("pk", "content", *shown)
    found = {key: (*row, 0)[:4] for key, *row in [*responses, *checks]}
    pieces = load_pieces(question, (row[0] for row in found.values()))
    rows = []
    for answer in answers:
        content, heading, fraction, attempt = found[answer.id]
        rows.append(
            [
                Cell(at=answer.answered_at),
                words_cell(content, heading, pieces),
                piece_cell(content, pieces),
                attempt_cell(content, attempt, pieces) if attempt else Cell("–"),
                result_cell(fraction),
            ]
        )
    return rows
