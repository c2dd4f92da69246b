"""Which resource of the program has which object and which name, as far as this run's calls have shown it.

The engine tells a provider nothing of the stack. But it calls for each resource of the program, and in
these calls are its id and its inputs.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

from aws_groups.model.declaration import MemberSet, OverTime, Resource
from aws_groups.model.paths import Path, value_at
from aws_groups.values import UNKNOWN, Properties, is_absent


class Objects:
    """The objects and names of one run. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owners: dict[tuple[str, str], str] = {}
        self._parts_owned: set[tuple[str, str]] = set()
        self._with_object: set[str] = set()
        self._told: set[tuple[object, ...]] = set()
        self._names: dict[tuple[Any, ...], str] = {}
        self._defaults: dict[str, str] = {}
        self._adopted: dict[tuple[str, str], str] = {}
        self._kinds: dict[str, str] = {}
        self._called: dict[str, str] = {}
        self._parts: dict[tuple[object, ...], dict[bool, str]] = {}
        self._removals: dict[tuple[str, str], int] = {}
        self._old_names: dict[str, str] = {}
        self._kept: set[tuple[str, str]] = set()
        self._declared: set[str] = set()
        self._found = 0
        self._missing = 0

    def note(self, resource: Resource, object_id: str, urn: str, name: object = None) -> None:
        """The program's resource ``urn`` has the object ``object_id``; the first that has it keeps it, but
        for one that has it as a part."""
        key = kind_of(resource), object_id
        with self._lock:
            if key in self._parts_owned:
                self._parts_owned.discard(key)
                del self._owners[key]
            self._owners.setdefault(key, urn)
            self._with_object.add(urn)
            self._kinds[_last(object_id)] = resource.token
            if isinstance(name, str):
                self._called[_last(object_id)] = name

    def note_part(self, resource: Resource, object_id: str, urn: str) -> None:
        """The program's resource ``urn`` has an object that is a part of its own; nobody who has it whole."""
        key = kind_of(resource), object_id
        with self._lock:
            if key not in self._owners:
                self._owners[key] = urn
                self._parts_owned.add(key)

    def note_name(self, object_id: str, name: str) -> None:
        """A person would call an object so, whoever has it."""
        with self._lock:
            self._called[_last(object_id)] = name

    def has_object(self, urn: str) -> bool:
        """Whether a call has shown that the program's resource ``urn`` has an object."""
        with self._lock:
            return urn in self._with_object

    def is_new(self, *told: object) -> bool:
        """Whether this is told for the first time in this run: the engine asks some things twice."""
        with self._lock:
            first = told not in self._told
            self._told.add(told)
            return first

    def name_of(self, text: str) -> str | None:
        """What a person would call the object of an id, whole or bare; None where no call has shown it."""
        with self._lock:
            return self._called.get(_last(text))

    def names_of(self, ids: Iterable[str]) -> dict[str, str]:
        """What a person would call the objects of these ids, as far as calls have shown it."""
        found = ((one, self.name_of(one)) for one in ids)
        return {one: name for one, name in found if name}

    def token_of(self, text: str) -> str | None:
        """The kind of the object of an id, whole or bare; None where no call has shown it."""
        with self._lock:
            return self._kinds.get(_last(text))

    def note_adopted(self, resource: Resource, object_id: str, urn: str) -> None:
        """The resource ``urn`` of the program has taken the object ``object_id``, which was there."""
        with self._lock:
            self._adopted[kind_of(resource), object_id] = urn

    def is_adopted(self, resource: Resource, object_id: str) -> bool:
        """Whether a create of this run has taken the object, which was there."""
        return self.adopted_by(resource, object_id) is not None

    def adopted_by(self, resource: Resource, object_id: str) -> str | None:
        """The URN of the resource whose create has taken the object in this run; None where none has."""
        with self._lock:
            return self._adopted.get((kind_of(resource), object_id))

    def is_kept(self, resource: Resource, object_id: str) -> bool:
        """Whether the program has the object from now on, as far as this run's calls have shown it."""
        with self._lock:
            return (kind_of(resource), object_id) in self._kept

    def note_declared(self, urn: str, *, again: bool) -> None:
        """The program declares the resource ``urn``: ``again``, or for a new object."""
        with self._lock:
            (self._declared.add if again else self._declared.discard)(urn)

    def note_stays(self, resource: Resource, object_id: str, urn: str) -> None:
        """The resource ``urn`` has the object as it is to be. Where the program declares it, it is kept; a
        refresh compares too, and says nothing of the program."""
        with self._lock:
            if urn in self._declared:
                self._kept.add((kind_of(resource), object_id))

    def owner(self, resource: Resource, object_id: str) -> str | None:
        """The URN of the resource of the program that has an object; None where no call has shown one."""
        with self._lock:
            return self._owners.get((kind_of(resource), object_id))

    def has_others(self, resource: Resource, urn: str) -> bool:
        """Whether a call has shown an object that another resource of this kind has."""
        with self._lock:
            return any(
                kind == kind_of(resource) and owner != urn for (kind, _), owner in self._owners.items()
            )

    def note_removals(self, urn: str, verb: str, count: int) -> int:
        """So many are to be taken away for the resource ``urn``. Returns how many that are for all."""
        with self._lock:
            self._removals[urn, verb] = count
            return sum(self._removals.values())

    def note_read(self, *, found: bool) -> int:
        """An object was looked for. Returns how many were missing so far if none was found, or else 0."""
        with self._lock:
            self._found += found
            self._missing += not found
            return 0 if self._found else self._missing

    def note_default(self, name: str, value: str) -> None:
        """What is meant by a property that is left out."""
        with self._lock:
            self._defaults[name] = value

    def default(self, name: str) -> str | None:
        """What is meant by a property that is left out; None where that was not found out yet."""
        with self._lock:
            return self._defaults.get(name)

    def note_old_name(self, urn: str, name: str) -> None:
        """The object of the resource ``urn`` has this name."""
        with self._lock:
            self._old_names[urn] = name

    def old_name(self, urn: str) -> str | None:
        """The name of the object of a resource: of the one that is replaced, where the engine asks for a
        new one."""
        with self._lock:
            return self._old_names.get(urn)

    def same_name(self, resource: Resource, inputs: Properties, urn: str) -> tuple[Path, str] | None:
        """What AWS allows once and another resource of the program has too: its path, and that one's URN."""
        for paths in resource.unique_sets:
            key = unique_key(resource, paths, inputs)
            with self._lock:
                first = self._names.setdefault(key, urn) if key else urn
            if first != urn:
                return paths[-1], first
        return None

    def has_name(self, resource: Resource, name: str, scope: Properties) -> bool:
        """Whether a call has shown a resource of the program that has, or will have, a name (or another
        unique value) where ``scope`` says."""
        within = {
            str(resource.fields[path[0]].type.to_api(scope[path[0]]))
            for path in resource.unique_sets[0][:-1]
            if isinstance(path[0], str) and path[0] in scope
        }
        with self._lock:
            keys = [key[1:] for key in self._names if key[0] == kind_of(resource)]
        return any({name, *within} <= {value for _, value in key} for key in keys)

    def rival(self, resource: Resource, inputs: Properties, urn: str) -> str | None:
        """The URN of a resource of the program that cannot be beside ``urn``: one has all members of a
        group, the other is one of them."""
        whole = isinstance(resource.change, MemberSet)
        values = _values(resource, [(name,) for name in resource.within], inputs)
        if not values:
            return None
        kind = resource.change.of if isinstance(resource.change, MemberSet) else resource
        with self._lock:
            parts = self._parts.setdefault((kind.token, *values), {})
            parts.setdefault(whole, urn)
            return parts.get(not whole)


def unique_key(resource: Resource, paths: Iterable[Path], inputs: Properties) -> tuple[Any, ...] | None:
    """What AWS allows once, as it is compared; None where a part of it is not known yet."""
    values = _values(resource, paths, inputs)
    return (kind_of(resource), *values) if values is not None else None


def _values(
    resource: Resource, paths: Iterable[Path], inputs: Properties
) -> tuple[tuple[Path, str], ...] | None:
    """Inputs as they are compared, beside their paths; None where one of them is not known yet."""
    values = []
    for path in paths:
        value = value_at(inputs, path)
        if value is UNKNOWN or is_absent(value) or not isinstance(value, str):
            return None
        kind = resource.types.get(path)
        values.append((path, str(kind.to_api(value) if kind else value)))
    return tuple(values)


def _last(text: str) -> str:
    """The last part of an id: the bare one, of which the whole id and the ARN have other parts before it."""
    return text.rpartition("/")[2]


def kind_of(resource: Resource) -> str:
    """The token of what its object is to AWS: a group whose keys take turns is a key group."""
    return resource.change.group.token if isinstance(resource.change, OverTime) else resource.token
