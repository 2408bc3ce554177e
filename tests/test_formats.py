"""Dates and times are written one way, whichever page, email or form of Django's own they stand in."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.humanize.templatetags.humanize import naturalday
from django.template import Context, Template
from django.test import Client
from django.utils.formats import date_format, localize

from tests.cast import Cast

MOMENT = datetime(2026, 3, 4, 9, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("DATE_FORMAT", "4 March 2026"),
        ("DATETIME_FORMAT", "4 March 2026, 09:05"),
        ("SHORT_DATE_FORMAT", "4 Mar 2026"),
        ("TIME_FORMAT", "09:05"),
    ],
)
def test_dates_are_written_the_british_way(name: str, written: str) -> None:
    assert date_format(MOMENT, name) == written
    assert Template("{{ moment|date:name }}").render(Context({"moment": MOMENT, "name": name})) == written


def test_what_nobody_formats_reads_the_same() -> None:
    assert localize(MOMENT) == Template("{{ moment }}").render(Context({"moment": MOMENT})) == "4 March 2026, 09:05"
    assert naturalday(date(2020, 3, 4)) == "4 March 2020"


@pytest.mark.django_db
def test_the_pages_of_django_follow(client: Client, cast: Cast) -> None:
    cast.teacher.last_login = MOMENT
    cast.teacher.save(update_fields=["last_login"])
    client.force_login(cast.operator)
    page = client.get(f"/admin/accounts/user/{cast.teacher.pk}/change/").content.decode()
    assert "4 March 2026, 09:05" in page
