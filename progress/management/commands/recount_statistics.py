"""Count all answers anew, and tell the statistics of items from that."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from progress.actions.counting import count_attempts
from progress.actions.recounting import recount
from progress.models import QuizAttempt

NO_LIMIT = 10**9  # batches


class Command(BaseCommand):
    help = (
        "Count the answers to all finished attempts anew, and mend what is counted otherwise, with the statistics of"
        " items that follow from it. It takes the same memory however many there are."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; name what differs, and exit with 1 if anything does"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        if not check:
            count_attempts(batches=NO_LIMIT)
        differing = recount(mends=not check, tell=self.stdout.write)
        waiting = QuizAttempt.objects.finished().filter(to_count=True).count()
        self.stdout.write(f"{differing} {'differ' if check else 'mended'}; {waiting} attempts wait to be counted.")
        if check and differing:
            raise CommandError("Run recount_statistics without --check to mend them.", returncode=1)
