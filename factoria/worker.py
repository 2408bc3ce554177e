"""`python -m factoria.worker`: does the background jobs, and begins again when the database was away.

procrastinate's own worker ends, quite contentedly, when it loses the database.
"""

import asyncio
import logging
import os
import signal
import sys

import django
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ProcrastinateException
from psycopg import Error

from factoria.start_checks import WORKER_CONNECTIONS, StartRefusedError, check_start

LONGEST_WAIT = 5.0  # seconds, for a connection
LONGEST_PAUSE = 15.0  # seconds, before it begins again

logger = logging.getLogger("procrastinate.factoria")


def main() -> None:
    os.environ["FACTORIA_PROCESS"] = "worker"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factoria.settings")
    try:
        check_start()
    except StartRefusedError as error:
        sys.exit(str(error))
    django.setup()
    asyncio.run(_work_until_told_to_stop())


async def _work_until_told_to_stop() -> None:
    told = asyncio.Event()
    for how in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(how, told.set)
    pause = 1.0
    while not told.is_set():
        began = asyncio.get_running_loop().time()
        try:
            await _work(told)
        except (ProcrastinateException, Error) as error:
            logger.warning("The worker stopped: %s", error.__cause__ or error)
        if told.is_set():
            return
        lasted = asyncio.get_running_loop().time() - began
        pause = 1.0 if lasted > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
        logger.warning("The worker lost the database; it begins again in %.0f seconds.", pause)
        await _wait(told, pause)


async def _work(told: asyncio.Event) -> None:
    """Do jobs until told to stop (then finish those begun), or until the database is lost."""
    connector = PsycopgConnector(
        kwargs=connector_params(),
        min_size=1,
        max_size=WORKER_CONNECTIONS - 1,  # the last one listens
        timeout=LONGEST_WAIT,
        reconnect_timeout=LONGEST_WAIT,
        name="factoria-queue",
    )
    with app.replace_connector(connector) as worker:
        async with worker.open_async():
            working = asyncio.create_task(worker.run_worker_async(install_signal_handlers=False))
            stopping = asyncio.create_task(told.wait())
            await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            if not working.done():
                working.cancel()  # which procrastinate takes for "finish what you are doing"
            try:
                await working
            except asyncio.CancelledError:
                logger.info("The worker has finished its jobs and stops.")


async def _wait(told: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(told.wait(), seconds)
    except TimeoutError:
        return


if __name__ == "__main__":
    main()
