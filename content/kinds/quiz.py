"""The quiz: questions of every type, graded on the server."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from pydantic import Field

from content.item_types import Finding, ItemData, get_item_type
from content.kinds.base import Frame, Kind, StudyMode
from content.questions import all_question_types


class QuizFrame(Frame):
    """What holds for the whole quiz: the share needed to pass, in percent, and whether options change places."""

    pass_mark: int = Field(default=60, ge=0, le=100)
    shuffle_options: bool = True


class Quiz(Kind):
    name = "quiz"
    label = gettext_lazy("Quiz")
    plural = gettext_lazy("Quizzes")
    icon = "quiz"
    description = gettext_lazy("Questions graded on the spot, each with an explanation.")
    study_mode = StudyMode.ANSWER
    text_format = "gift"
    text_help = gettext_lazy("GIFT, as Moodle writes it: the question, then its answers between braces.")
    item_noun = gettext_lazy("question")
    item_counts = ngettext_lazy("%d question", "%d questions")
    item_types = tuple(question_type.name for question_type in all_question_types())
    frame_model = QuizFrame

    def check(self, frame: Frame, items: Sequence[tuple[str, ItemData]]) -> list[tuple[int | None, Finding]]:
        findings = super().check(frame, items)
        if items and not any(get_item_type(item_type).is_graded for item_type, _data in items):
            findings.append((None, Finding("items", _("No question here can be answered. Add one that can."))))
        return findings
