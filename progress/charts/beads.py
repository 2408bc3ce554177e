"""A row of beads, one for each of the last answers in a topic, the oldest first."""

from dataclasses import dataclass

from progress.figures.mastery import LAST, TopicMastery

PITCH = 14  # pixels from one bead to the next


@dataclass(frozen=True)
class Bead:
    """`kind` is "right", "wrong", or "open" for an answer that is yet to come."""

    x: int
    kind: str


def draw_answers(topic: TopicMastery) -> list[Bead]:
    kinds = ["right" if answer.is_right else "wrong" for answer in reversed(topic.answers)]
    kinds += ["open"] * (LAST - len(kinds))
    return [Bead(PITCH * number + PITCH // 2, kind) for number, kind in enumerate(kinds)]
