"""Background jobs of this floor: thin, safe to run twice."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from accounts.actions.mailing import send_waiting


@app.task(name="accounts.send_notices", retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def send_notices(*, notice_ids: list[str]) -> None:
    """Send these notices by email, each once."""
    send_waiting(notice_ids)
