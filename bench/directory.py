"""A directory at scale: users, groups, and who is in which, by the real engine on YAML programs."""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from aws_groups.local import Fault
from bench import nothing
from bench.cloud import STORE_ID, Counter, folder, local_aws
from bench.engine import PLUGIN, Stack
from bench.plugin import LOCAL
from bench.processes import Cost
from bench.results import TIMES, Result, Row, compared
from bench.statistics import say

PAIRS = 3
RATE = 20
UP, PREVIEW, REFRESH = (
    ("up", "--yes", "--skip-preview", "--suppress-outputs"),
    ("preview", "--suppress-outputs"),
    ("refresh", "--yes", "--skip-preview", "--suppress-outputs"),
)


class Size(NamedTuple):
    """How many there are."""

    users: int
    groups: int
    memberships: int

    def __str__(self) -> str:
        return f"{self.users:,} users, {self.groups:,} groups, {self.memberships:,} memberships"

    @property
    def calls(self) -> int:
        """The creates that make it: what nobody can do without."""
        return self.users + self.groups + self.memberships


WHOLE = Size(1_000, 100, 5_000)
SHORT = Size(100, 10, 500)
READ = Size(100, 200, 2_000)


def program(size: Size, *, sets: bool) -> dict[str, Any]:
    """The resources of a directory: the members as one resource a group, or as one resource each."""
    resources: dict[str, Any] = {f"u{number}": _user(number) for number in range(size.users)}
    each = size.memberships // size.groups
    for number in range(size.groups):
        resources[f"g{number}"] = _resource("Group", displayName=f"group {number}")
        members = [(number * each + step) % size.users for step in range(each)]
        group = f"${{g{number}.id}}"
        if sets:
            ids = [f"${{u{member}.id}}" for member in members]
            resources[f"m{number}"] = _resource("GroupMembers", groupId=group, members=ids)
            continue
        for member in members:
            one = _resource("GroupMembership", groupId=group, memberId=f"${{u{member}.id}}")
            resources[f"m{number}-{member}"] = one
    return resources


def _user(number: int) -> dict[str, Any]:
    return _resource(
        "User",
        userName=f"person.{number}@example.org",
        displayName=f"Person {number}",
        name={"givenName": "Person", "familyName": str(number)},
        emails=[{"value": f"person.{number}@example.org", "primary": True}],
    )


def _resource(kind: str, **properties: Any) -> dict[str, Any]:
    properties = {"identityStoreId": STORE_ID, **properties}
    return {"type": f"aws-groups:identitystore:{kind}", "properties": properties}


class Directory:
    """A stack of a directory on a local AWS."""

    def __init__(
        self,
        place: Path,
        *,
        config: Mapping[str, str] = LOCAL,
        plugin: Path = PLUGIN,
        checkpoints: bool = False,
    ) -> None:
        place.mkdir(parents=True)
        self.store = place / "aws.sqlite"
        self.stack = Stack(
            place / "stack", store=self.store, config=config, checkpoints=checkpoints, plugin=plugin
        )

    def run(self, *command: str) -> tuple[Cost, Count[str]]:
        """Run pulumi; what it cost, and the calls that it made."""
        with local_aws(self.store) as aws:
            counter = Counter(aws)
            cost = self.stack.run(*command)
            return cost, Count(counter.new())

    def made(self, resources: Mapping[str, Any]) -> tuple[Cost, Count[str]]:
        """Write a program and bring it about."""
        self.stack.write_resources(resources)
        return self.run(*UP)


def measure() -> Result:
    """Calls, CPU by that of a plugin that does nothing, and time by that of the calls alone."""
    rows = []
    with folder() as place:
        rows += _whole(place)
        rows.append(_sets(place / "many", WHOLE, checkpoints=False))
        rows.append(_sets(place / "few", SHORT, checkpoints=True, bar=0.1))
        rows.append(_paced(place / "paced"))
        rows.append(_read(place / "read"))
        rows += _one_group(place / "one")
    return Result(rows)


def _whole(place: Path) -> list[Row]:
    say(f"directory: {WHOLE}, the members as sets")
    directory = Directory(place / "whole")
    directory.made(program(WHOLE, sets=True))
    _, calls = directory.run(*REFRESH)
    rows = [Row(f"AWS calls to refresh {WHOLE}", calls.total(), bar=170, note=_named(calls))]
    say("directory: the same program with a plugin that does nothing")
    idle = Directory(place / "nothing", plugin=nothing.executable(place))
    idle.made(program(WHOLE, sets=True))
    ours, theirs, count = [], [], 0
    for _ in range(PAIRS):
        mine, calls = directory.run(*PREVIEW)
        count += calls.total()
        ours.append(mine.cpu)
        theirs.append(idle.run(*PREVIEW)[0].cpu)
    rows.append(Row("AWS calls of its preview without a change", count, bar=0))
    what = "CPU of that preview, by the one with a plugin that does nothing"
    rows.append(compared(what, ours, theirs, bar=2, note=f"{ours[-1]:.1f} s and {theirs[-1]:.1f} s"))
    return rows


def _sets(place: Path, size: Size, *, checkpoints: bool, bar: float | None = None) -> Row:
    """The CPU of all processes, without what the same program takes without memberships."""
    spent = []
    for name, memberships, sets in (("none", 0, True), ("sets", None, True), ("single", None, False)):
        say(f"directory: {size}, {name}")
        wanted = size if memberships is None else size._replace(memberships=memberships)
        directory = Directory(place / name, checkpoints=checkpoints)
        spent.append(directory.made(program(wanted, sets=sets))[0].cpu)
    none, as_sets, single = spent
    state = "the state written at each step, as Pulumi does" if checkpoints else "the state written once"
    note = f"{as_sets - none:.1f} s and {single - none:.1f} s; {state}"
    what = f"CPU of {size.memberships:,} memberships as {size.groups} sets, by that as single resources"
    return Row(what, (as_sets - none) / (single - none), TIMES, bar, note=note)


def _paced(place: Path) -> Row:
    say(f"directory: {SHORT} at {RATE} requests a second")
    directory = Directory(place, config={**LOCAL, "requestsPerSecond": str(RATE)})
    with local_aws(directory.store) as aws:
        aws.inject(Fault("throttle", service="identitystore", rate=RATE))
    cost, calls = directory.made(program(SHORT, sets=True))
    floor = SHORT.calls / RATE
    note = f"{cost.wall:.1f} s for {SHORT.calls} calls at {RATE}/s; {_named(calls)}"
    return Row(f"`pulumi up` of {SHORT}, by its calls' time", cost.wall / floor, TIMES, 1.1, note=note)


def _read(place: Path) -> Row:
    say(f"directory: reading {READ}")
    directory = Directory(place)
    directory.made(program(READ, sets=True))
    _, calls = directory.run(*REFRESH)
    return Row(f"AWS calls to refresh {READ}", calls.total(), bar=220, note=_named(calls))


def _one_group(place: Path) -> list[Row]:
    say("directory: a group of 1,000")
    size = Size(1_001, 1, 1_000)
    directory = Directory(place)
    directory.made(program(size, sets=True))
    target = ("--target", "**::m0")
    _, calls = directory.run(*REFRESH, *target)
    rows = [Row("AWS calls to refresh a group of 1,000 members", calls.total(), bar=10, note=_named(calls))]
    _, calls = directory.made(program(size._replace(memberships=1_001), sets=True))
    rows.append(Row("AWS calls to add one person to it", calls.total(), bar=1, note=_named(calls)))
    return rows


def _named(calls: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in calls.items())
