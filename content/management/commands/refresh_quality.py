"""Compute the quality of all material anew from what it is made of."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from content.actions.scoring import find_differences, refresh_quality


class Command(BaseCommand):
    help = "Compute the quality score of every version that anybody looks at anew, from checks, ratings and statistics."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; name what differs, and exit with 1 if anything does"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        looked_at = differing = 0
        for version, fields in find_differences():
            looked_at += 1
            if not fields:
                continue
            differing += 1
            self.stdout.write(f"{version.content_id} {version.number}: {', '.join(fields)}")
            if not check:
                refresh_quality(content_id=version.content_id)
        self.stdout.write(f"{looked_at} looked at, {differing} {'differ' if check else 'mended'}.")
        if check and differing:
            raise CommandError("Run refresh_quality without --check to mend them.", returncode=1)
