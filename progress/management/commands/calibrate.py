"""Estimate how hard items are and how able students, at once instead of by the hour."""

from argparse import ArgumentParser
from typing import Any

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
        for topic in _subjects(subject):
            self.stdout.write(_say(topic.path if topic else "without a topic", calibrate(subject=topic)))


def _subjects(name: str | None) -> list[Topic | None]:
    tops = list(Topic.objects.filter(parent__isnull=True).order_by("path"))
    every: list[Topic | None] = [*tops, None]
    found = [topic for topic in every if name is None or (topic.path if topic else "").lower() == name.strip().lower()]
    if not found:
        known = ", ".join(topic.path for topic in tops) or "there is none yet"
        raise CommandError(f"There is no topic “{name}” at the top. Those that are: {known}.")
    return found


def _say(name: str, done: Calibration) -> str:
    spread = "none" if done.spread is None else f"{done.spread:.2f}"
    ended = "converged" if done.has_converged else "did not converge" if done.rounds else "nothing to estimate"
    return (
        f"{name}: {done.responses} answers, {done.students} students, {done.items} items; "
        f"spread {spread}, {ended} after {done.rounds} rounds."
    )
