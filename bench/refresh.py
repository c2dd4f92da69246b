"""Bulk refresh: how many calls it takes to read n groups of a store, over gRPC and through the engine."""

from __future__ import annotations

import time
from collections import Counter as Count
from pathlib import Path
from typing import NamedTuple

from bench.cloud import STORE_ID, Counter, folder, local_aws, make_groups
from bench.engine import Stack
from bench.plugin import COMMAND, Object, Plugin, group_inputs, many, struct, with_preparation
from bench.results import Result, Row
from bench.statistics import say

SIZES = (1, 2, 3, 100, 500, 1000, 5000)
THREADS = 8
"""What the engine does at once on this machine: four for each of two processors."""
OFF = """from aws_groups.aws.bulk import Bulk
Bulk.read = lambda self, send, wanted, check: [each.alone() for each in wanted]"""


class Refresh(NamedTuple):
    """One refresh of so many groups."""

    calls: int
    seconds: float
    cpu: float


def refresh(place: Path, groups: int, command: tuple[str, ...] = COMMAND) -> Refresh:
    """Read all the groups of a new store once, and count the calls."""
    store = place / f"{groups}-{time.monotonic_ns()}.sqlite"
    with local_aws(store) as aws:
        objects = [_known(number, id) for number, id in enumerate(make_groups(aws, groups))]
        counter = Counter(aws)
        with Plugin(store, command) as plugin:
            plugin.ready()
            cpu, began = plugin.cpu, time.perf_counter()
            read = many(THREADS, plugin.read, objects)
            seconds, cpu = time.perf_counter() - began, plugin.cpu - cpu
        assert all(reply.id for reply in read)
        return Refresh(len(counter.new()), seconds, cpu)


def _known(number: int, id: str) -> Object:
    """A group as a state has it that was written some time ago."""
    inputs = struct({**group_inputs(number, "made"), "displayName": f"made-{number}"})
    urn = f"urn:pulumi:dev::bench::aws-groups:identitystore:Group::g{number}"
    return Object(urn, id, inputs, struct({**dict(inputs), "groupId": id.partition("/")[2], "arn": STORE_ID}))


def _engine(place: Path) -> Row:
    """`pulumi refresh` of 1,000 groups, with the parallelism that is the engine's default."""
    say("refresh: 1,000 groups through pulumi")
    store = place / "engine.sqlite"
    stack = Stack(place / "engine", store=store)
    stack.write(1, "made")
    stack.run("up", "--yes", "--skip-preview")
    with local_aws(store) as aws:
        stack.adopt(make_groups(aws, 1000))
        counter = Counter(aws)
        cost = stack.run("refresh", "--yes", "--skip-preview", "--suppress-outputs")
        calls = Count(counter.new())
    note = f"{', '.join(f'{n} {name}' for name, n in calls.items())}; {cost.wall:.1f} s"
    return Row("AWS calls of `pulumi refresh` of 1,000", calls.total(), bar=12, note=note)


def measure() -> Result:
    """Calls for each size, with what one read a group would take."""
    rows, table = [], [["groups", "calls", "bar", "seconds", "plugin CPU s"]]
    with folder() as place:
        for groups in SIZES:
            say(f"refresh: {groups} groups over gRPC, {THREADS} at once")
            found = refresh(place, groups)
            bar = groups / 100 + 2
            rows.append(Row(f"AWS calls to refresh {groups:,}", found.calls, bar=bar))
            cells = [
                f"{groups:,}",
                f"{found.calls}",
                f"{bar:.2f}",
                f"{found.seconds:.2f}",
                f"{found.cpu:.2f}",
            ]
            table.append(cells)
        say("refresh: 1,000 groups, each read by itself")
        single = refresh(place, 1000, with_preparation(OFF))
        rows.append(_engine(place))
    off = ["1,000, each by itself", f"{single.calls:,}", "", f"{single.seconds:.2f}", f"{single.cpu:.2f}"]
    return Result(rows, {"Bulk refresh over gRPC": [*table, off]})
