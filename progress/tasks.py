"""Background jobs of this floor: thin, safe to run twice."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from progress.actions import changing, closing, regrading, reminding


@app.task(name=changing.MARK_CHANGED, retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def mark_changed(*, content_id: str) -> None:
    """Tell those who learn the cards of a piece which answers changed."""
    changing.mark_changed(content_id=UUID(content_id))


@app.periodic(cron="* * * * *")
@app.task(name="progress.close_attempts", queueing_lock="progress.close_attempts")
def close_attempts(timestamp: int) -> None:
    """End the attempts whose time is over, whether anybody looks at them or not."""
    closing.close_due()


@app.task(name=regrading.CARRY_OUT, retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def carry_out_regrade(*, regrade_id: str) -> None:
    """Grade all answers to a question anew."""
    regrading.carry_out_regrade(regrade_id=UUID(regrade_id))


@app.periodic(cron="*/10 * * * *")
@app.task(name="progress.remind_students", queueing_lock="progress.remind_students")
def remind_students(timestamp: int) -> None:
    """Tell students what their classes have to do from now on, and what is due soon and not done."""
    reminding.announce_opened()
    reminding.send_due_reminders()
