"""Who reads the reports in these tests."""

import pytest
from django.test import Client

from tests.cast import Cast


@pytest.fixture
def staff(client: Client, cast: Cast) -> Client:
    client.force_login(cast.staff)
    return client
