"""The local AWS over HTTP: how fast it starts, and how many requests a second one processor answers."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.cloud import STORE_ID, HttpServer, folder
from bench.processes import cpu_seconds
from bench.results import Result, Row
from bench.statistics import median, quartiles, say

STARTS = 10
ROUNDS = 5
REQUESTS = 1000
THREADS = 4


def measure() -> Result:
    """Starts, and rounds of requests by boto3 from another processor."""
    last = (os.cpu_count() or 1) - 1
    with folder() as place:
        say(f"server: {STARTS} starts of `aws-groups local`")
        starts = [_start(place / "starts.sqlite") for _ in range(STARTS)]
        say(f"server: {ROUNDS} rounds of {REQUESTS} requests by boto3, the server on one processor")
        rates, cpu = _rates(place / "rates.sqlite", str(last))
    note = f"half CreateGroup, half DescribeGroup, {THREADS} threads; {cpu:.2f} ms CPU of the server each"
    return Result(
        [
            Row("start of `aws-groups local`", median(starts), "s", 0.4, spread=quartiles(starts)),
            Row(
                "boto3 requests a second, server on one processor",
                median(rates),
                "/s",
                400,
                at_least=True,
                spread=quartiles(rates),
                note=note,
            ),
        ]
    )


def _start(store: Path) -> float:
    began = time.perf_counter()
    server = HttpServer(store)
    seconds = time.perf_counter() - began
    server.close()
    return seconds


def _rates(store: Path, processor: str) -> tuple[list[float], float]:
    """Requests a second in each round, and the server's CPU milliseconds for one."""
    import boto3

    server = HttpServer(store, processor)
    session = boto3.Session("local", "local", region_name="us-east-1")
    client: Any = session.client("identitystore", endpoint_url=server.url)

    def pair(name: str) -> None:
        made = client.create_group(IdentityStoreId=STORE_ID, DisplayName=name)
        client.describe_group(IdentityStoreId=STORE_ID, GroupId=made["GroupId"])

    pair("warm")
    rates = []
    before = cpu_seconds(server.process.pid)
    with ThreadPoolExecutor(THREADS) as pool:
        for turn in range(ROUNDS):
            began = time.perf_counter()
            list(pool.map(pair, [f"{turn}-{number}" for number in range(REQUESTS // 2)]))
            rates.append(REQUESTS / (time.perf_counter() - began))
    cpu = (cpu_seconds(server.process.pid) - before) / (ROUNDS * REQUESTS) * 1000
    server.close()
    return rates, cpu
