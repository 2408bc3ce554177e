"""Background jobs of this floor: thin, safe to run twice.

None is retried by the queue: what could not be sent waits in its notice, and the clock comes back to it. So attempts
are counted in one place, and a job that was lost loses nothing."""

from procrastinate.contrib.django import app

from accounts.actions.digesting import send_digests
from accounts.actions.mailing import send_due, send_waiting
from accounts.actions.reading import forget_read


@app.task(name="accounts.send_notices")
def send_notices(*, notice_ids: list[str]) -> None:
    """Send these notices by email, each once."""
    send_waiting(notice_ids)


@app.periodic(cron="* * * * *")
@app.task(name="accounts.send_due_notices", queueing_lock="accounts.send_due_notices")
def send_due_notices(timestamp: int) -> None:
    """Try again what could not be sent, and send what was left."""
    send_due()


@app.periodic(cron="*/15 * * * *")
@app.task(name="accounts.send_notice_digests", queueing_lock="accounts.send_notice_digests")
def send_notice_digests(timestamp: int) -> None:
    """Send the digests whose morning has come; every quarter of an hour, for some time zones are off by that."""
    send_digests()


@app.periodic(cron="0 4 * * *")
@app.task(name="accounts.forget_read_notices", queueing_lock="accounts.forget_read_notices")
def forget_read_notices(timestamp: int) -> None:
    """Remove read notices of more than three months ago."""
    forget_read()
