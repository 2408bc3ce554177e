"""Background jobs of this floor: thin, safe to run twice."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from progress.actions import regrading


@app.task(name=regrading.CARRY_OUT, retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def carry_out_regrade(*, regrade_id: str) -> None:
    """Grade all answers to a question anew."""
    regrading.carry_out_regrade(regrade_id=UUID(regrade_id))
