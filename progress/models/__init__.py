from progress.models.attempts import QuizAttempt, Response
from progress.models.memory import CardMemory, ReviewLog
from progress.models.progress import ItemRead, LearningProgress, SectionCheck

__all__ = [
    "CardMemory",
    "ItemRead",
    "LearningProgress",
    "QuizAttempt",
    "Response",
    "ReviewLog",
    "SectionCheck",
]
