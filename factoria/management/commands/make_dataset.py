"""`make_dataset`: a database full of material and study, for benchmarks."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from content.models import Content
from factoria.datasets import Size, TooFewQuizzesError, make_dataset

MOST_CONTENTS = 500_000


class Command(BaseCommand):
    help = (
        "Fill the database with pieces of material of every kind and state, and with students who studied them, all of "
        "it made up but by the rules. For benchmarks; nobody it makes can log in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--contents", type=int, required=True, help="pieces of material to make")
        parser.add_argument("--students", type=int, required=True, help="students to make")
        parser.add_argument(
            "--responses", type=int, required=True, help="responses to quiz questions to make (up to one quiz's more)"
        )
        parser.add_argument("--seed", type=int, default=1, help="another number tells other stories (default: 1)")
        parser.add_argument("--add", action="store_true", help="also where there is material already")
        parser.add_argument(
            "--database", metavar="NAME", help="needed with DATABASE_URL: the name of the database that is to be filled"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        size = Size(options["contents"], options["students"], options["responses"])
        _check_numbers(size)
        self._check_database(options["database"])
        if Content.objects.exists() and not options["add"]:
            raise CommandError("This database holds material already. Add --add to fill it up, or use an empty one.")
        begun = time.monotonic()
        try:
            counts = make_dataset(size, seed=options["seed"], report=self._report(options["verbosity"]))
        except TooFewQuizzesError as error:
            raise CommandError(
                f"--responses {size.responses} is too many: once every student has taken every published quiz, there "
                f"are {error.possible}. Ask for fewer, or for more contents or students."
            ) from error
        for name, count in counts.items():
            self.stdout.write(f"{count:>12,} {name}")
        self.stdout.write(f"Made in {time.monotonic() - begun:.1f} s.")

    def _report(self, verbosity: int) -> Any:
        return self.stdout.write if verbosity else lambda _line: None

    def _check_database(self, named: str | None) -> None:
        connected = connection.settings_dict["NAME"]
        if named is not None and named != connected:
            raise CommandError(f"The connected database is {connected!r}, not {named!r}. Nothing was made.")
        if named is None and not settings.EMBEDDED:
            raise CommandError(
                f"DATABASE_URL is set. If the database {connected!r} is really to be filled with made-up material, "
                f"say so: --database {connected}"
            )


def _check_numbers(size: Size) -> None:
    if not 1 <= size.contents <= MOST_CONTENTS:
        raise CommandError(f"--contents is {size.contents}, but it must be from 1 to {MOST_CONTENTS}.")
    for name, number in (("students", size.students), ("responses", size.responses)):
        if number < 0:
            raise CommandError(f"--{name} is {number}, but it must be 0 or more.")
    if size.responses and not size.students:
        raise CommandError("--responses needs --students: somebody has to respond.")
