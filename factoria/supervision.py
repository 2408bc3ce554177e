"""The processes of the Procfile, started and stopped together by honcho, so that none is ever left behind."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Message
from honcho.process import Process

LEAVE_SECONDS = 5


class GuardedProcess(Process):  # type: ignore[misc]
    """A process of the Procfile that does not outlive the manager, even when that one is killed outright."""

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        threading.Thread(target=self._end_after, args=[os.getppid()], daemon=True).start()
        super().run(events, ignore_signals)

    def _end_after(self, manager: int) -> None:
        while os.getppid() == manager:
            time.sleep(0.5)
        if self._child is not None:
            signal_group(self._child.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(LEAVE_SECONDS)
            signal_group(self._child.pid, signal.SIGKILL)
        os._exit(1)  # what we still have to print leads nowhere by now, and would be waited for


class Supervisor(Manager):  # type: ignore[misc]
    """Runs processes until one of them ends or we are told to stop; then stops all the others.

    `first_ended` is then the name and status of the one that ended by itself; None when we were told to stop.
    """

    def __init__(self, procfile: Path, *, leave_out: set[str], once_started: Callable[[], None]) -> None:
        super().__init__()
        self._process_ctor = GuardedProcess
        self._once_started = once_started
        self._is_stop_postponed = False
        self.first_ended: tuple[str, int] | None = None
        for name, command in parse_procfile(procfile.read_text()).processes.items():
            if name not in leave_out:
                self.add_process(name, command)

    def terminate(self) -> None:
        if not self._all_started():  # honcho cannot stop what it has not heard of yet: `_watch` calls again
            self._is_stop_postponed = True
            return
        if not self._terminating:
            ended = [(name, state["returncode"]) for name, state in self._processes.items() if "returncode" in state]
            self.first_ended = ended[0] if ended else None
        super().terminate()

    def _start(self) -> None:
        super()._start()
        for work in (self._watch, self._once_started):  # threads, begun after honcho has forked
            threading.Thread(target=work, daemon=True).start()

    def _watch(self) -> None:
        """Make up for what honcho misses: an early signal, and the death of a relay (the child that carries output)."""
        reported: set[str] = set()
        while True:
            time.sleep(0.5)
            if self._is_stop_postponed and self._all_started():
                self.terminate()
            for name, state in self._processes.items():
                if state["process"].exitcode not in {None, 0} and "returncode" not in state and name not in reported:
                    reported.add(name)
                    signal_group(state.get("pid"), signal.SIGTERM)
                    self.events.put(_ended(name))


def _ended(name: str) -> Message:
    now = datetime.now()  # noqa: DTZ005 (honcho prints local time)
    return Message(type="stop", data={"returncode": 1}, time=now, name=name, colour=None)


def signal_group(pid: int | None, how: int) -> None:
    """Signal a process and its descendants, if there is one."""
    if pid is not None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, how)
