"""bin/manage export_report NAME --format csv -o FILE"""

import os
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict

from reports.catalogue import REPORTS, Report
from reports.catalogue.filters import FilterForm
from reports.exporting import FORMATS, Export

LATER = {"xlsx": "Worksheets cannot be written yet. Export CSV, which every spreadsheet opens, or JSON."}


class Command(BaseCommand):
    help = "Writes a report into a file: the same rows as its page. Days in filters are days in UTC."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="the report; --list shows them")
        parser.add_argument("--list", action="store_true", help="list the reports with their filters and columns")
        parser.add_argument("--format", default="csv", help="csv (the default) or json")
        parser.add_argument("-o", "--output", default="-", metavar="FILE", help="where to; - for standard output")
        parser.add_argument(
            "--filter", action="append", default=[], metavar="KEY=VALUE", help="may be given several times"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            for report in REPORTS.values():
                self.stdout.write(_description(report))
            return
        report = _read_report(options["name"])
        file_format = _read_format(options["format"])
        export = Export(report, _read_filters(report, options["filter"]), datetime.now(UTC))
        target = options["output"]
        if target == "-":
            self._print(export, file_format)
        else:
            _save(export, file_format, Path(target))
        self.stderr.write(f"{report.name}: {export.row_count} rows as of {export.as_of:%Y-%m-%d %H:%M:%S} UTC")

    def _print(self, export: Export, file_format: str) -> None:
        for piece in FORMATS[file_format].write(export):
            self.stdout.write(piece, ending="")


def _save(export: Export, file_format: str, target: Path) -> None:
    """Write beside the target and then take its place: a file of that name is always whole."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with draft.open("w", encoding="utf-8", newline="") as file:
            file.writelines(FORMATS[file_format].write(export))
        draft.replace(target)
    except OSError as error:
        raise CommandError(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)


def _read_report(name: str | None) -> Report:
    if name not in REPORTS:
        problem = f'There is no report "{name}".' if name else "Name the report."
        raise CommandError(f"{problem} The reports are: {', '.join(REPORTS)}.")
    return REPORTS[name]


def _read_format(name: str) -> str:
    if name in LATER:
        raise CommandError(LATER[name])
    if name not in FORMATS:
        raise CommandError(f'There is no format "{name}". The formats are: {", ".join(FORMATS)}.')
    return name


def _read_filters(report: Report, given: list[str]) -> FilterForm:
    data = QueryDict(mutable=True)
    known = list(report.filter_form.base_fields)
    for pair in given:
        key, equals, value = pair.partition("=")
        if not equals or key not in known:
            raise CommandError(f'"{pair}" is no filter of this report. Write KEY=VALUE with: {", ".join(known)}.')
        data[key] = value
    form = report.filter_form(data)
    if not form.is_valid():
        raise CommandError(" ".join(f"{name}: {' '.join(map(str, errors))}" for name, errors in form.errors.items()))
    return form


def _description(report: Report) -> str:
    columns = ", ".join(column.key for column in report.columns)
    filters = ", ".join(report.filter_form.base_fields)
    return f"{report.name}: {report.description}\n  filters: {filters}\n  columns: {columns}"
