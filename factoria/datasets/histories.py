"""What can have become of a piece, played through the real actions: written, submitted, sent back, published."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from content.actions.checking import run_checks
from content.actions.claiming import claim_request
from content.actions.deciding import Verdict, decide_request
from content.actions.drafting import create_content, save_version
from content.actions.prioritising import prioritise_request
from content.actions.submitting import submit_content
from content.documents import Document, load_items
from content.models import Content, ReviewDecision, ReviewRequest, ReviewRule
from factoria.datasets.material import make_document

Outcome = ReviewDecision.Outcome


@dataclass
class Timeline:
    """When each step of a story is to have happened, as the time since its beginning; played, all takes a moment."""

    steps: list[tuple[datetime, timedelta]] = field(default_factory=list)

    def step(self, after: timedelta) -> None:
        """What follows is to have happened `after` the step before."""
        time.sleep(0.002)  # the time in a key counts milliseconds, and has to tell two steps apart
        last = self.steps[-1][1] if self.steps else timedelta()
        self.steps.append((timezone.now(), last + after))

    @property
    def duration(self) -> timedelta:
        return self.steps[-1][1]

    def place(self, moment: datetime) -> timedelta:
        """The time since the beginning that belongs to a moment of the play; what was planned then for later (the end
        of a claim) lies as far behind its step as it was planned."""
        begun, offset = next(step for step in reversed(self.steps) if step[0] <= moment)
        planned = timedelta(seconds=round((moment - begun).total_seconds()))
        return offset + (planned if planned > timedelta(minutes=1) else timedelta())


@dataclass
class Author:
    """Plays one piece: `by` writes it, `reviewer` decides on it."""

    kind: str
    by: User
    reviewer: User
    timeline: Timeline = field(default_factory=Timeline)
    content: Content = field(init=False)

    def write(self) -> None:
        self.timeline.step(timedelta())
        self.content = create_content(document=make_document(self.kind), by=self.by).version.content

    def edit(self) -> None:
        self.timeline.step(timedelta(days=2, hours=1))
        self.content.refresh_from_db()
        saved = save_version(
            content=self.content,
            document=self._second_edition(),
            by=self.by,
            base_number=1,
            change_summary="Measured again",
        )
        self.content = saved.version.content

    def submit(self) -> None:
        self.timeline.step(timedelta(days=1, hours=3))
        self.request = submit_content(content=self.content, by=self.by, note="Ready, I think.")
        run_checks(self.request.version)

    def hurry(self) -> None:
        self.timeline.step(timedelta(minutes=30))
        prioritise_request(request=self.request, by=self.reviewer, priority=ReviewRequest.Priority.URGENT)

    def claim(self) -> None:
        self.timeline.step(timedelta(hours=20))
        claim_request(request=self.request, by=self.reviewer)

    def decide(self, outcome: str, reason: str = "", later: timedelta | None = None) -> None:
        self.timeline.step(timedelta(hours=1))
        items = load_items(self.request.version)
        fine = outcome == Outcome.APPROVE
        verdicts = {
            entry.pk: Verdict.fine() if fine or index else Verdict.problem(reason) for index, entry in enumerate(items)
        }
        decide_request(
            request=self.request,
            by=self.reviewer,
            outcome=outcome,
            reason=reason,
            verdicts=verdicts,
            publish_at=timezone.now() + later if later else None,
        )
        self.content.refresh_from_db()

    def _second_edition(self) -> Document:
        return make_document(self.kind, edition=2)


def _draft(play: Author) -> None:
    play.write()


def _pending(play: Author) -> None:
    play.write()
    play.submit()


def _urgent(play: Author) -> None:
    _pending(play)
    play.hurry()


def _half_approved(play: Author) -> None:
    """Of two steps, the first is done; the rule that asked for two goes with the original."""
    play.write()
    rule = ReviewRule.objects.create(name="Two steps")
    play.submit()
    play.claim()
    play.decide(Outcome.APPROVE)
    rule.delete()


def _scheduled(play: Author) -> None:
    _claimed(play)
    play.decide(Outcome.APPROVE, later=timedelta(days=3))


def _claimed(play: Author) -> None:
    _pending(play)
    play.claim()


def _published(play: Author) -> None:
    _claimed(play)
    play.decide(Outcome.APPROVE)


def _sent_back(play: Author) -> None:
    _claimed(play)
    play.decide(Outcome.REQUEST_CHANGES, "The first one needs a measurement that somebody else can repeat.")


def _rejected(play: Author) -> None:
    _claimed(play)
    play.decide(Outcome.REJECT, "We have this already, and in more detail.")


def _mended(play: Author) -> None:
    _sent_back(play)
    play.edit()
    play.submit()
    play.claim()
    play.decide(Outcome.APPROVE)


def _being_edited(play: Author) -> None:
    _published(play)
    play.edit()


def _update_pending(play: Author) -> None:
    _being_edited(play)
    play.submit()


def _updated(play: Author) -> None:
    _update_pending(play)
    play.claim()
    play.decide(Outcome.APPROVE)


@dataclass(frozen=True)
class History:
    """A story, its share of all pieces, and how long ago it may have ended: from `latest` to `earliest` days."""

    play: Callable[[Author], None]
    weight: int
    latest: float = 30
    earliest: float = 700


HISTORIES: dict[str, History] = {
    "published": History(_published, 50),
    "mended": History(_mended, 14),
    "updated": History(_updated, 6),
    "being_edited": History(_being_edited, 8),
    "update_pending": History(_update_pending, 2, 0.01, 20),
    "pending": History(_pending, 5, 0.01, 20),
    "urgent": History(_urgent, 1, 0.01, 3),
    "half_approved": History(_half_approved, 1, 0.01, 10),
    "scheduled": History(_scheduled, 1, 0.01, 2),
    "claimed": History(_claimed, 2, 0.01, 0.12),  # a claim lasts four hours: these hold
    "draft": History(_draft, 6, 0.01, 300),
    "sent_back": History(_sent_back, 4, 0.01, 60),
    "rejected": History(_rejected, 3, 1, 300),
}
