from progress.models.attempts import AttemptEvent, QuizAttempt, QuizException, Response
from progress.models.classes import (
    Assignment,
    AssignmentException,
    AssignmentReminder,
    ClassInvitation,
    Classroom,
    ClassTeacher,
    Enrolment,
)
from progress.models.difficulty import Calibration, ItemDifficulty, StudentAbility
from progress.models.grading import GradeChange, Regrade
from progress.models.memory import AddedCard, CardMemory, ReviewLog, ReviewUndo
from progress.models.progress import ItemRead, LearningProgress, ReadingPlace, SectionCheck, StudyTime
from progress.models.statistics import CountedAttempt, ItemStatistics, MarkTally, OptionTally

__all__ = [
    "AddedCard",
    "Assignment",
    "AssignmentException",
    "AssignmentReminder",
    "AttemptEvent",
    "Calibration",
    "CardMemory",
    "ClassInvitation",
    "ClassTeacher",
    "Classroom",
    "CountedAttempt",
    "Enrolment",
    "GradeChange",
    "ItemDifficulty",
    "ItemRead",
    "ItemStatistics",
    "LearningProgress",
    "MarkTally",
    "OptionTally",
    "QuizAttempt",
    "QuizException",
    "ReadingPlace",
    "Regrade",
    "Response",
    "ReviewLog",
    "ReviewUndo",
    "SectionCheck",
    "StudentAbility",
    "StudyTime",
]
