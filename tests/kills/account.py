"""The account after a life: AWS has what the program says, once, and what is somebody else's as it was."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from aws_groups.model import pem
from tests.engine.harness import Program
from tests.kills.life import Life, Object, all_ids

MEMBERS = {
    "name": "Name",
    "comment": "Comment",
    "items": "Items",
    "displayName": "DisplayName",
    "description": "Description",
}
"""What is compared: a property's member in AWS."""


class Harm(Enum):
    """What must not be."""

    LOST = "lost"
    ORPHAN = "silent orphan"
    DOUBLED = "doubled"
    OTHERS = "another's taken"
    WRONG = "not as the program says"


class Harmed(AssertionError):
    """Something was harmed."""

    def __init__(self, harm: Harm, text: str) -> None:
        super().__init__(f"{harm.value}: {text}")
        self.harm = harm


def require_in_order(life: Life, program: Program, theirs: Mapping[str, Object]) -> None:
    """Compare AWS, the state and the program, after an update that was green.

    Args:
        theirs: what others have made, by id.

    Raises:
        Harmed: they differ.
    """
    live, ids, every = life.objects(), life.ids(), all_ids(life)
    told = f"AWS has {live}, the state {every}, others {set(theirs)}"
    for id, was in theirs.items():
        _require(live.get(id) == was and id not in every, Harm.OTHERS, f"{id}, which was {was}; {told}")
    _require(set(every) <= live.keys(), Harm.LOST, told)
    _require(live.keys() <= {*every, *theirs}, Harm.ORPHAN, told)
    _require(sorted(every) == sorted(ids.values()), Harm.DOUBLED, told)
    _require(ids.keys() == program.keys(), Harm.WRONG, told)
    for name, id in ids.items():
        _require_as_declared(f"{name}; {told}", program[name]["properties"], live[id].properties, ids)


def _require_as_declared(
    told: str, wanted: Mapping[str, Any], found: Mapping[str, Any], ids: Mapping[str, str]
) -> None:
    for property, member in MEMBERS.items():
        if property in wanted:
            same = _comparable(wanted[property], ids) == _comparable(found.get(member), ids)
            _require(same, Harm.WRONG, f"{property} of {told}")
    if "encodedKey" in wanted:
        same = pem.canonical(wanted["encodedKey"]) == pem.canonical(found["EncodedKey"])
        _require(same, Harm.WRONG, f"the key of {told}")


def _comparable(value: Any, ids: Mapping[str, str]) -> Any:
    """A list without its order, and with ids in the place of what refers to a resource."""
    if not isinstance(value, list):
        return value
    return sorted(ids.get(item[2:-4], item) if item.startswith("${") else item for item in value)


def _require(true: bool, harm: Harm, text: str) -> None:
    if not true:
        raise Harmed(harm, text)
