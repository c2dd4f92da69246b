"""The types a field can have: what each accepts, how two values of it compare, its schema.

Three questions, one class a type:

- ``problems(value)``: what is wrong with a value the user wrote, found at preview;
- ``changes(old, new)``: what an update from one to the other would change;
- ``schema()``: how Pulumi's package schema spells the type.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple, Protocol

from aws_groups.values import UNKNOWN, Properties, is_internal


def is_absent(value: Any) -> bool:
    """Whether a property is as good as not there: null means absent to Pulumi, the empty string to AWS."""
    return value is None or value == ""


class Problem(NamedTuple):
    """One thing wrong with one property."""

    path: str
    """Where: ``items[2]``."""
    reason: str
    """The limit, in words."""
    given: Any = None
    """What was given instead; shown unless the property is secret."""
    hidden: bool = False
    """Whether the value must not be shown by the engine either."""


class ChangeKind(Enum):
    """What happens to a property; the protocol's PropertyDiff.Kind without its _REPLACE forms."""

    ADD = "add"
    DELETE = "delete"
    UPDATE = "update"


class Change(NamedTuple):
    """One entry of a detailed diff."""

    path: str
    kind: ChangeKind


class Type(Protocol):
    """What a field's values are."""

    def problems(self, path: str, value: Any) -> Iterator[Problem]:
        """Everything wrong with ``value``, which is known and present."""

    def changes(self, path: str, old: Any, new: Any) -> Iterator[Change]:
        """The changes from ``old`` to ``new``; both present, ``new`` may be (or hold) unknowns."""

    def spelled(self, live: Any, written: Any) -> Any:
        """``live`` as near to how the program wrote it as its meaning allows."""

    def schema(self) -> Properties:
        """The type as in https://www.pulumi.com/docs/iac/extending-pulumi/schema/."""


def _as_written(text: str) -> str:
    return text


@dataclass(frozen=True, kw_only=True)
class Text:
    """A string.

    ``rule`` says in words what is wrong with a value, or None; ``canonical`` gives the form in
    which two spellings of the same value are equal (a PEM with or without its last newline).
    """

    min_length: int = 0
    max_length: int | None = None
    rule: Callable[[str], str | None] | None = None
    canonical: Callable[[str], str] = _as_written
    quoted: bool = True
    """Whether a message may quote a wrong value; not where it may be something that must stay secret."""

    def problems(self, path: str, value: Any) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(path, "must be a string", value)
            return
        for reason in self._reasons(value):
            yield Problem(path, reason, value if self.quoted else None, hidden=not self.quoted)

    def _reasons(self, value: str) -> Iterator[str]:
        if len(value) < self.min_length:
            yield f"must have at least {_count(self.min_length, 'character')}"
        elif self.max_length is not None and len(value) > self.max_length:
            yield f"must have at most {_count(self.max_length, 'character')}, has {len(value)}"
        elif self.rule and (reason := self.rule(value)):
            yield reason

    def changes(self, path: str, old: Any, new: Any) -> Iterator[Change]:
        if not self.same(old, new):
            yield Change(path, ChangeKind.UPDATE)

    def same(self, old: Any, new: Any) -> bool:
        """Whether both mean the same value; an unknown is the same as nothing."""
        if isinstance(old, str) and isinstance(new, str):
            return self.canonical(old) == self.canonical(new)
        return new is not UNKNOWN and bool(old == new)

    def spelled(self, live: Any, written: Any) -> Any:
        return written if self.same(live, written) else live

    def schema(self) -> Properties:
        return {"type": "string"}


@dataclass(frozen=True, kw_only=True)
class TextSet:
    """A list of different strings whose order means nothing."""

    element: Text
    min_items: int = 0
    noun: str = "item"

    def problems(self, path: str, value: Any) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(path, "must be a list of strings", value)
            return
        if len(value) < self.min_items:
            yield Problem(path, f"must have at least {_count(self.min_items, self.noun)}", value)
        first: dict[str, int] = {}
        for index, item in enumerate(value):
            if item is UNKNOWN:
                continue
            yield from self.element.problems(f"{path}[{index}]", item)
            if isinstance(item, str) and first.setdefault(item, index) != index:
                reason = f"is the same {self.noun} as {path}[{first[item]}]; each may stand here once"
                yield Problem(f"{path}[{index}]", reason, item)

    def changes(self, path: str, old: Any, new: Any) -> Iterator[Change]:
        """Element by element: a deletion at its place in the old list, an addition at its new one."""
        if not isinstance(old, list) or not isinstance(new, list):
            yield Change(path, ChangeKind.UPDATE)
            return
        gone = {index for index, item in enumerate(old) if item not in new}
        come = {index for index, item in enumerate(new) if item is UNKNOWN or item not in old}
        for index in sorted(gone | come):
            if index in gone and index in come:
                kind = ChangeKind.UPDATE
            else:
                kind = ChangeKind.DELETE if index in gone else ChangeKind.ADD
            yield Change(f"{path}[{index}]", kind)

    def spelled(self, live: Any, written: Any) -> Any:
        """In the program's order, what it does not have last: so a diff names just what differs."""
        if not isinstance(live, list) or not isinstance(written, list):
            return live
        return [item for item in written if item in live] + [item for item in live if item not in written]

    def schema(self) -> Properties:
        return {"type": "array", "items": self.element.schema()}


class _Plain:
    """A value that means what it is: no two spellings, no parts."""

    def changes(self, path: str, old: Any, new: Any) -> Iterator[Change]:
        if old != new:
            yield Change(path, ChangeKind.UPDATE)

    def spelled(self, live: Any, written: Any) -> Any:
        return live


@dataclass(frozen=True, kw_only=True)
class Number(_Plain):
    """A number."""

    minimum: float = 0
    whole: bool = False

    def problems(self, path: str, value: Any) -> Iterator[Problem]:
        kinds = int if self.whole else int | float
        if not isinstance(value, kinds) or isinstance(value, bool):
            yield Problem(path, f"must be a {'whole ' if self.whole else ''}number", value)
        elif value < self.minimum:
            yield Problem(path, f"must be at least {self.minimum:g}", value)

    def schema(self) -> Properties:
        return {"type": "integer" if self.whole else "number"}


class Flag(_Plain):
    """True or false."""

    def problems(self, path: str, value: Any) -> Iterator[Problem]:
        if not isinstance(value, bool):
            yield Problem(path, "must be true or false", value)

    def schema(self) -> Properties:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Record(_Plain):
    """An object with members of its own."""

    token: str
    """``config:AssumeRole``: module and name, without the package."""
    doc: str
    members: tuple[Member, ...]

    def problems(self, path: str, value: Any) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(path, "must be an object", value)
            return
        known = {member.name: member for member in self.members}
        yield from unknown_names(value, known, prefix=f"{path}.")
        for member in self.members:
            given = value.get(member.name)
            if given is None:
                if member.required:
                    yield Problem(f"{path}.{member.name}", "is required")
            elif given is not UNKNOWN:
                yield from member.type.problems(f"{path}.{member.name}", given)

    def schema(self) -> Properties:
        return {"$ref": f"#/types/aws-groups:{self.token}"}


@dataclass(frozen=True)
class Member:
    """A member of a record."""

    name: str
    type: Type
    doc: str
    required: bool = False


@dataclass(frozen=True)
class Records:
    """A list of objects that AWS makes, so that only its schema is of interest."""

    token: str
    """``identitystore:ExternalId``: module and name, without the package."""
    members: Mapping[str, str]
    """Member to doc; every member is a string that is always there."""

    def schema(self) -> Properties:
        return {"type": "array", "items": {"$ref": f"#/types/aws-groups:{self.token}"}}


def unknown_names(
    written: Iterable[str], known: Iterable[str], *, outputs: Iterable[str] = (), prefix: str = ""
) -> Iterator[Problem]:
    """A problem for each property that there is not, with the nearest name that there is."""
    known, outputs = tuple(known), set(outputs)
    for name in written:
        if name in known or is_internal(name):
            continue
        if name in outputs:
            yield Problem(prefix + name, "is made by AWS and can't be set")
            continue
        near = difflib.get_close_matches(name.lower(), [k.lower() for k in known], n=1, cutoff=0.5)
        best = next((k for k in known if near and k.lower() == near[0]), None)
        hint = f"did you mean {best}?" if best else f"there are {', '.join(sorted(known))}"
        yield Problem(prefix + name, f"is no property here; {hint}")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
