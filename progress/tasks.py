"""Background jobs of this floor: thin, safe to run twice."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from progress.actions import calibrating, changing, closing, counting, inviting, regrading, reminding, weighing, writing


@app.task(name=changing.MARK_CHANGED, retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def mark_changed(*, content_id: str) -> None:
    """Tell those who learn the cards of a piece which answers changed."""
    changing.mark_changed(content_id=UUID(content_id))


@app.task(name=changing.MEASURE_ANEW, retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def measure_anew(*, content_id: str) -> None:
    """Compute everybody's progress with a piece against what is published of it now."""
    changing.measure_anew(content_id=UUID(content_id))


@app.periodic(cron="* * * * *")
@app.task(name="progress.close_attempts", queueing_lock="progress.close_attempts")
def close_attempts(timestamp: int) -> None:
    """End the attempts whose time is over, whether anybody looks at them or not."""
    closing.close_due()


@app.periodic(cron="* * * * *")
@app.task(name="progress.count_attempts", queueing_lock="progress.count_attempts", lock="progress.count_attempts")
def count_attempts(timestamp: int) -> None:
    """Keep the statistics of items up with what students answer."""
    counting.count_attempts()


@app.task(name=counting.WEIGH, retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def weigh_statistics(*, item_versions: list[str]) -> None:
    """See what follows from statistics that changed."""
    weighing.weigh([UUID(pk) for pk in item_versions])


@app.periodic(cron="20 4 * * *")
@app.task(name="progress.weigh_all", queueing_lock="progress.weigh_all")
def weigh_all(timestamp: int) -> None:
    """Report what speaks against items under the bounds that staff have set by now."""
    weighing.weigh_all()


@app.task(name=regrading.CARRY_OUT, retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def carry_out_regrade(*, regrade_id: str) -> None:
    """Grade all answers to a question anew."""
    regrading.carry_out_regrade(regrade_id=UUID(regrade_id))


@app.task(name=inviting.WRITE, retry=RetryStrategy(max_attempts=6, exponential_wait=6))
def write_to_invited(*, invitation_ids: list[str]) -> None:
    """Send letters to people without an account who are invited to a class."""
    writing.write_to_invited(invitation_ids=invitation_ids)


@app.periodic(cron="17 * * * *")
@app.task(name="progress.calibrate", queueing_lock="progress.calibrate", lock="progress.calibrate")
def calibrate(timestamp: int) -> None:
    """Estimate the difficulty of items where there is enough new."""
    calibrating.calibrate_due()


@app.periodic(cron="*/10 * * * *")
@app.task(name="progress.remind_students", queueing_lock="progress.remind_students")
def remind_students(timestamp: int) -> None:
    """Tell students what their classes have to do from now on, and what is due soon and not done."""
    reminding.announce_opened()
    reminding.send_due_reminders()
