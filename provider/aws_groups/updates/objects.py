"""Which resource of the program has which object and which name, as far as this run's calls have shown it.

The engine tells a provider nothing of the stack. But it calls for each resource of the program, and in
these calls are its id and its inputs.
"""

from __future__ import annotations

import threading

from aws_groups.model.declaration import Resource
from aws_groups.model.paths import value_at
from aws_groups.values import UNKNOWN, Properties, is_absent


class Objects:
    """The objects and names of one run. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owners: dict[tuple[str, str], str] = {}
        self._names: dict[tuple[object, ...], str] = {}
        self._names_of: dict[str, str] = {}
        self._kept: set[tuple[str, str]] = set()
        self._declared: set[str] = set()
        self._found = 0
        self._missing = 0

    def note(self, resource: Resource, object_id: str, urn: str) -> None:
        """The program's resource ``urn`` has the object ``object_id``; the first that has it keeps it."""
        with self._lock:
            self._owners.setdefault((resource.token, object_id), urn)

    def keep(self, resource: Resource, object_id: str) -> None:
        """A create of this run has taken the object, which was there: the program has it from now on."""
        with self._lock:
            self._kept.add((resource.token, object_id))

    def is_kept(self, resource: Resource, object_id: str) -> bool:
        """Whether the program has the object from now on, as far as this run's calls have shown it."""
        with self._lock:
            return (resource.token, object_id) in self._kept

    def note_declared(self, urn: str, *, again: bool) -> None:
        """The program declares the resource ``urn``: ``again``, or for a new object."""
        with self._lock:
            (self._declared.add if again else self._declared.discard)(urn)

    def note_stays(self, resource: Resource, object_id: str, urn: str) -> None:
        """The resource ``urn`` has the object as it is to be. Where the program declares it, it is kept; a
        refresh compares too, and says nothing of the program."""
        with self._lock:
            if urn in self._declared:
                self._kept.add((resource.token, object_id))

    def owner(self, resource: Resource, object_id: str) -> str | None:
        """The URN of the resource of the program that has an object; None where no call has shown one."""
        with self._lock:
            return self._owners.get((resource.token, object_id))

    def has_others(self, resource: Resource, urn: str) -> bool:
        """Whether a call has shown an object that another resource of this kind has."""
        with self._lock:
            return any(token == resource.token and owner != urn for (token, _), owner in self._owners.items())

    def note_read(self, *, found: bool) -> int:
        """An object was looked for. Returns how many were missing so far if none was found, or else 0."""
        with self._lock:
            self._found += found
            self._missing += not found
            return 0 if self._found else self._missing

    def note_name(self, urn: str, name: str) -> None:
        """The object of the resource ``urn`` has this name."""
        with self._lock:
            self._names_of[urn] = name

    def name(self, urn: str) -> str | None:
        """The name of the object of a resource: of the one that is replaced, where the engine asks for a
        new one."""
        with self._lock:
            return self._names_of.get(urn)

    def same_name(self, resource: Resource, inputs: Properties, urn: str) -> str | None:
        """The URN of another resource of the program whose unique inputs are those of ``urn``."""
        key = unique_key(resource, inputs)
        if key is None:
            return None
        with self._lock:
            first = self._names.setdefault(key, urn)
        return first if first != urn else None


def unique_key(resource: Resource, inputs: Properties) -> tuple[object, ...] | None:
    """What AWS allows once, as it is compared; None where a part of it is not known yet."""
    values = []
    for name in resource.unique:
        value = value_at(inputs, (name,))
        if value is UNKNOWN or is_absent(value) or not isinstance(value, str):
            return None
        values.append(str(resource.fields[name].type.to_api(value)))
    return (resource.token, *values)
