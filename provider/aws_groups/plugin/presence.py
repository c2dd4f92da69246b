"""Whether the engine is still there. Without it nothing more is sent: no state would know what it makes."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import suppress

PATIENCE = 1.0
"""Seconds for the engine to take a connection."""


class Engine:
    """The engine that this process works for."""

    def __init__(self, address: str) -> None:
        """``address`` is where it listens for as long as it lives."""
        self._address = address
        self._parent = os.getppid()

    def has_gone(self) -> bool:
        """Whether it has ended. Where a language host has started this process, only the address shows it."""
        return self.left_us() or not self._listens()

    def left_us(self) -> bool:
        """Whether the process that started this one has ended. This costs nothing."""
        return os.getppid() != self._parent

    def _listens(self) -> bool:
        host, _, port = self._address.rpartition(":")
        # Any other failure says nothing of the engine: it may be busy, or this process out of files.
        with suppress(OSError, ValueError):
            try:
                socket.create_connection((host, int(port)), PATIENCE).close()
            except ConnectionRefusedError:
                return False
        return True


class Cancelled(threading.Event):
    """An event that Cancel sets, and also the end of the engine: each attempt looks here before it is sent,
    and each wait between two attempts when it is over."""

    def __init__(self, engine: Engine | None) -> None:
        """``engine`` is None for a plugin that was started by hand."""
        super().__init__()
        self._engine = engine

    def is_set(self) -> bool:
        """Whether nothing more is to be sent."""
        if self._engine and self._engine.left_us():
            self.set()
        return super().is_set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until nothing more is to be sent, or until the time is over."""
        if not super().wait(timeout) and self._engine and self._engine.has_gone():
            self.set()
        return super().is_set()
