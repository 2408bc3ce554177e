"""How the editor's work grows with its piece: opening a quiz, and saving it with one question reworded, over HTTP."""

import http.client
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from accounts.models import User
from benchmarks.cases import HOST, Request, World, edits_of
from benchmarks.load import ask, find_wrong
from content.actions.drafting import create_content
from content.documents import Document, DocumentItem
from content.item_types import get_item_type
from content.kinds import get_kind
from content.models import Content, ItemVersion

SIZES = (20, 100, 250, 500)
HEADINGS = ("quiz of", "open ms", "save ms", "save ms a question", "versions a save", "kB sent")


@dataclass
class GrowthRow:
    """A quiz of one size: the times (s) of opening and of saving it, how many versions of items its saves wrote, and
    how many bytes a save sends."""

    questions: int
    opened: list[float] = field(default_factory=list)
    saved: list[float] = field(default_factory=list)
    written: int = 0
    sent: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"quiz of {self.questions}"

    def cells(self) -> list[str]:
        if self.errors or not self.saved:
            return [str(self.questions), *["–"] * (len(HEADINGS) - 1)]
        save = median(self.saved) * 1000
        return [
            str(self.questions),
            f"{median(self.opened) * 1000:.1f}",
            f"{save:.1f}",
            f"{save / self.questions:.2f}",
            f"{self.written / len(self.saved):.0f}",
            f"{self.sent / 1000:.1f}",
        ]


def measure_growth(world: World, port: int, *, rounds: int) -> list[GrowthRow]:
    """One teacher, one request after the other; the sizes take turns, so that what slows the machine slows all."""
    teacher, rows = world.teachers[0], [GrowthRow(size) for size in SIZES]
    quizzes = [make_quiz(teacher, row.questions) for row in rows]
    requests = [edits_of(world, teacher, quiz) for quiz in quizzes]
    for number in range(rounds + 1):  # the first one warms up
        for row, quiz, saves in zip(rows, quizzes, requests, strict=True):
            if not row.errors:
                _measure(row, quiz, saves, world, port, counts=number > 0)
    return rows


def _measure(row: GrowthRow, quiz: Content, saves: Iterator[Request], world: World, port: int, *, counts: bool) -> None:
    before = ItemVersion.objects.filter(item__content=quiz).count()
    opening, saving = Request(f"/studio/{quiz.pk}/edit/", quiz.title), next(saves)
    times = []
    for request in (opening, saving):
        connection = http.client.HTTPConnection(HOST, port, timeout=60)
        begun = time.perf_counter()
        status, place, _wire, text = ask(connection, world.actor(world.teachers[0], iter(())), request)
        times.append(time.perf_counter() - begun)
        connection.close()
        if wrong := find_wrong(request, status, place, text):
            row.errors.append(wrong)
            return
    if counts:
        row.opened.append(times[0])
        row.saved.append(times[1])
        row.sent = len(saving.body or "")
        row.written += ItemVersion.objects.filter(item__content=quiz).count() - before


def make_quiz(owner: User, questions: int, words: Sequence[str] = ()) -> Content:
    """A quiz of so many questions of one kind, each with one of the `words` of its own, where there are any."""
    kind, choice = get_kind("quiz"), get_item_type("multiple_choice")
    items = [
        DocumentItem(
            choice.name,
            choice.parse(
                {
                    "stem": f"Question {number}: what does a slow {_river(words, number)} do with its sediment?",
                    "options": [
                        {"text": "It lets it sink.", "credit": 100},
                        {"text": "It lifts it.", "feedback": "That takes speed."},
                        {"text": "It dissolves it.", "feedback": "Stone stays stone."},
                    ],
                    "explanation": "The slower the water, the smaller the grains it can carry.",
                }
            ),
        )
        for number in range(questions)
    ]
    document = Document(f"A quiz of {questions}", "quiz", frame=kind.frame_model(), items=tuple(items))
    return create_content(document=document, by=owner).version.content


def _river(words: Sequence[str], number: int) -> str:
    return f"river like the {words[number]}" if words else "river"
