"""The matrix: what happened to an object, times what goes wrong on the way to it.

A `Shape` says the calls that an operation makes when nothing goes wrong; a `Trouble`, what it adds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from aws_groups.values import Properties
from tests.conflicts.rig import Outcome, Rig
from tests.conflicts.scene import Scene
from tests.conflicts.subjects import DIRECTORY, SUBJECTS, Subject

Check = Callable[[Scene, Outcome, Properties | None], None]
"""What is right afterwards; the last is the live object before the operation."""


@dataclass(frozen=True)
class Shape:
    """What happened to the object since the state was written, and how an operation then goes."""

    happened: str
    arrange: Callable[[Scene], Any]
    calls: list[str]
    check: Check
    declared: str | None = "old"
    """The note when the object was made."""
    program: dict[str, Any] = field(default_factory=lambda: {"note": "new"})
    """What an update is to bring about."""
    subjects: list[Subject] = field(default_factory=lambda: SUBJECTS)


@dataclass(frozen=True)
class Trouble:
    """A fault on the operation under test (`{op}`) or on its read (`{read}`)."""

    name: str
    faults: tuple[str, ...] = ()
    calls: Callable[[list[str]], list[str]] = list
    """The calls with it, from those without."""
    waits: float = 0.0
    """Seconds that the Identity Store says to wait; CloudFront says nothing of the kind."""

    def strike(self, rig: Rig, subject: Subject, role: str) -> None:
        """Let it happen to the next operation."""
        names = subject.operations
        rig.inject(*(fault.format(op=names[role], read=names["read"]) for fault in self.faults))

    def waited(self, subject: Subject, outcome: Outcome) -> bool:
        """Whether the provider waited as long as it was told."""
        return subject not in DIRECTORY or sum(outcome.waited) >= self.waits


def lost(*troubles: str) -> Callable[[list[str]], list[str]]:
    """Attempts of the first call that come to nothing, before the calls that there are anyway."""
    return lambda calls: [f"{calls[0].partition(':')[0]}: {trouble}" for trouble in troubles] + calls


TRANSIENT = [
    Trouble("no fault"),
    Trouble("throttled", ("{op}=throttle,times=1",), lost("throttle")),
    Trouble("throttled for 7 s", ("{op}=throttle,times=2,retry_after=7",), lost("throttle", "throttle"), 14),
    Trouble("delayed", ("{op}=delay,times=1,seconds=0.02",)),
    Trouble("failing once", ("{op}=error,times=1",), lost("error")),
    Trouble("failing thrice", ("{op}=error,times=3,status=503",), lost("error", "error", "error")),
    Trouble("dropped before", ("{op}=drop-before,times=1",), lost("drop-before")),
]
"""What any operation gets over: AWS carried out nothing of what it refused or lost."""


def of_a_guarded_write(role: str, *, second_time: list[str]) -> list[Trouble]:
    """What can happen to an update or a delete.

    Args:
        second_time: the calls that a write makes which was carried out already, its reply lost.
    """
    refused = [f"{role}: refused", "read"]

    def resent(calls: list[str]) -> list[str]:
        """What was refused is refused again."""
        return [f"{role}: drop-after", *(second_time if calls == [role] else calls)]

    def moved(calls: list[str]) -> list[str]:
        """A version that moves by itself costs a read, unless it had moved anyway, or there is none."""
        return calls if calls[:2] == refused or calls == [f"{role}: gone"] else refused + calls

    def read_in_vain(calls: list[str]) -> list[str]:
        """A read of what was before looks as if only the version moved: the write is tried, and refused."""
        return refused + calls if calls[:2] == refused else calls

    return [
        *TRANSIENT,
        Trouble("dropped after", ("{op}=drop-after,times=1",), resent),
        Trouble("the version moves", ("{op}=etag-move,times=1",), moved),
        Trouble("a stale read", ("{read}=stale-read,times=1",), read_in_vain),
    ]


def cases(shapes: list[Shape], troubles: list[Trouble]) -> list[Any]:
    """Every shape of every resource with every trouble, as pytest's parameters."""
    return [
        pytest.param(subject, shape, trouble, id=f"{subject!r}, {shape.happened}, {trouble.name}")
        for shape in shapes
        for subject in shape.subjects
        for trouble in troubles
        if _is_one(subject, shape, trouble)
    ]


def _is_one(subject: Subject, shape: Shape, trouble: Trouble) -> bool:
    # A stale read of what was changed there and back has what is there no more: a conflict, rightly.
    return not (trouble.name == "a stale read" and shape.arrange is Scene.change_there_and_back)


def edited(**changes: str | None) -> Callable[[Scene], None]:
    """Someone else changes parts of the object."""
    return lambda scene: scene.edit(**changes)


def nothing(scene: Scene) -> None:
    """Nobody was there."""


def unversioned(live: Properties | None) -> Properties | None:
    """An object without its version, which may move by itself."""
    return live and {name: value for name, value in live.items() if name not in ("etag", "revision")}
