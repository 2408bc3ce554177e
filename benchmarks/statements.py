"""What one request says to the database."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

NOT_REPLAYED = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "BEGIN", "COMMIT")
CURSOR = re.compile(r"^DECLARE .*? FOR ", re.DOTALL)  # the query is what counts, not how its rows are fetched


@dataclass
class Script:
    """The statements of one request, as they were sent."""

    statements: list[str]
    writes: bool


def make_script(statements: Sequence[str]) -> Script:
    """The statements that `CaptureQueriesContext` saw, without those that only hold the transaction of the capture."""
    sent = [CURSOR.sub("", text) for text in statements if not text.startswith(NOT_REPLAYED)]
    return Script(sent, any(text.startswith(("INSERT", "UPDATE", "DELETE")) for text in sent))
