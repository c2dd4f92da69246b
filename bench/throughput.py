"""500 groups through the real engine, and 1 to 5,000 through the plugin alone: time and memory against n."""

from __future__ import annotations

import time
from pathlib import Path

from bench.bare import WARM
from bench.cloud import folder
from bench.engine import STEPS, Stack
from bench.overhead import THREADS, Clock, Steps, change
from bench.plugin import Plugin, create_groups, many
from bench.processes import Cost
from bench.results import TIMES, Result, Row
from bench.statistics import say

ENGINE_SIZES = (1, 100, 500)
SIZES = (1, 100, 1000, 5000)


def measure() -> Result:
    """Both, with a curve for each step."""
    result = Result()
    with folder() as place:
        _engine(place, result)
        _plugin(place, result)
    return result


def _engine(place: Path, result: Result) -> None:
    table = [["groups", *STEPS]]
    curves: dict[str, list[float]] = {"n": []}
    for groups in ENGINE_SIZES:
        say(f"throughput: {groups} groups through pulumi")
        store = place / f"engine-{groups}.sqlite"
        costs = Stack(place / f"engine-{groups}", store=store).life(groups)
        table.append([f"{groups:,}", *(f"{cost.wall:.1f} / {cost.cpu:.1f}" for cost in costs.values())])
        curves["n"].append(groups)
        for step, cost in costs.items():
            curves.setdefault(step, []).append(cost.wall)
        if groups == 500:
            result.rows += _engine_rows(costs)
    say("throughput: 500 groups through pulumi, its state saved at the end only")
    store = place / "engine-once.sqlite"
    once = Stack(place / "engine-once", store=store, checkpoints=False).life(500)
    table.append(["500, state saved once", *(f"{cost.wall:.1f} / {cost.cpu:.1f}" for cost in once.values())])
    result.rows += _engine_rows(once, ", its state saved once")
    result.tables["Through pulumi: wall s / CPU s of all processes"] = table
    result.curves["engine"] = curves


def _engine_rows(costs: dict[str, Cost], how: str = "") -> list[Row]:
    return [
        Row(
            f"500 groups through pulumi{how}: {step}",
            cost.wall,
            "s",
            note=f"{cost.cpu:.1f} s CPU of all processes, {cost.peak:.0f} MB at the peak",
        )
        for step, cost in costs.items()
        if step in ("create", "update")
    ]


def _plugin(place: Path, result: Result) -> None:
    table = [["groups", "create", "refresh", "update", "delete", "resident"]]
    curves: dict[str, list[float]] = {"n": []}
    cpu: dict[tuple[int, str], float] = {}
    for groups in SIZES:
        say(f"throughput: {groups} groups through the plugin alone")
        costs, memory = _life(place / f"plugin-{groups}.sqlite", groups)
        table.append([f"{groups:,}", *(f"{wall:.2f} s" for _, wall in costs.values()), f"{memory:.0f} MB"])
        curves["n"].append(groups)
        curves.setdefault("resident MB", []).append(memory)
        for step, (seconds, wall) in costs.items():
            curves.setdefault(step, []).append(wall)
            cpu[groups, step] = seconds / groups
    result.tables[f"Through the plugin alone, {THREADS} at once"] = table
    result.curves["plugin"] = curves
    for step in ("create", "refresh", "update", "delete"):
        thousand, most = cpu[1000, step], cpu[5000, step]
        note = f"{thousand * 1000:.2f} and {most * 1000:.2f} ms"
        what = f"{step}: CPU of one of 5,000 by one of 1,000"
        result.rows.append(Row(what, most / thousand, TIMES, 1.25, note=note))


def _life(store: Path, groups: int) -> tuple[Steps, float]:
    """CPU and wall seconds of each step, and the MB that the plugin had before the deletes."""
    with Plugin(store) as plugin:
        plugin.ready()
        many(THREADS, plugin.delete, create_groups(plugin, range(-WARM, 0), THREADS))
        clock = Clock(plugin)
        made = clock.step("create", lambda: create_groups(plugin, range(groups), THREADS))
        time.sleep(0.6)  # a refresh is another burst of reads than the writes before it
        clock.step("refresh", lambda: many(THREADS, plugin.read, made))
        changed = clock.step("update", lambda: change(plugin, made, "changed"))
        memory = plugin.memory
        clock.step("delete", lambda: many(THREADS, plugin.delete, changed))
        return clock.told, memory
