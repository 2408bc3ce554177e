from progress.models.attempts import AttemptEvent, QuizAttempt, QuizException, Response
from progress.models.grading import GradeChange, Regrade
from progress.models.memory import AddedCard, CardMemory, ReviewLog, ReviewUndo
from progress.models.progress import ItemRead, LearningProgress, ReadingPlace, SectionCheck, StudyTime

__all__ = [
    "AddedCard",
    "AttemptEvent",
    "CardMemory",
    "GradeChange",
    "ItemRead",
    "LearningProgress",
    "QuizAttempt",
    "QuizException",
    "ReadingPlace",
    "Regrade",
    "Response",
    "ReviewLog",
    "ReviewUndo",
    "SectionCheck",
    "StudyTime",
]
