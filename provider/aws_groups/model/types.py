"""The types that a field can have. A type answers these questions about its values:

- ``problems``: what is wrong with a value that the user wrote, found at preview;
- ``changes``: what an update from one value to another would change;
- ``spelled``: how the program wrote a value that AWS spells differently;
- ``to_api``, ``from_api``: how the value stands in a request and in a reply;
- ``schema``: how Pulumi's package schema writes the type.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple, Protocol

from aws_groups.model import times
from aws_groups.model.paths import Path
from aws_groups.model.problems import Problem, Reason, reason
from aws_groups.values import UNKNOWN, Properties


class ChangeKind(Enum):
    """What happens to a property: the protocol's PropertyDiff.Kind without its _REPLACE forms."""

    ADD = "add"
    DELETE = "delete"
    UPDATE = "update"


class Change(NamedTuple):
    """One entry of a detailed diff."""

    path: Path
    kind: ChangeKind
    replaces: bool = False
    """Whether the change makes a new object."""


class Type(Protocol):
    """What the values of a field are."""

    def problems(self, path: Path, value: Any) -> Iterator[Problem]:
        """Everything that is wrong with ``value``, which is known and present."""

    def changes(self, path: Path, old: Any, new: Any) -> Iterator[Change]:
        """The changes from ``old`` to ``new``. Both are present; ``new`` can be or hold unknowns."""

    def spelled(self, live: Any, written: Any) -> Any:
        """``live``, as far as it means what the program wrote, in the program's own spelling."""

    def to_api(self, value: Any) -> Any:
        """``value`` as a request has it; unknowns stay."""

    def from_api(self, value: Any) -> Any:
        """``value`` of a reply as a property has it."""

    def schema(self) -> Properties:
        """The type as in https://www.pulumi.com/docs/iac/extending-pulumi/schema/."""


class _Plain:
    """A value that has one spelling and no parts, and is the same in a request."""

    def changes(self, path: Path, old: Any, new: Any) -> Iterator[Change]:
        if old != new:
            yield Change(path, ChangeKind.UPDATE)

    def spelled(self, live: Any, written: Any) -> Any:
        return live

    def to_api(self, value: Any) -> Any:
        return value

    def from_api(self, value: Any) -> Any:
        return value


_AMOUNT = re.compile(r"([0-9]{1,9}|([0-9]{1,2}|100)%)\Z")


def _as_written(text: str) -> str:
    return text


@dataclass(frozen=True, kw_only=True)
class Text(_Plain):
    """A string.

    ``rule`` gives the reason why a value is wrong, or None. ``canonical`` gives the form in which two
    spellings of one value are equal (a PEM with and without its last newline), and which is sent.
    """

    min_length: int = 0
    max_length: int | None = None
    rule: Callable[[str], Reason | None] | None = None
    canonical: Callable[[str], str] = _as_written
    sent: Callable[[str], str] | None = None
    """The form that is sent, where that is not the canonical one."""
    hidden: bool = False
    """Whether a wrong value must not be shown, as it may be something that must stay secret."""

    def problems(self, path: Path, value: Any) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem(path, Reason("not_text"), value, self.hidden)
        elif found := self._wrong(value):
            yield Problem(path, found, value, self.hidden)

    def _wrong(self, value: str) -> Reason | None:
        if len(value) < self.min_length:
            return reason("too_short", limit=self.min_length)
        if self.max_length is not None and len(value) > self.max_length:
            return reason("too_long", limit=self.max_length, has=len(value))
        return self.rule(value) if self.rule else None

    def changes(self, path: Path, old: Any, new: Any) -> Iterator[Change]:
        if not self.same(old, new):
            yield Change(path, ChangeKind.UPDATE)

    def same(self, old: Any, new: Any) -> bool:
        """Whether both mean the same value. An unknown is the same as nothing else."""
        if isinstance(old, str) and isinstance(new, str):
            return self.canonical(old) == self.canonical(new)
        return new is not UNKNOWN and bool(old == new)

    def spelled(self, live: Any, written: Any) -> Any:
        return written if self.same(live, written) else live

    def to_api(self, value: Any) -> Any:
        return (self.sent or self.canonical)(value) if isinstance(value, str) else value

    def schema(self) -> Properties:
        return {"type": "string"}


@dataclass(frozen=True, kw_only=True)
class Choice(_Plain):
    """One of a few strings."""

    values: tuple[str, ...]

    def problems(self, path: Path, value: Any) -> Iterator[Problem]:
        if value not in self.values:
            yield Problem(path, reason("not_one_of", choices=self.values), value)

    def schema(self) -> Properties:
        return {"type": "string"}


@dataclass(frozen=True, kw_only=True)
class Number(_Plain):
    """A number."""

    minimum: float = 0
    whole: bool = False

    def problems(self, path: Path, value: Any) -> Iterator[Problem]:
        finite = isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))
        number = finite and not isinstance(value, bool)
        if not number or (self.whole and value != int(value)):
            yield Problem(path, Reason("not_whole" if self.whole else "not_number"), value)
        elif value < self.minimum:
            yield Problem(path, reason("too_small", limit=self.minimum), value)

    def schema(self) -> Properties:
        return {"type": "integer" if self.whole else "number"}


class Amount(_Plain):
    """A whole number, or a percentage of something: ``10``, ``"10"``, ``"10%"``."""

    def problems(self, path: Path, value: Any) -> Iterator[Problem]:
        if isinstance(value, bool) or not _AMOUNT.match(str(value)):
            yield Problem(path, Reason("not_amount"), value)

    def changes(self, path: Path, old: Any, new: Any) -> Iterator[Change]:
        if str(old) != str(new):
            yield Change(path, ChangeKind.UPDATE)

    def schema(self) -> Properties:
        return {"type": "string"}

    @staticmethod
    def is_share(value: object) -> bool:
        """Whether it is a percentage."""
        return str(value).endswith("%")

    @staticmethod
    def most(value: object, of: int) -> int:
        """The number that it is; of a percentage, of so many, rounded down."""
        number = int(str(value).rstrip("%"))
        return of * number // 100 if Amount.is_share(value) else number


class Flag(_Plain):
    """True or false."""

    def problems(self, path: Path, value: Any) -> Iterator[Problem]:
        if not isinstance(value, bool):
            yield Problem(path, Reason("not_flag"), value)

    def schema(self) -> Properties:
        return {"type": "boolean"}


class Time(_Plain):
    """A moment that AWS tells: ISO 8601, in UTC."""

    def problems(self, path: Path, value: Any) -> Iterator[Problem]:
        return iter(())

    def from_api(self, value: Any) -> Any:
        return times.written(value) if isinstance(value, datetime) else value

    def schema(self) -> Properties:
        return {"type": "string"}


def api_name(name: str) -> str:
    """A property's name as the API writes it: ``displayName`` is ``DisplayName``."""
    return name[:1].upper() + name[1:]
