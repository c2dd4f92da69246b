"""The diff of a resource: what the program's inputs would change, before anything is asked of AWS.

Protocol rule: every change has a path in the detailed diff, and its kind is the truth
(https://pulumi-developer-docs.readthedocs.io/latest/docs/_generated/proto/provider.html#diffresponse).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from aws_groups.resources.fields import Input
from aws_groups.resources.resource import Resource
from aws_groups.resources.types import Change, ChangeKind, is_absent
from aws_groups.values import Properties


class Entry(NamedTuple):
    """One entry of the detailed diff."""

    path: str
    kind: ChangeKind
    replaces: bool
    name: str
    """The top-level property that ``path`` is in."""


class Diff(NamedTuple):
    """All that would change, in the order of the fields."""

    entries: tuple[Entry, ...]
    delete_before_replace: bool

    @property
    def replaces(self) -> bool:
        """Whether the object is made anew."""
        return any(entry.replaces for entry in self.entries)


def diff(resource: Resource, old_inputs: Properties, inputs: Properties) -> Diff:
    """Compare the inputs in the state with the program's.

    The inputs in the state are those of the last update, or, after a refresh, what a program that
    declares the live object would say; so what differs is exactly what an update has to do.
    """
    found = entries(resource.inputs, old_inputs, inputs)
    replaces = any(entry.replaces for entry in found)
    return Diff(found, replaces and resource.collides(old_inputs, inputs))


def entries(fields: Iterable[Input], old: Properties, new: Properties) -> tuple[Entry, ...]:
    """The changes of each field, in the fields' order."""
    return tuple(
        Entry(change.path, change.kind, field.replaces, field.name)
        for field in fields
        for change in _changes(field, old.get(field.name), new.get(field.name))
    )


def _changes(field: Input, old: Any, new: Any) -> Iterator[Change]:
    if is_absent(old) and is_absent(new):
        return
    if is_absent(old):
        yield Change(field.name, ChangeKind.ADD)
    elif is_absent(new):
        yield Change(field.name, ChangeKind.DELETE)
    else:
        yield from field.type.changes(field.name, old, new)
