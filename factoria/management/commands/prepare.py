"""`prepare`: everything between an empty database and a start."""

import contextlib
import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from procrastinate.exceptions import AlreadyEnqueued

from content.tasks import render_anew
from factoria.start_checks import StartRefusedError, check_start


class Command(BaseCommand):
    help = (
        "Make the database and the static files ready for this release: check, migrate, make the cache table, "
        "collect static files and, with the embedded database, load the demo once; what an older release has rendered "
        "is rendered anew by the worker. Safe to run again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="leave the embedded database without the demo")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            check_start()
        except StartRefusedError as error:
            raise CommandError(str(error)) from error
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        with contextlib.suppress(AlreadyEnqueued):
            render_anew.defer()
        self._collect_static_files()
        if settings.EMBEDDED and not options["no_demo"]:
            self._load_demo_once()
        self.stdout.write("The database and the static files are ready.")

    def _collect_static_files(self) -> None:
        """Collect anew when any source changed: compressing them all takes a while."""
        stamp = Path(settings.STATIC_ROOT) / ".collected"
        digest = _digest_of_static_sources()
        if stamp.exists() and stamp.read_text() == digest:
            return
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(digest)

    def _load_demo_once(self) -> None:
        """Once in the life of this database: the marker names the server's data, so a new database gets it again."""
        marker = settings.DATA_DIR / "demo-loaded"
        identity = _identity_of_server()
        if (marker.exists() and marker.read_text() == identity) or "load_demo" not in get_commands():
            return
        self.stdout.write("Loading the demo …")
        call_command("load_demo")
        marker.write_text(identity)


def _digest_of_static_sources() -> str:
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list(None):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _identity_of_server() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier::text FROM pg_control_system()")
        (identity,) = cursor.fetchone()
    return str(identity)
