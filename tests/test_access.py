"""Every address × every kind of person: what stands in `access_matrix.txt` is what happens, and nothing is missing.

A new address fails here until somebody has written down who may reach it."""

from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client

from tests.addresses import PEOPLE, address_of, all_addresses, read_matrix
from tests.cast import Cast


def status(name: str, method: str, world: dict[str, Any], session: SimpleCookie) -> int:
    """What the person of that session gets at the address; whatever it changed is taken back."""
    client, address = Client(), address_of(name, world)
    client.cookies.update(session)
    if name == "reports:export":
        address += "?" + urlencode({"format": "csv"})
    with transaction.atomic():
        answer = client.generic(method, address)
        transaction.set_rollback(True)
    return answer.status_code


def test_every_address_is_in_the_matrix() -> None:
    assert all_addresses() - read_matrix().keys() == set(), "write down who may reach these, in access_matrix.txt"
    assert read_matrix().keys() - all_addresses() == set(), "these addresses are gone; take them out"


@pytest.mark.parametrize("column", range(len(PEOPLE)), ids=PEOPLE)
def test_the_matrix_is_what_happens(column: int, world: dict[str, Any], cast: Cast) -> None:
    client, person = Client(), getattr(cast, PEOPLE[column], None)
    if person:
        client.force_login(person)
    matrix = read_matrix()
    actual = {name: status(name, method, world, client.cookies) for name, (method, _expected) in matrix.items()}
    assert actual == {name: expected[column] for name, (_method, expected) in matrix.items()}
