"""What holds for every page: at most 15 queries, 60 kB and 6 requests on first view, no inline script or style."""

import gzip
import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.addresses import PEOPLE, address_of, read_matrix
from tests.cast import Cast

MOST_QUERIES, MOST_BYTES, MOST_REQUESTS = 15, 60_000, 6
NO_PAGES = {
    "reports:export",
    "content:record-export",
    "content:media-file",
    "content:media-thumbnail",
    "admin:jsi18n",
    "content:check-progress",
    "admin:content_reviewrequest_checks",
}
STOCK = re.compile(r"^admin:(?!content_(?:reviewrequest|secondreview))")  # Django's own pages bring Django's own files
_FILE = re.compile(
    r'(?:<link[^>]*rel="stylesheet"[^>]*href|<script[^>]*src|<img[^>]*src|<use[^>]*href)="/static/([^"#?]+)'
)
_INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)(?![^>]*application/json)")


def pages_of(person: str) -> list[str]:
    """The addresses at which this person is shown a page."""
    column = PEOPLE.index(person)
    return [
        name
        for name, (method, statuses) in read_matrix().items()
        if method == "GET" and statuses[column] == 200 and name not in NO_PAGES and "health" not in name
    ]


@pytest.mark.parametrize("person", ["visitor", "student", "teacher", "reviewer", "staff", "operator"])
def test_every_page_is_light(person: str, world: dict[str, Any], cast: Cast) -> None:
    client = Client(headers={"accept-encoding": "gzip"})
    if person != "visitor":
        client.force_login(getattr(cast, person))
    heavy = {}
    for name in pages_of(person):
        address = address_of(name, world)
        client.get(address)  # the first view fills caches of content types and templates
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        html = gzip.decompress(response.content) if response.get("Content-Encoding") == "gzip" else response.content
        files = set(_FILE.findall(html.decode()))
        weight = len(gzip.compress(html)) + sum(map(_weight, files))
        many_files = 1 + len(files) > MOST_REQUESTS and not STOCK.match(name)
        if len(queries) > MOST_QUERIES or weight > MOST_BYTES or many_files:
            heavy[name] = f"{len(queries)} queries, {weight} bytes, {1 + len(files)} requests: {sorted(files)}"
        if not STOCK.match(name):
            assert not _INLINE.search(html.decode()), f"{name} has inline script or style"
    assert heavy == {}, "\n".join(f"{name}: {why}" for name, why in heavy.items())


def _weight(name: str) -> int:
    """Bytes of a static file over the wire."""
    path = finders.find(name)
    assert isinstance(path, str), f"{name} is asked for and does not exist"
    with open(path, "rb") as file:  # noqa: PTH123
        return len(gzip.compress(file.read()))
