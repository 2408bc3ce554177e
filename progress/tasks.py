"""Background jobs of this floor: thin, safe to run twice."""

from procrastinate.contrib.django import app

from progress.actions import closing


@app.periodic(cron="* * * * *")
@app.task(name="progress.close_attempts", queueing_lock="progress.close_attempts")
def close_attempts(timestamp: int) -> None:
    """End the attempts whose time is over, whether anybody looks at them or not."""
    closing.close_due()
