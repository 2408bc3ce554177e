"""What students can reach."""

from django.contrib.postgres.search import SearchVector
from django.db import IntegrityError, transaction
from django.db.models import CharField, F, Func, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.refusals import WrongState
from content.actions.record import record_transition
from content.models import Content, ContentVersion
from content.search import search_configs


def publish_version(*, content: Content, version: ContentVersion, by: User) -> Content:
    """Make `version` what students see. The caller holds the lock on `content` and has checked permission.
    Raises WrongState while one of its items is not approved: the database sees to that."""
    from_status = content.status
    content.status, content.published_version, content.published_at = (
        Content.Status.PUBLISHED,
        version,
        timezone.now(),
    )
    try:
        with transaction.atomic():
            content.save(update_fields=["status", "published_version", "published_at", "updated_at"])
    except IntegrityError as error:
        raise WrongState(_("An item of this version is not approved yet, so it cannot be published.")) from error
    index_for_search(content, version)
    record_transition(content=content, verb="publish", from_status=from_status, by=by, version=version)
    return content


def index_for_search(content: Content, version: ContentVersion) -> None:
    """Write the search vector of the published words: title first, then summary, then the rest."""
    whole, *rest = [
        SearchVector(_text(text), weight=weight, config=config)
        for config in search_configs(content.language)
        for text, weight in ((version.title, "A"), (version.summary, "B"), (version.text[:500_000], "C"))
    ]
    Content.objects.filter(pk=content.pk).update(search=sum(rest, start=whole), updated_at=F("updated_at"))


def _text(text: str) -> Func:
    return Func(Value(text, output_field=CharField()), function="unaccent", output_field=CharField())
