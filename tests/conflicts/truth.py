"""What AWS has, and what it should have, in the words of programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from aws_groups.resources import RESOURCES
from aws_groups.values import Properties
from tests.conflicts.rig import Rig
from tests.conflicts.subjects import SUBJECTS
from tests.plugin.harness import GROUP, USER


class Live(NamedTuple):
    """An object as AWS has it, in the words of inputs."""

    token: str
    inputs: Properties


def all_live(rig: Rig) -> dict[str, Live]:
    """All objects but the rig's own keys, by id."""
    ids = {id: subject for subject in SUBJECTS for id in subject.all(rig) if id not in rig.keys}
    found = {id: (subject, subject.live(rig, id)) for id, subject in ids.items()}
    return {id: Live(f"aws-groups:{s.token}", live) for id, (s, live) in found.items() if live is not None}


def owned(token: str, declared: Iterable[str]) -> set[str]:
    """The inputs that can move and that a program owns which declares some."""
    if token == GROUP:
        return {"displayName", "description"} & set(declared)
    if token == USER:
        return {"userName", "displayName", "name", "title"} & set(declared)
    return {"items", "name", "comment"} & set(RESOURCES[token].input_names)


def value(inputs: Properties, name: str) -> Any:
    """What an input of an object means."""
    return frozenset(inputs["items"]) if name == "items" else inputs.get(name) or None


def means(inputs: Properties, name: str) -> Any:
    """What an input of a program means."""
    found = inputs.get(name)
    return frozenset(found) if isinstance(found, list) else found or None


def is_as_planned(done: Any, planned: Any, unknown: str) -> bool:
    """Whether `done` is what was planned, wherever that was known."""
    if planned == unknown:
        return True
    if isinstance(planned, dict) and isinstance(done, dict):
        return planned.keys() == done.keys() and all(
            is_as_planned(done[k], planned[k], unknown) for k in planned
        )
    if isinstance(planned, list) and isinstance(done, list) and len(planned) == len(done):
        return all(is_as_planned(one, other, unknown) for one, other in zip(done, planned, strict=True))
    return bool(done == planned)
