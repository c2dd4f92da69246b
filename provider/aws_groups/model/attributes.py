"""What a patch can change: inputs, and what is in records, each by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from aws_groups.model.containers import Record
from aws_groups.model.paths import Path
from aws_groups.model.types import Type


class Attribute(NamedTuple):
    """What one operation of a patch changes: an input, or a member of an input that is a record."""

    path: Path
    name: str
    """As the API writes it: ``name.givenName``."""
    type: Type


def attributes(path: Path, name: str, kind: Type) -> Iterator[Attribute]:
    """The attributes of an input: itself, or, of a record, each of its members."""
    if not isinstance(kind, Record):
        yield Attribute(path, name, kind)
        return
    for member in kind.members:
        yield from attributes((*path, member.name), f"{name}.{member.name}", member.type)
