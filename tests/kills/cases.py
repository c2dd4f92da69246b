"""Every kill that is tried: of whom, at which step, in which call of which change of which resource."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from tests.engine.harness import Program, Stack
from tests.engine.programs import KEYS, Resource, group, key_group, public_key, with_options
from tests.kills.account import require_in_order
from tests.kills.aws import WRITES, Blow, Step, Victim
from tests.kills.life import Life

NAME = "it"
"""The resource that is struck."""
BESIDE = {"beside": group("beside")}
"""What is there before the resource is made, so that the provider is in the state."""
SIGNED_BY = "theirs"
"""The name of a public key that is nobody's of the stack, and that key groups have."""


@dataclass(frozen=True)
class Kind:
    """A kind of resource, and how its name comes to it."""

    title: str
    one: str
    """What its operations are called after."""
    declared: Callable[[str, str], Resource]
    """The resource with a comment, in a key group also with the id of a key."""
    replaced: Callable[[str, str], Resource]
    """The same, changed so that it is replaced."""
    note: str
    """The property that says something of it, and can change."""

    def __str__(self) -> str:
        return self.title

    def __reduce__(self) -> Any:
        """To another process goes its name, as functions without one cannot."""
        return _kind, (self.title,)


def _kind(title: str) -> Kind:
    return next(kind for kind in KINDS if kind.title == title)


def _forced(resource: Resource, **options: Any) -> Resource:
    return with_options(resource, replaceOnChanges=["comment", "description"], **options)


def _fixed_first(resource: Resource) -> Resource:
    return _forced(resource, deleteBeforeReplace=True)


KINDS = [
    Kind(
        "public key, made name",
        "PublicKey",
        lambda note, key: public_key(KEYS[0], comment=note),
        lambda note, key: public_key(KEYS[2], comment=note),
        "comment",
    ),
    Kind(
        "public key, fixed name",
        "PublicKey",
        lambda note, key: public_key(KEYS[0], name="ours", comment=note),
        lambda note, key: public_key(KEYS[2], name="ours", comment=note),
        "comment",
    ),
    Kind(
        "key group, made name",
        "KeyGroup",
        lambda note, key: key_group(key, comment=note),
        lambda note, key: _forced(key_group(key, comment=note)),
        "comment",
    ),
    Kind(
        "key group, fixed name",
        "KeyGroup",
        lambda note, key: key_group(key, name="ours", comment=note),
        lambda note, key: _fixed_first(key_group(key, name="ours", comment=note)),
        "comment",
    ),
    Kind(
        "group",
        "Group",
        lambda note, key: group("ours", description=note),
        lambda note, key: _fixed_first(group("ours", description=note)),
        "description",
    ),
]

CHANGES = {
    "first create": "Create",
    "create": "Create",
    "update": "Update",
    "delete": "Delete",
    "replace, create": "Create",
    "replace, delete": "Delete",
}
"""What happens to the resource, and the call at which the blow is struck."""
BEFORE = ["", "refresh", "refresh --clear-pending-creates"]
"""What somebody does after a kill, before he runs `pulumi up` again."""


@dataclass(frozen=True)
class Case:
    """One kill, and what is done after it."""

    kind: Kind
    change: str
    victim: Victim
    step: Step
    before: str
    changed: bool
    """Whether the program has changed once more before it is run again."""

    def __str__(self) -> str:
        then = " then ".join(filter(None, [self.before, "another program" if self.changed else "up"]))
        return f"{self.kind}, {self.change}: {self.victim.value}, {self.step.value}; {then}"

    @property
    def blow(self) -> Blow:
        return Blow(f"{CHANGES[self.change]}{self.kind.one}", self.victim, self.step)


def all_cases(seed: int) -> list[Case]:
    """Each kill once; what follows it is drawn."""
    randomly = random.Random(seed)
    return [
        Case(kind, change, victim, step, randomly.choice(BEFORE), randomly.random() < 0.3)
        for kind, change, victim, step in product(KINDS, CHANGES, Victim, Step)
        # A plugin that is gone at once does not hear that it was throttled.
        if (victim, step) != (Victim.PLUGIN, Step.THROTTLED)
    ]


def share(seed: int, most: int) -> list[Case]:
    """Some of the cases, in which each kind, change, victim and step is as often as can be."""
    cases = all_cases(seed)
    random.Random(seed).shuffle(cases)
    seen: Counter[object] = Counter()
    chosen: list[Case] = []
    while len(chosen) < most:
        case = min(cases, key=lambda case: sum(5.0 ** seen[aspect] for aspect in _aspects(case)))
        cases.remove(case)
        seen.update(_aspects(case))
        chosen.append(case)
    return chosen


def _aspects(case: Case) -> set[object]:
    """What a share is to have of each."""
    return {case.kind.title, case.change, case.victim, case.step, case.before}


def play(case: Case, folder: Path, home: Path, newborn: Stack) -> list[str]:
    """Live through one kill. Returns what the messages told to do afterwards.

    Raises:
        AssertionError: something is wrong.
    """
    with Life(folder, home, newborn) as life:
        before, after = _programs(case, their_key(life))
        if case.change != "first create":
            life.declare(before)
            assert life.up().ok
        ours = life.ids().values()
        theirs = {id: it for id, it in life.objects().items() if id not in ours}
        life.declare(after)
        struck = life.struck(case.blow)
        assert struck.killed, struck.text
        assert life.killing.afterwards == [], "it went on after its end"
        if case.changed and case.change != "delete":
            after = {**after, NAME: _noted(after[NAME], case.kind, "third")}
            life.declare(after)
        done = life.settle(*filter(None, [case.before]))
        require_in_order(life, after, theirs)
        life.calls()
        assert life.run("up").ok
        assert not [call for call in life.calls() if call.startswith(WRITES)], "it is not settled"
        return done


def their_key(life: Life) -> str:
    """The id of a public key that somebody else made."""
    config = {"CallerReference": SIGNED_BY, "Name": SIGNED_BY, "EncodedKey": KEYS[1]}
    return str(life.outside("cloudfront", "CreatePublicKey", PublicKeyConfig=config)["PublicKey"]["Id"])


def _programs(case: Case, key: str) -> tuple[Program, Program]:
    """The program before the run that is struck, and that of the run."""
    kind, first = case.kind, {NAME: case.kind.declared("first", key)}
    if case.change.startswith("replace"):
        return {NAME: kind.replaced("first", key) | first[NAME]}, {NAME: kind.replaced("second", key)}
    return {
        "first create": ({}, first),
        "create": (BESIDE, {**BESIDE, **first}),
        "update": (first, {NAME: kind.declared("second", key)}),
        "delete": (first, {}),
    }[case.change]


def _noted(resource: Mapping[str, Any], kind: Kind, note: str) -> Mapping[str, Any]:
    """The resource with another comment or description."""
    return {**resource, "properties": {**resource["properties"], kind.note: note}}
