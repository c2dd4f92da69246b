"""Random lives of a stack: a few updates, kills, faults and other writers, and nothing is lost on the way."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from aws_groups.local import Fault
from tests.engine.advice import holder
from tests.engine.harness import STORE, Stack
from tests.engine.programs import KEYS, Resource, group, key_group, public_key
from tests.kills.account import require_in_order
from tests.kills.aws import WRITES, Blow, Step, Victim
from tests.kills.cases import BEFORE, their_key
from tests.kills.life import Life, Struck

MOST_UPDATES = 3
NAMES = ("key", "named-key", "set", "named-set", "team", "crew")
"""The resources that a program can have: keys, key groups and groups."""
COMMANDS = ["up", "up", "up", "up --refresh", "refresh", "destroy"]
"""What is struck."""
OPERATIONS = [verb + one for verb in WRITES for one in ("PublicKey", "KeyGroup", "Group")]
FAULTS = ["throttle", "error", "drop-before", "drop-after", "etag-move"]
KINDS_OF_CALLS: list[str | tuple[str, ...]] = [*WRITES, WRITES, WRITES, ""]
"""At which call a blow is struck."""


class Plan(NamedTuple):
    """Which life, and how much of it."""

    seed: int
    updates: int = MOST_UPDATES
    """How many it has at most."""
    names: tuple[str, ...] = NAMES
    """The resources that it can have."""

    def smaller(self) -> list[Plan]:
        """The same life with less of it, the least first."""
        fewer = [self._replace(updates=number) for number in range(1, self.updates)]
        names = [self._replace(names=tuple(n for n in self.names if n != name)) for name in self.names]
        return [*fewer, *(plan for plan in names if plan.names)]

    def __str__(self) -> str:
        less = f" --updates {self.updates}" if self.updates != MOST_UPDATES else ""
        return f"--life {self.seed}{less}" + (
            f" --names {','.join(self.names)}" if self.names != NAMES else ""
        )


class RandomLife:
    """One life. Each thing is drawn by itself, so that it stays as it is where others are left out."""

    def __init__(self, plan: Plan, life: Life) -> None:
        self.plan, self.life = plan, life
        self.key = their_key(life)
        self.number = 0
        """The update that it is at."""
        self.program: dict[str, Resource] = {}
        self.theirs = life.objects()
        """What others made, as they made it, by id."""
        self.told: list[str] = []
        """What happened, to be printed beside a failure."""
        self.counts: Counter[str] = Counter()
        life.renames = self._gives_another_name
        life.own_provider = self.draws("provider").random() < 0.25

    def draws(self, what: str) -> random.Random:
        """The numbers by which one thing of this update is drawn."""
        return random.Random(f"{self.plan.seed} {self.number} {what}")

    def play(self) -> list[str]:
        """Live it. Returns what the messages told to do on the way."""
        done: list[str] = []
        updates = self.draws("updates").randint(1, MOST_UPDATES)
        for number in range(min(self.plan.updates, updates)):
            self.number = number
            self._rewrite()
            stale = self._somebody_writes()
            struck, command = self._struck()
            # Pulumi does not look at what its state says is there, unless it is told to.
            stale = stale or (command == "destroy" and not struck.ok)
            if stale or struck.killed or not struck.ok or not command.startswith("up"):
                before = self.draws("before").choice(BEFORE[1:] if stale else BEFORE)
                done += self.life.settle(*filter(None, [before]))
            require_in_order(self.life, self.program, self.theirs)
        self.counts["states made readable"] += self.life.mended
        return done

    # The program.

    def _rewrite(self) -> None:
        """Declare some resources, change some, and let some go."""
        for name in self.plan.names:
            draws = self.draws(name)
            if name in self.program and draws.random() < 0.25:
                del self.program[name]
            elif draws.random() < 0.5:
                self.program[name] = self._declared(name, draws)
        if "key" not in self.program:
            for resource in self.program.values():
                if "items" in resource["properties"]:
                    resource["properties"]["items"] = [self.key]
        self._say(f"program {sorted(self.program)}")
        self.life.declare(self.program)

    def _declared(self, name: str, draws: random.Random) -> Resource:
        note = f"note {draws.randrange(100)}"
        if name.endswith("key"):
            more = {"name": "ours-key"} if name == "named-key" else {}
            return public_key(draws.choice(KEYS), comment=note, **more)
        if name.endswith("set"):
            keys = [self.key, "${key.id}"] if draws.random() < 0.7 else [self.key]
            more = {"name": "ours-set"} if name == "named-set" else {}
            return key_group(*keys, comment=note, **more)
        return group(f"ours-{name}", description=note)

    def _gives_another_name(self, name: str, error: str) -> bool:
        """Whether the holder is somebody else's; then the resource gets another name, as the message says."""
        if holder(error) not in self.theirs:
            return False
        properties = self.program[name]["properties"]
        label = "displayName" if "displayName" in properties else "name"
        properties[label] = f"{properties[label]}-{self.number}"
        self._say(f"{name} gets another name")
        self.life.declare(self.program)
        return True

    # Others.

    def _somebody_writes(self) -> bool:
        """Whether somebody has changed or deleted something of ours."""
        draws = self.draws("others")
        if draws.random() < 0.5:
            return False
        self.counts["other writers"] += 1
        if draws.random() < 0.3:
            self._takes_a_name(draws)
            return False
        draws.choice([self._edits, self._deletes])(draws)
        return True

    def _one_of_ours(self, draws: random.Random) -> tuple[str, str] | None:
        ours = sorted((name, id) for name, id in self.life.ids().items() if id in self.life.objects())
        return draws.choice(ours) if ours else None

    def _edits(self, draws: random.Random) -> None:
        """The description of a group of ours; of the others only the version."""
        if (found := self._one_of_ours(draws)) is None:
            return
        name, id = found
        self._say(f"somebody edits {name}")
        if name not in ("team", "crew"):
            self.life.aws.move_etag(id)
            return
        change = [{"AttributePath": "description", "AttributeValue": "theirs"}]
        self.life.outside("identitystore", "UpdateGroup", **_where(id), Operations=change)

    def _deletes(self, draws: random.Random) -> None:
        """One of ours that nothing uses."""
        if (found := self._one_of_ours(draws)) is None:
            return
        name, id = found
        self._say(f"somebody deletes {name}")
        with suppress(ClientError):
            if name in ("team", "crew"):
                self.life.outside("identitystore", "DeleteGroup", **_where(id))
                return
            one = "PublicKey" if name.endswith("key") else "KeyGroup"
            etag = self.life.outside("cloudfront", f"Get{one}", Id=id)["ETag"]
            self.life.outside("cloudfront", f"Delete{one}", Id=id, IfMatch=etag)

    def _takes_a_name(self, draws: random.Random) -> None:
        """Make what ours may be about to make."""
        before = self.life.objects()
        team = draws.random() < 0.5
        self._say(f"somebody takes the name of {'team' if team else 'named-set'}")
        with suppress(ClientError):
            if team:
                names = {"IdentityStoreId": STORE, "DisplayName": "ours-team"}
                self.life.outside("identitystore", "CreateGroup", **names)
            else:
                config = {"Name": "ours-set", "Items": [self.key]}
                self.life.outside("cloudfront", "CreateKeyGroup", KeyGroupConfig=config)
        self.theirs.update(_without(self.life.objects(), before))

    # What strikes.

    def _struck(self) -> tuple[Struck, str]:
        """A run that is struck or meets a fault, and perhaps another one that is struck as well: the last
        one, and its command."""
        draws = self.draws("blows")
        if draws.random() < 0.25:
            fault = Fault(draws.choice(FAULTS), draws.choice(OPERATIONS), times=1)
            self._say(f"{fault.kind} at {fault.operation}")
            self.counts["faults"] += 1
            with suppress(ValueError):
                self.life.aws.inject(fault)
        command = draws.choice(COMMANDS)
        struck = self._strike(draws, command)
        if struck.killed and command != "destroy" and draws.random() < 0.3:
            struck = self._strike(draws, command := "up")
        self.life.aws.clear_faults()
        return struck, command

    def _strike(self, draws: random.Random, command: str) -> Struck:
        blow = Blow(
            draws.choice(KINDS_OF_CALLS),
            draws.choice(list(Victim)),
            draws.choice(list(Step)),
            draws.choice([0, 0, 1, 2]),
        )
        struck = self.life.struck(blow, command)
        self.counts["kills"] += struck.killed
        self._say(f"{command}: {blow}: {'struck' if struck.killed else 'not struck'}")
        return struck

    def _say(self, text: str) -> None:
        self.told.append(text)


def _where(id: str) -> dict[str, str]:
    """The parameters that say which group."""
    return dict(zip(("IdentityStoreId", "GroupId"), id.split("/"), strict=True))


def _without(found: dict[str, Any], those: Collection[str]) -> dict[str, Any]:
    return {id: it for id, it in found.items() if id not in those}


class Lived(NamedTuple):
    """How a life was."""

    done: list[str]
    """What the messages told to do."""
    counts: Counter[str]


def play(plan: Plan, folder: Path, home: Path, newborn: Stack) -> Lived:
    """Live a life.

    Raises:
        AssertionError: something is wrong; a note on it tells all that happened.
    """
    with Life(folder, home, newborn) as life:
        lived = RandomLife(plan, life)
        try:
            return Lived(lived.play(), lived.counts)
        except AssertionError as error:
            error.args = (f"{error}\n{'; '.join(lived.told)}",)
            raise
