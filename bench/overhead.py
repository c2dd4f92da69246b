"""What the provider adds to a call: its CPU by operation, beside the same calls by bare boto3.

Both are run as their users run them, on all processors; then again with all of it kept on one, where
bare boto3 loses nothing to moving between processors either.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from bench.bare import WARM
from bench.cloud import HttpServer, environment, folder
from bench.plugin import COMMAND, Object, Plugin, create_groups, group_inputs, many, struct
from bench.processes import cpu_seconds
from bench.results import ROOT, Result, Row, compared
from bench.statistics import alternate, median, quartiles, say

COUNT = 1000
THREADS = 16
ROUNDS = 5
BAR = 1.3
STEPS = ("create", "update", "delete")

Steps = dict[str, tuple[float, float]]
"""Step to CPU and wall seconds."""


def measure() -> Result:
    """CPU by operation, ours by bare boto3's, and what of it gRPC alone takes."""
    with folder() as place:
        say(f"overhead: {ROUNDS} times {COUNT} creates, updates and deletes by boto3 and by the plugin")
        theirs, mine = alternate(ROUNDS, partial(bare, place), partial(ours, place))
        rows = _rows("", BAR, theirs, mine)
        say("overhead: the same over HTTP")
        over_http = partial(bare, place, http=True), partial(ours, place, http=True)
        rows += _rows(" over HTTP", BAR, *alternate(ROUNDS, *over_http))
        say("overhead: the same with all of it on one processor")
        with _on_first_processor():
            alike = partial(bare, place), partial(ours, place)
            rows += _rows(", all on one processor", None, *alternate(ROUNDS, *alike))
            empty = [grpc_alone() for _ in range(ROUNDS)]
    what = "CPU of an RPC that does nothing, in a Python plugin"
    rows.append(Row(what, median(empty), "ms", spread=quartiles(empty)))
    return Result(rows, {"CPU / wall ms of an operation": _sides(theirs, mine)})


@contextmanager
def _on_first_processor() -> Iterator[None]:
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def _endpoint(place: Path, http: bool) -> Iterator[tuple[Path, str | None]]:
    """A new store, and the URL where it is served, if it is."""
    store = place / f"{time.monotonic_ns()}.sqlite"
    if not http:
        yield store, None
        return
    server = HttpServer(store)
    try:
        yield store, server.url
    finally:
        server.close()


def bare(place: Path, *, http: bool = False) -> Steps:
    """The calls by boto3 in a process of its own."""
    with _endpoint(place, http) as (store, url):
        command = [sys.executable, "-m", "bench.bare", url or str(store), str(COUNT), str(THREADS)]
        done = subprocess.run(command, cwd=ROOT, env=environment(store), capture_output=True, check=True)
        return dict(json.loads(done.stdout))


def ours(place: Path, *, http: bool = False, command: Sequence[str] = COMMAND) -> Steps:
    """The same calls, asked of the plugin; the CPU is that of the plugin's process."""
    with _endpoint(place, http) as (store, url), Plugin(store, command) as plugin:
        account = {"endpoint": url, "region": "us-east-1", "accessKey": "local", "secretKey": "local"}
        plugin.ready(**(account if url else {}))
        many(THREADS, plugin.delete, create_groups(plugin, range(-WARM, 0), THREADS))
        clock = Clock(plugin)
        made = clock.step("create", lambda: create_groups(plugin, range(COUNT), THREADS))
        changed = clock.step("update", lambda: change(plugin, made, "changed"))
        clock.step("delete", lambda: many(THREADS, plugin.delete, changed))
        return clock.told


class Clock:
    """What the steps of a life take: the plugin's CPU, and the wall's seconds."""

    def __init__(self, plugin: Plugin) -> None:
        self._plugin = plugin
        self.told: Steps = {}

    def step(self, name: str, work: Callable[[], list[Any]]) -> list[Any]:
        """Do the work and note what it took."""
        cpu, wall = self._plugin.cpu, time.perf_counter()
        done = work()
        self.told[name] = self._plugin.cpu - cpu, time.perf_counter() - wall
        return done


def change(plugin: Plugin, groups: list[Object], description: str) -> list[Object]:
    """Give every group another description."""

    def one(numbered: tuple[int, Object]) -> Object:
        number, group = numbered
        return plugin.update(group, group_inputs(number, description))

    return many(THREADS, one, enumerate(groups))


def grpc_alone() -> float:
    """Milliseconds of CPU for a Create that answers at once: the floor of any plugin in Python."""
    import grpc

    from aws_groups.plugin.protocol import provider_pb2, provider_pb2_grpc

    command = [sys.executable, "-m", "bench.nothing"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
            stub = provider_pb2_grpc.ResourceProviderStub(channel)
            request = provider_pb2.CreateRequest(urn="urn", type="type", properties=struct(group_inputs(0)))
            many(THREADS, stub.Create, [request] * 100)
            before = cpu_seconds(process.pid)
            many(THREADS, stub.Create, [request] * COUNT)
            used = cpu_seconds(process.pid) - before
        process.kill()
    return used / COUNT * 1000


def _rows(how: str, bar: float | None, theirs: list[Steps], mine: list[Steps]) -> list[Row]:
    rows = []
    for step in STEPS:
        ours, bares = ([run[step][0] for run in runs] for runs in (mine, theirs))
        note = f"{_each(step, mine)[0]:.2f} ms, bare boto3 {_each(step, theirs)[0]:.2f} ms"
        what = f"CPU of {'an' if step == 'update' else 'a'} {step}{how}, by bare boto3's, {THREADS} at once"
        rows.append(compared(what, ours, bares, bar, note))
    return rows


def _each(step: str, runs: list[Steps]) -> tuple[float, float]:
    """Milliseconds of one operation, CPU and wall."""
    cpu, wall = (median([run[step][part] for run in runs]) / COUNT * 1000 for part in (0, 1))
    return cpu, wall


def _sides(theirs: list[Steps], mine: list[Steps]) -> list[list[str]]:
    sides = {"the plugin": mine, "bare boto3": theirs}
    cells = [
        [name, *("{:.2f} / {:.2f}".format(*_each(step, runs)) for step in STEPS)]
        for name, runs in sides.items()
    ]
    return [["", *STEPS], *cells]
