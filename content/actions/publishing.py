"""What students can reach."""

from django.contrib.postgres.search import SearchVector
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import CharField, F, Func, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import ProgramLimitExceeded

from accounts.models import User
from accounts.refusals import WrongState
from content.actions.record import record_transition
from content.models import Content, ContentVersion
from content.search import search_configs

MAX_TEXT = 500_000  # characters that are indexed
ALWAYS_FITS = 100_000  # of them, in whatever script, and twice: by stem and as they are


def publish_version(*, content: Content, version: ContentVersion, by: User | None) -> Content:
    """Make `version` what students see; `by` is None where the clock does it. Its status follows, unless its author has
    gone on writing since. The caller holds the lock on `content` and has checked permission. Raises WrongState while
    one of its items is not approved: the database sees to that."""
    from_status = content.status
    if content.status == Content.Status.APPROVED:
        content.status = Content.Status.PUBLISHED
    content.published_version, content.published_at = version, timezone.now()
    content.publish_at = content.withdrawn_at = content.withdrawn_by = None
    content.withdrawn_reason = ""
    try:
        with transaction.atomic():
            content.save(update_fields=_WRITTEN)
    except IntegrityError as error:
        raise WrongState(_("An item of this version is not approved yet, so it cannot be published.")) from error
    index_for_search(content, version)
    record_transition(content=content, verb="publish", from_status=from_status, by=by, version=version)
    return content


_WRITTEN = (
    "status",
    "published_version",
    "published_at",
    "publish_at",
    "withdrawn_at",
    "withdrawn_by",
    "withdrawn_reason",
    "updated_at",
)


def index_for_search(content: Content, version: ContentVersion) -> None:
    """Write the search vector of the published words: title first, then summary, then the rest, as far as there is
    room: a vector holds a megabyte of different words."""
    try:
        with transaction.atomic():
            _write_index(content, version, MAX_TEXT)
    except OperationalError as error:
        if not isinstance(error.__cause__, ProgramLimitExceeded):
            raise
        _write_index(content, version, ALWAYS_FITS)


def _write_index(content: Content, version: ContentVersion, length: int) -> None:
    whole, *rest = [
        SearchVector(_text(text), weight=weight, config=config)
        for config in search_configs(content.language)
        for text, weight in ((version.title, "A"), (version.summary, "B"), (version.text[:length], "C"))
    ]
    Content.objects.filter(pk=content.pk).update(search=sum(rest, start=whole), updated_at=F("updated_at"))


def _text(text: str) -> Func:
    return Func(Value(text, output_field=CharField()), function="unaccent", output_field=CharField())
