from django.apps import AppConfig
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper


class FactoriaConfig(AppConfig):
    """The project itself: its commands (demo, datasets) reach every floor."""

    name = "factoria"
    verbose_name = "La Factoria"

    def ready(self) -> None:
        if settings.SQL_ECHO:  # Django logs statements when debugging only; every connection of every thread asks this
            BaseDatabaseWrapper.queries_logged = True  # type: ignore[assignment, method-assign]
