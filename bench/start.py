"""Cold start: exec to the port, to the first answer, to the first object made; and the memory it takes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bench.cloud import environment, folder
from bench.plugin import COMMAND, Plugin, create_groups, group_inputs, struct, with_preparation
from bench.results import Result, Row, compared
from bench.statistics import alternate, median, quartiles, say

ROUNDS = 20
FEW = 7
THREADS = 16

WITHOUT = {
    "the port printed before the provider is imported": "import aws_groups.plugin.servicer",
    "the protocol's modules without pulumi's own init": "import pulumi",
    "boto3 imported at the first call to AWS": "import boto3",
    "garbage searched for every 20,000 objects": "import gc\ngc.set_threshold = lambda *thresholds: None",
}
"""What makes the start short, and code that undoes it."""


CLIENTS = """
import time, boto3
from aws_groups.aws import Config
from aws_groups.aws.session import make_session
account = ["local", "local", None, "us-east-1"]
ours = make_session(Config(access_key="local", secret_key="local", region="us-east-1"))
began = time.perf_counter()
make = {make}
for service in ("identitystore", "cloudfront"):
    make(service)
print(time.perf_counter() - began)
"""
"""The two clients, from our session or from boto3's own, in a process that has imported it all."""


class Start(NamedTuple):
    """Seconds from exec."""

    port: float
    check: float
    create: float
    memory: float
    """MB resident once the first Check was answered."""


def start(store: Path, command: Sequence[str] = COMMAND) -> Start:
    """Start a plugin on a local AWS that is there already, and make one group."""
    began = time.perf_counter()
    with Plugin(store, command) as plugin:
        port = time.perf_counter() - began
        plugin.ready()
        inputs = plugin.check("it", group_inputs(0))
        check = time.perf_counter() - began
        memory = plugin.memory
        made = plugin.create("it", struct(dict(inputs)))
        create = time.perf_counter() - began
        plugin.delete(made)
    return Start(port, check, create, memory)


def import_grpc(store: Path) -> float:
    """Seconds until a Python has imported grpc and said so; what it takes to end is not counted."""
    began = time.perf_counter()
    code = "import grpc; print('there', flush=True)"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment(store)
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        return time.perf_counter() - began


def measure() -> Result:
    """Time and memory of the start, and of the same start without each of its economies."""
    with folder() as place:
        store = place / "aws.sqlite"
        start(store)
        grpc, starts = _pairs(store)
        rows = _times(grpc, starts)
        rows.append(Row("resident after start", median([s.memory for s in starts]), "MB", bar=60))
        rows += _memory(store)
        table = _economies(store)
        clients = _clients(store)
    curves = {
        "start": {"import grpc": grpc, **{n: [getattr(s, n) for s in starts] for n in Start._fields[:3]}}
    }
    tables = {"What each measure buys at start": table, "Making both clients": clients}
    return Result(rows, tables, curves)


def _pairs(store: Path) -> tuple[list[float], list[Start]]:
    say(f"start: {ROUNDS} pairs of `python -c 'import grpc'` and a start of the plugin")
    grpc, starts = alternate(ROUNDS, lambda: import_grpc(store), lambda: start(store))
    return grpc, starts


def _times(grpc: list[float], starts: list[Start]) -> list[Row]:
    def row(what: str, seconds: list[float], bar: float) -> Row:
        note = f"{median(seconds) * 1000:.0f} ms; `python -c 'import grpc'` {median(grpc) * 1000:.0f} ms"
        return compared(what, seconds, grpc, bar, note)

    create = [s.create for s in starts]
    return [
        row("exec to the port on stdout", [s.port for s in starts], 1.5),
        row("exec to Handshake, Configure and the first Check answered", [s.check for s in starts], 2.5),
        Row("exec to the first Create answered", median(create), "s", 1.0, spread=quartiles(create)),
    ]


def _memory(store: Path) -> list[Row]:
    """How memory grows with the groups made by one process."""
    say("start: memory after 500, 1,000 and 2,000 creates")
    sizes = {}
    with Plugin(store) as plugin:
        plugin.ready()
        done = 1
        for count in (501, 1001, 2001):
            create_groups(plugin, range(done, count), THREADS)
            done, sizes[count] = count, plugin.memory
    return [
        Row("resident after 500 creates", sizes[501], "MB", bar=90),
        Row(
            "resident after 2,000 creates",
            sizes[2001],
            "MB",
            bar=90,
            note=f"{sizes[1001]:.1f} MB after 1,000",
        ),
    ]


def _economies(store: Path) -> list[list[str]]:
    table = [["without", "to the port", "to the first Check", "to the first Create", "resident then"]]
    for name, code in WITHOUT.items():
        say(f"start: without {name}")
        other = partial(start, store, with_preparation(code))
        columns = alternate(FEW, partial(start, store), other)
        table.append([name, *(_change(field, *columns) for field in Start._fields)])
    return table


def _change(field: str, usual: list[Start], other: list[Start]) -> str:
    scale, unit = (1, "MB") if field == "memory" else (1000, "ms")
    before, after = (median([getattr(s, field) for s in side]) * scale for side in (usual, other))
    return f"{before:.0f} → {after:.0f} {unit}"


def _clients(store: Path) -> list[list[str]]:
    """What it saves that botocore looks for our services only."""
    say("start: making the clients")

    def seconds(make: str) -> float:
        command = [sys.executable, "-c", CLIENTS.format(make=make)]
        done = subprocess.run(command, env=environment(store), capture_output=True, check=True)
        return float(done.stdout)

    ours, theirs = alternate(
        FEW, lambda: seconds("ours.create_client"), lambda: seconds("boto3.Session(*account).client")
    )
    cells = [f"{median(values) * 1000:.0f} ms" for values in (ours, theirs)]
    return [["with a loader of our services only", "with botocore's own"], cells]
