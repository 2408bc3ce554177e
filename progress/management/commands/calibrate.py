"""Estimate how hard items are and how able students, at once instead of by the hour."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from content.models import Topic
from progress.actions.calibrating import calibrate
from progress.models import Calibration


class Command(BaseCommand):
    help = "Estimate the difficulty of all items, and the ability of students, from first answers in quizzes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--subject", metavar="NAME", help='one topic at the top, as "Biology"; "" is for quizzes without a topic'
        )

    def handle(self, *args: Any, subject: str | None, **options: Any) -> None:
        for name, key in _subjects(subject):
            self.stdout.write(_say(name, calibrate(subject=key)))


def _subjects(name: str | None) -> list[tuple[str, UUID | None]]:
    tops = list(Topic.objects.filter(parent__isnull=True).values_list("path", "pk"))
    every: list[tuple[str, UUID | None]] = [*tops, ("", None)]
    found = [pair for pair in every if name is None or pair[0].lower() == name.strip().lower()]
    if not found:
        known = ", ".join(path for path, _key in tops) or "there is none yet"
        raise CommandError(f"There is no topic “{name}” at the top. Those that are: {known}.")
    return found


def _say(name: str, done: Calibration) -> str:
    spread = "none" if done.spread is None else f"{done.spread:.2f}"
    ended = "converged" if done.has_converged else "did not converge" if done.rounds else "nothing to estimate"
    return (
        f"{name or 'without a topic'}: {done.responses} answers, {done.students} students, {done.items} items; "
        f"spread {spread}, {ended} after {done.rounds} rounds."
    )
