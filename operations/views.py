"""Health, for load balancers and supervisors: JSON, for anybody, 200 or 503."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from operations.health import check_database, check_migrations, migrations_are_known


@never_cache
@require_safe
def show_health(request: HttpRequest) -> JsonResponse:
    """Whether this process answers at all; asks nothing of the database."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def show_readiness(request: HttpRequest) -> JsonResponse:
    """Whether this process can serve pages: the database answers, and its tables are those of this release."""
    migrations = None if migrations_are_known.is_set() else check_migrations()
    return _respond({"database": check_database(), "migrations": migrations})


@never_cache
@require_safe
def show_startup(request: HttpRequest) -> JsonResponse:
    """The same, looking at the migrations each time."""
    return _respond({"database": check_database(), "migrations": check_migrations()})


def _respond(found: dict[str, str | None]) -> JsonResponse:
    """`found` holds a sentence for what is missing and None for what is there."""
    failed = any(found.values())
    body = {"status": "unavailable" if failed else "ok", "checks": {name: said or "ok" for name, said in found.items()}}
    return JsonResponse(body, status=503 if failed else 200)
