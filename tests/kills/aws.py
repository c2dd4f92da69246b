"""A local AWS behind a port that kills whoever calls it, at one step of one call."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from aws_groups.local import Fault, LocalAws
from aws_groups.local.errors import ConnectionDropped

PATIENCE = 20
"""Seconds after which a process that has to end never will, and what has to be said never is."""
TO_HEAR = 0.3
"""Seconds for a plugin that lives to hear of a signal, and to answer an engine that is stopped."""
WRITES = ("Create", "Update", "Delete")
"""How the operations begin that change something."""


class Step(Enum):
    """How far a call has come when somebody is killed."""

    ARRIVED = "not carried out"
    COMMITTED = "carried out, not answered"
    LATE = "carried out after the kill"
    ANSWERED = "answered, not heard"
    THROTTLED = "throttled, to be sent again"


class Victim(Enum):
    """Who is killed, and how."""

    PLUGIN = "SIGKILL plugin"
    TERMINATED = "SIGTERM plugin"
    ENGINE = "SIGKILL engine"
    INTERRUPTED = "SIGINT engine"


@dataclass(frozen=True)
class Blow:
    """One kill."""

    operation: str | tuple[str, ...]
    """The operation's name or how it begins, or several of these."""
    victim: Victim
    step: Step
    skip: int = 0
    """How many calls of that operation pass first."""

    def __str__(self) -> str:
        at = self.operation if isinstance(self.operation, str) else "a write"
        return f"{self.victim.value} at {at or 'a call'} {self.skip + 1}, {self.step.value}"


class KillingAws(LocalAws):
    """A local AWS that strikes one blow."""

    def __init__(self, store: Path, log: Path) -> None:
        """``log`` is the plugin's (AWS_GROUPS_LOG)."""
        super().__init__(store)
        self.engine: Callable[[], int]
        """The process id of the engine that runs now."""
        self.struck = threading.Event()
        self.plugin: int | None = None
        """The plugin that was there at the blow."""
        self.afterwards: list[str] = []
        """The writes that arrived after the blow."""
        self._log = log
        self._blow: Blow | None = None
        self._left = 0
        self._one = threading.Lock()

    def arm(self, blow: Blow | None) -> None:
        """Strike that blow, once."""
        self.struck.clear()
        self.plugin, self.afterwards = None, []
        self._blow, self._left = blow, blow.skip if blow else 0

    @property
    def began(self) -> bool:
        """Whether the blow was struck, or is about to be."""
        return self._blow is None

    def _answer(self, service: Any, operation: str, *call: Any) -> Any:
        answer = super()._answer
        blow = self._due(operation)
        if blow is None:
            if self.struck.is_set() and operation.startswith(WRITES):
                self.afterwards.append(operation)
            return answer(service, operation, *call)
        if blow.step is Step.ANSWERED:
            return self._kill_afterwards(blow, lambda: answer(service, operation, *call))
        try:
            if blow.step is Step.COMMITTED:
                with suppress(ConnectionDropped):  # by a fault, as there are in random lives
                    answer(service, operation, *call)
            self._kill(blow)
            if blow.step is Step.LATE:
                answer(service, operation, *call)
        finally:
            self.struck.set()
        if blow.step is Step.THROTTLED:
            self.inject(Fault("throttle", operation, times=1))
            return answer(service, operation, *call)
        raise ConnectionDropped

    def _due(self, operation: str) -> Blow | None:
        with self._one:
            blow = self._blow
            if blow is None or not operation.startswith(blow.operation):
                return None
            if self._left:
                self._left -= 1
                return None
            self._blow = None
            return blow

    def _kill_afterwards(self, blow: Blow, answer: Callable[[], Any]) -> Any:
        """Answer the plugin, which answers an engine that is stopped; then kill."""
        engine = self.engine()
        os.kill(engine, signal.SIGSTOP)

        def kill_after_the_answer() -> None:
            try:
                time.sleep(TO_HEAR)
                self._signal(blow.victim)
                with suppress(ProcessLookupError):
                    os.kill(engine, signal.SIGCONT)
            finally:
                self.struck.set()

        try:
            return answer()
        finally:
            threading.Thread(target=kill_after_the_answer, daemon=True).start()

    def _kill(self, blow: Blow) -> None:
        """Kill, and wait until it is felt."""
        said = self._said_cancel()
        engine, plugin = self._signal(blow.victim)
        if blow.victim is Victim.ENGINE:
            wait_until(lambda: _parent(plugin) != engine, "the engine does not end")
        elif blow.victim is Victim.INTERRUPTED:
            wait_until(lambda: self._said_cancel() > said, "the engine does not cancel")
        elif blow.step is Step.THROTTLED:  # It must be there to hear of that.
            time.sleep(TO_HEAR)
        else:
            wait_until_gone(plugin)

    def _signal(self, victim: Victim) -> tuple[int, int]:
        """Send the signal. Returns the engine and the plugin."""
        engine = self.engine()
        self.plugin = plugin = plugin_of(engine)
        number = {Victim.TERMINATED: signal.SIGTERM, Victim.INTERRUPTED: signal.SIGINT}
        of_the_engine = victim in (Victim.ENGINE, Victim.INTERRUPTED)
        os.kill(engine if of_the_engine else plugin, number.get(victim, signal.SIGKILL))
        return engine, plugin

    def _said_cancel(self) -> int:
        """How often an engine has cancelled, as the plugin's log has it."""
        return self._log.read_text().count("aws_groups.rpc Cancel")


def plugin_of(engine: int) -> int:
    """The process id of the plugin that an engine has started."""
    for folder in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if _parent(int(folder.name)) == engine and b"aws-groups" in (folder / "cmdline").read_bytes():
                return int(folder.name)
    raise AssertionError("the engine has no plugin")


def wait_until_gone(process: int) -> None:
    """Wait until a process has ended."""
    wait_until(lambda: not is_there(process), f"process {process} does not end")


def wait_until(true: Callable[[], bool], otherwise: str) -> None:
    """Wait until something is true."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, otherwise
        time.sleep(0.01)


def is_there(process: int) -> bool:
    """Whether a process runs: one that has ended and that nobody has asked for does not."""
    try:
        return _status(process)[0] != "Z"
    except OSError:
        return False


def _parent(process: int) -> int | None:
    """Its parent; None once it has ended."""
    try:
        return int(_status(process)[1])
    except OSError:
        return None


def _status(process: int) -> list[str]:
    """What `/proc/…/stat` has after the name: the state, the parent, …"""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
