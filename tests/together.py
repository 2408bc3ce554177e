"""Several at the same moment, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from accounts.refusals import Refusal, WrongState


def together(*works: Callable[[], object], refusal: type[Refusal] = WrongState) -> list[object]:
    """What each made of its work; a `refusal` stands among it, anything else that is raised is raised here."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return work()
        except refusal as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


def at_once(work: Callable[[], object], times: int = 2) -> list[object]:
    """The same work so many times."""
    return together(*[work] * times)
