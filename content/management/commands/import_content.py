"""Import material from a file: see "Commands" in docs/operations.md."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.refusals import Refusal
from content.actions.importing import ImportReport, import_text
from content.interchange import FORMATS, Notice, Refused, decode
from content.interchange.formats import LATER
from content.kinds import KINDS

FORMAT_NAMES = ["auto", *FORMATS, *LATER]


class Command(BaseCommand):
    help = (
        "Import study material from FILE. What the owner has already is brought up to date; "
        "every entry of the file ends as an item or as a reason with its line."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--owner", required=True, metavar="EMAIL", help="the teacher who will own it")
        parser.add_argument("--format", default="auto", choices=FORMAT_NAMES, help="default: found out from the file")
        parser.add_argument("--kind", default="", choices=sorted(KINDS), help="refuse the file if it holds another")
        parser.add_argument("--title", default="", help="default: the file's own title or name")
        parser.add_argument("--dry-run", action="store_true", help="report what would happen, change nothing")
        parser.add_argument("--json", action="store_true", help="write the report as one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        file: Path = options["file"]
        owner = _find_owner(options["owner"])
        try:
            text, decoding = decode(_read(file))
            report = import_text(
                text=text,
                by=owner,
                filename=file.name,
                file_format=options["format"],
                kind=options["kind"],
                title=options["title"],
                dry_run=options["dry_run"],
            )
        except (Refused, Refusal, PermissionDenied) as refusal:
            raise CommandError(f"{file.name}: {refusal}") from refusal
        report.warnings = [*decoding, *report.warnings]
        self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False) if options["json"] else _describe(report))
        if options["dry_run"] and not options["json"]:
            self.stdout.write("Nothing was changed: this was a dry run.")


def _find_owner(email: str) -> User:
    try:
        return User.objects.get(email__iexact=email)
    except User.DoesNotExist:
        raise CommandError(f"There is no account with the email {email}. Give the email of a teacher.") from None


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error


def _describe(report: ImportReport) -> str:
    lines = [f"Format: {report.format}"]
    for done in report.contents:
        what = "New" if done.is_new else "Brought up to date"
        lines.append(
            f"{what}: “{done.content.title}” ({done.content.pk}), {done.content.kind_type.count_items(done.items)}"
        )
        lines += [f"  changed: {heading}" for heading in done.updated]
    lines.append(f"{report.created} new, {report.updated} changed, {report.unchanged} unchanged")
    lines += _list("Warning", report.warnings)
    lines += _list("Not taken", report.rejected)
    return "\n".join(lines)


def _list(what: str, notices: list[Notice]) -> list[str]:
    return [
        f"{what}, line {notice.line}: {f'{notice.item}: ' if notice.item else ''}{notice.message}" for notice in notices
    ]
