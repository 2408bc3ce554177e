"""Compute all progress anew from what lies beneath it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from progress.actions.rebuilding import find_differences, rebuild


class Command(BaseCommand):
    help = "Compute the progress of every student in every piece anew from attempts, reads and reviews."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; name what differs, and exit with 1 if anything does"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        checked = differing = 0
        for progress, fields in find_differences():
            checked += 1
            if not fields:
                continue
            differing += 1
            self.stdout.write(f"{progress.student_id} {progress.content_id}: {', '.join(fields)}")
            if not check:
                rebuild(progress=progress)
        self.stdout.write(f"{checked} looked at, {differing} {'differ' if check else 'mended'}.")
        if check and differing:
            raise CommandError("Run rebuild_progress without --check to mend them.", returncode=1)
