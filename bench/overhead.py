"""What the provider adds to a call: its CPU by operation, beside the same calls by bare boto3.

Both sides are kept on one processor, the HTTP server on another: CPU time on a processor whose
sibling is busy says more about the sibling.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from bench.bare import WARM
from bench.cloud import HttpServer, environment, folder
from bench.plugin import Object, Plugin, create_groups, group_inputs, many, struct
from bench.processes import cpu_seconds
from bench.results import ROOT, TIMES, Result, Row
from bench.statistics import alternate, median, quartiles, say

COUNT = 500
THREADS = 16
ROUNDS = 3
STEPS = ("create", "update", "delete")

Steps = dict[str, tuple[float, float]]
"""Step to CPU and wall seconds."""


def measure() -> Result:
    """CPU by operation, ours by bare boto3's, and what of it gRPC alone takes."""
    rows: list[Row] = []
    with folder() as place, _on_first_processor():
        say(f"overhead: {ROUNDS} pairs of {COUNT} creates, updates and deletes by boto3 and by the plugin")
        theirs, mine = alternate(ROUNDS, partial(bare, place), partial(ours, place))
        rows += [_row(step, "", mine, theirs) for step in STEPS]
        say("overhead: the same over HTTP")
        theirs, mine = alternate(ROUNDS, partial(bare, place, http=True), partial(ours, place, http=True))
        rows += [_row(step, " over HTTP", mine, theirs) for step in STEPS]
        empty = [grpc_alone() for _ in range(ROUNDS)]
    rows.append(
        Row(
            "CPU of an RPC that does nothing, in a Python plugin",
            median(empty),
            "ms",
            spread=quartiles(empty),
        )
    )
    return Result(rows)


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
    server = HttpServer(store, str((os.cpu_count() or 1) - 1))
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


def ours(place: Path, *, http: bool = False) -> Steps:
    """The same calls, asked of the plugin; the CPU is that of the plugin's process."""
    with _endpoint(place, http) as (store, url), Plugin(store) as plugin:
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


EMPTY = """
import time
from concurrent.futures import ThreadPoolExecutor
import grpc
from aws_groups.plugin.protocol import provider_pb2 as p, provider_pb2_grpc
class Empty(provider_pb2_grpc.ResourceProviderServicer):
    def Create(self, request, context):
        return p.CreateResponse(id="id", properties=request.properties)
server = grpc.server(ThreadPoolExecutor(64))
provider_pb2_grpc.add_ResourceProviderServicer_to_server(Empty(), server)
port = server.add_insecure_port("127.0.0.1:0")
server.start()
print(port, flush=True)
time.sleep(600)
"""


def grpc_alone() -> float:
    """Milliseconds of CPU for a Create that answers at once: the floor of any plugin in Python."""
    import grpc

    from aws_groups.plugin.protocol import provider_pb2, provider_pb2_grpc

    with subprocess.Popen([sys.executable, "-c", EMPTY], stdout=subprocess.PIPE) as process:
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


def _row(step: str, how: str, mine: list[Steps], theirs: list[Steps]) -> Row:
    ratio = [one[step][0] / other[step][0] for one, other in zip(mine, theirs, strict=True)]
    cpu, base = (median([side[step][0] for side in sides]) / COUNT * 1000 for sides in (mine, theirs))
    note = f"{cpu:.2f} ms, bare boto3 {base:.2f} ms"
    what = f"CPU of {'an' if step == 'update' else 'a'} {step}{how}, by bare boto3's, {THREADS} at once"
    return Row(what, median(ratio), TIMES, 1.3, spread=quartiles(ratio), note=note)
