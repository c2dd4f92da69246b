"""Who in this process makes what, and has made what."""

from __future__ import annotations

import threading
from weakref import WeakValueDictionary


class Names:
    """Names that are being given, and objects that are taken. Shared by all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._locks = WeakValueDictionary[tuple[str, ...], threading.Lock]()  # kept while one is in use
        self._claimed: set[str] = set()

    def lock_of(self, name: tuple[str, ...]) -> threading.Lock:
        """The lock which whoever creates something of that name holds."""
        with self._lock:
            return self._locks.setdefault(name, threading.Lock())

    def claim(self, object_id: str) -> bool:
        """Whether ``object_id`` was nobody's; it is somebody's now."""
        with self._lock:
            free = object_id not in self._claimed
            self._claimed.add(object_id)
            return free
