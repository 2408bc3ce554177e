"""Background jobs of this floor: thin, safe to run twice."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from content.actions import checking, finding, reminding, rendering, scheduling, scoring
from content.actions.presence import forget_absent
from content.models import ContentVersion


@app.periodic(cron="30 3 * * *")
@app.task(name="content.forget_who_left", queueing_lock="content.forget_who_left")
def forget_who_left(timestamp: int) -> None:
    """Remove the traces of editors that were closed long ago."""
    forget_absent()


@app.periodic(cron="10 * * * *")
@app.task(name="content.tell_of_overdue", queueing_lock="content.tell_of_overdue")
def tell_of_overdue(timestamp: int) -> None:
    """Tell reviewers of the requests that have become overdue, each once."""
    reminding.tell_of_overdue()


@app.task(name="content.render_anew", queueing_lock="content.render_anew")
def render_anew() -> None:
    """Write anew what a release with an older renderer has stored: until then it is rendered at every view."""
    rendering.render_anew()


@app.periodic(cron="* * * * *")
@app.task(name="content.keep_publishing_times", queueing_lock="content.keep_publishing_times")
def keep_publishing_times(timestamp: int) -> None:
    """Publish what is due by now, and take away what is to leave, however long this has stood still."""
    scheduling.expire_due()
    scheduling.publish_due()


@app.periodic(cron="3-59/10 * * * *")
@app.task(name="content.reopen_waiting", queueing_lock="content.reopen_waiting")
def reopen_waiting(timestamp: int) -> None:
    """Open the reviews that evidence asks for and that could not be opened when it was found."""
    finding.reopen_waiting()


@app.task(name=checking.CHECK_VERSION, retry=RetryStrategy(max_attempts=3, exponential_wait=5))
def check_version(*, version_id: str) -> None:
    """Run the automated checks of a version."""
    checking.run_checks(ContentVersion.objects.select_related("content").get(pk=version_id))


@app.task(name=scoring.REFRESH_QUALITY, retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def refresh_quality(*, content_id: str) -> None:
    """Compute the quality of a piece anew."""
    scoring.refresh_quality(content_id=UUID(content_id))
