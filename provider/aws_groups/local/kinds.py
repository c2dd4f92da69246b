"""Kinds of objects: what one kind has of its own, for the modules that serve them all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from aws_groups.local.marks import Mark

Body = dict[str, Any]
"""What the store keeps of an object, apart from its id and version."""


def _nothing(_: Body) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, eq=False, kw_only=True)
class Kind:
    """What one kind of object has of its own. Its service registers it."""

    name: str
    """The name by which the store keeps it."""
    id_member: str = ""
    """The request member that names one object of it, such as `GroupId`."""
    new_version: Callable[[], str] | None = None
    """Makes an ETag or a revision, at every write. None if the kind has neither."""
    names: Callable[[Body], Iterable[str]] = _nothing
    """The unique names that an object holds, within its kind and scope."""
    uses: Callable[[Body], Iterable[str]] = _nothing
    """The ids of the objects that an object uses."""
    takes_along: tuple[str, ...] = ()
    """Kinds whose objects are deleted with the object that they use."""
    outside: tuple[str, ...] = ()
    """Members of the body that change without an operation of the API."""
    marks: tuple[Mark, ...] = ()
    """What all of this rests on."""

    def version(self) -> str:
        """A new version, or an empty one if the kind has none."""
        return self.new_version() if self.new_version else ""
