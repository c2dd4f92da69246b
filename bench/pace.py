"""At AWS's own pace: a local AWS that throttles above 20 requests a second, and a provider that knows."""

from __future__ import annotations

import time
from pathlib import Path

from aws_groups.local import Fault
from bench.cloud import folder, local_aws
from bench.plugin import Object, Plugin, create_groups, many
from bench.results import Result, Row
from bench.statistics import say

RATE = 20
GROUPS = 100
THREADS = 8


def measure() -> Result:
    """Seconds of 100 creates and of their refresh, and how often AWS had to refuse."""
    rows = []
    with folder() as place:
        say(f"pace: {GROUPS} creates and a refresh at {RATE} requests a second")
        create, refused, refresh, refused_then = _paced(place / "paced.sqlite", requestsPerSecond=RATE)
        say("pace: the same creates without a pace of ours")
        naive, naive_refused, _, _ = _paced(place / "not-paced.sqlite")
    without = f"without a pace of ours {naive:.1f} s and {naive_refused} refused"
    rows.append(Row(f"{GROUPS} creates at {RATE} requests/s", create, "s", 6.0, note=without))
    rows.append(Row("of them refused for throttling", refused, bar=0))
    rows.append(Row(f"refresh of {GROUPS} groups at {RATE} requests/s", refresh, "s", 1.1))
    rows.append(Row("of its calls refused for throttling", refused_then, bar=0))
    return Result(rows)


def _paced(store: Path, **config: float) -> tuple[float, int, float, int]:
    with local_aws(store) as aws, Plugin(store) as plugin:
        plugin.ready(**config)
        plugin.delete(create_groups(plugin, [-1], 1)[0])
        aws.inject(Fault("throttle", service="identitystore", rate=RATE))

        def refused() -> int:
            return sum("throttle" in (call.fault or "") and call.error is not None for call in aws.calls())

        began = time.perf_counter()
        made: list[Object] = create_groups(plugin, range(GROUPS), THREADS)
        create, after_create = time.perf_counter() - began, refused()
        time.sleep(1)
        began = time.perf_counter()
        many(THREADS, plugin.read, made)
        return create, after_create, time.perf_counter() - began, refused() - after_create
