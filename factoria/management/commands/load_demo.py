"""`load_demo`: people and material to look at."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from factoria.demo_classes import make_classes
from factoria.demo_habits import make_habits
from factoria.demo_review import make_review
from factoria.demo_studio import make_studio
from factoria.demo_study import make_feedback, make_study
from factoria.demonstration import cancel_notices, is_loaded, make_material, make_people


class Command(BaseCommand):
    help = (
        "Load the demonstration: six people to log in as, nearly forty pieces of material in every state, and some "
        "weeks of study. Once loaded, it changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--database",
            metavar="NAME",
            default="",
            help="needed when DATABASE_URL is set: the name of that database, for its people have a known password",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        name = connection.settings_dict["NAME"]
        if not settings.EMBEDDED and options["database"] != name:
            raise CommandError(
                "DATABASE_URL is set, and everybody knows the password of the demonstration's people. "
                f"If you mean this database, name it: load_demo --database {name}"
            )
        if is_loaded():
            self.stdout.write("The demonstration is loaded already.")
            return
        with transaction.atomic():
            crowd = make_people()
            material = make_material(crowd)
            material |= make_studio(crowd, material)
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # in this transaction nobody else can, and the rest would be planned blindly
            make_study(crowd, material.values())
            make_habits(crowd.student, material.values())
            make_classes(crowd, material)
            make_feedback(crowd, material)
            material |= make_review(crowd, material)
            cancel_notices(crowd)
        self.stdout.write(
            f"The demonstration is loaded: {len(material)} pieces of material, {len(crowd.students)} students."
        )
