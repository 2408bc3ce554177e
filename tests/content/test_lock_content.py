"""Who waits for a piece gets it as the one before left it, with its newest version."""

import threading
import time
from dataclasses import replace

import pytest
from django.db import connection, transaction

from content.actions.drafting import save_version
from content.actions.locking import lock_content
from content.documents import load_document
from tests.cast import Cast
from tests.factories import make_deck


@pytest.mark.django_db(transaction=True)
def test_the_version_is_the_newest_after_a_wait(cast: Cast) -> None:
    deck = make_deck(cast.teacher)
    waiting, seen = threading.Event(), []

    def wait_for_it() -> None:
        try:
            with transaction.atomic():
                waiting.set()
                locked = lock_content(deck)
                seen.append(locked.latest_version and locked.latest_version.number)
        finally:
            connection.close()

    with transaction.atomic():
        assert deck.latest_version
        document = replace(load_document(deck.latest_version), title="Newer")
        save_version(content=deck, document=document, by=cast.teacher, base_number=1)
        other = threading.Thread(target=wait_for_it)
        other.start()
        waiting.wait(5)
        time.sleep(0.3)  # until it waits for the row
    other.join(10)
    assert seen == [2]
