"""Compute all progress and all memories anew from what lies beneath them."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from progress.actions.rebuilding import find_differences, find_memory_differences, rebuild, rebuild_memory


class Command(BaseCommand):
    help = (
        "Compute anew what every student remembers of each card, from the log of her reviews, and her progress in every"
        " piece, from attempts, reads and reviews."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; name what differs, and exit with 1 if anything does"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        memories = (
            (" ".join(map(str, key)).rstrip(), fields, lambda key=key: rebuild_memory(key=key))
            for key, fields in find_memory_differences()
        )
        progress = (
            (f"{row.student_id} {row.content_id}", fields, lambda row=row: rebuild(progress=row))
            for row, fields in find_differences()
        )
        differing = self._go_through("memories", memories, check=check)  # first: progress is measured by them
        differing += self._go_through("progress", progress, check=check)
        if check and differing:
            raise CommandError("Run rebuild_progress without --check to mend them.", returncode=1)

    def _go_through(
        self, what: str, rows: Iterable[tuple[str, list[str], Callable[[], object]]], *, check: bool
    ) -> int:
        checked = differing = 0
        for name, fields, mend in rows:
            checked += 1
            if not fields:
                continue
            differing += 1
            self.stdout.write(f"{name}: {', '.join(fields)}")
            if not check:
                mend()
        self.stdout.write(f"{what}: {checked} looked at, {differing} {'differ' if check else 'mended'}.")
        return differing
