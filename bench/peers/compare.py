"""The two side by side: the same groups on the same local AWS over HTTP, command by command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench import nothing
from bench.cloud import STORE_ID, Counter, HttpServer, folder, local_aws
from bench.engine import PLUGIN, Stack
from bench.peers import sdk, tofu
from bench.processes import Cost
from bench.results import Result, Row, compared
from bench.size import on_disk
from bench.start import start
from bench.statistics import alternate, median, say

ROUNDS = 5
SIZES = {1: 3, 100: 1, 500: 3}
"""Numbers of groups, and how often each life is lived; 1 and 500, which are told in ratios, as often."""

OURS = {
    "create": ("up", "--yes"),
    "preview, no change": ("preview",),
    "preview --refresh, no change": ("preview", "--refresh"),
    "refresh": ("refresh", "--yes"),
    "update": ("up", "--yes"),
    "destroy": ("destroy", "--yes"),
}
"""The commands as users give them: with a preview first, as tofu has a plan first."""
THEIRS = {step: "plan, no change" if step.startswith("preview") else step for step in OURS}
"""Our step to theirs. Their plan always reads every group, so `--refresh` is the fair one."""


@dataclass
class Life:
    """What each step cost, one or more times, and how often it called AWS."""

    costs: dict[str, list[Cost]] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)

    def add(self, costs: dict[str, Cost], calls: dict[str, int]) -> None:
        """One more time."""
        for step, cost in costs.items():
            self.costs.setdefault(step, []).append(cost)
        self.calls.update(calls)

    def wall(self, step: str) -> float:
        """Median wall seconds."""
        return median([cost.wall for cost in self.costs[step]])

    def cpu(self, step: str) -> list[float]:
        """CPU seconds of all processes, each time."""
        return [cost.cpu for cost in self.costs[step]]

    def peak(self) -> float:
        """The most MB that a step's processes had."""
        return max(cost.peak for costs in self.costs.values() for cost in costs)


After = Callable[[str], None]
Liver = Callable[[int, After], dict[str, Cost]]


def measure() -> Result:
    """The lives of all sides, in turn."""
    lives: Lives = {groups: {side: Life() for side in SIDES} for groups in SIZES}
    for groups, sides in lives.items():
        for _ in range(SIZES[groups]):
            for side, life in sides.items():
                life.add(*_live(groups, side))
    tables = {"Wall s / CPU s of all processes / AWS calls": _table(lives), "A provider's process": _starts()}
    return Result(_bars(lives), tables, _curves(lives))


def _tofu(place: Path, url: str) -> Liver:
    return tofu.Tofu(place, url).life


def _stack(place: Path, url: str, *, plugin: Path = PLUGIN, checkpoints: bool = True) -> Liver:
    account = {"region": "us-east-1", "accessKey": "local", "secretKey": "local"}
    config = {"endpoint": url, "identityStoreId": STORE_ID, **account}
    unused = place / "unused.sqlite"
    stack = Stack(place, store=unused, config=config, checkpoints=checkpoints, plugin=plugin)
    return lambda groups, after: stack.life(groups, OURS, after)


def _floor(place: Path, url: str, *, checkpoints: bool = True) -> Liver:
    return _stack(place, url, plugin=nothing.executable(place), checkpoints=checkpoints)


SIDES: dict[str, Callable[[Path, str], Liver]] = {
    "tofu": _tofu,
    "pulumi": _stack,
    "pulumi, state saved once": partial(_stack, checkpoints=False),
    "a plugin that does nothing": _floor,
    "a plugin that does nothing, state saved once": partial(_floor, checkpoints=False),
}
"""Theirs, ours, and what Pulumi costs with a plugin that does nothing. The latter two again without
Pulumi's writing of the whole state at every step, which is its own way with a state in files, and grows
with the square of the groups. tofu writes its state now and then."""

FLOORS = {
    "pulumi": "a plugin that does nothing",
    "pulumi, state saved once": "a plugin that does nothing, state saved once",
}
Lives = dict[int, dict[str, Life]]
"""Number of groups to the life of each of ``SIDES``."""


def _live(groups: int, side: str) -> tuple[dict[str, Cost], dict[str, int]]:
    """One life on a local AWS of its own, and the calls of each step."""
    say(f"peers: the life of {groups} group{'s' if groups > 1 else ''}: {side}")
    calls: dict[str, int] = {}
    with folder() as place:
        store = place / "aws.sqlite"
        server = HttpServer(store)
        try:
            with local_aws(store) as aws:
                live, counter = SIDES[side](place, server.url), Counter(aws)

                def after(step: str) -> None:
                    calls[step] = len(counter.new())

                return live(groups, after), calls
        finally:
            server.close()


def _bars(lives: Lives) -> list[Row]:
    """The whole command's CPU by theirs, and what one more group adds."""
    rows = []
    for step in OURS:
        for groups, side in ((1, "pulumi"), (500, "pulumi"), (500, "pulumi, state saved once")):
            mine, theirs, floor = (
                lives[groups][one].cpu(_of(one, step)) for one in (side, "tofu", FLOORS[side])
            )
            what = f"CPU of {side}: {step}, {groups} group{'s' if groups > 1 else ''}"
            rows.append(_row(what, mine, theirs, floor, "s", 1 / 3))
        for side in FLOORS:
            mine, theirs, floor = (_marginal(lives, one, step) for one in (side, "tofu", FLOORS[side]))
            rows.append(_row(f"CPU of {side}: {step}, one more group", mine, theirs, floor, "ms", 1 / 2))
    return rows


def _row(what: str, mine: list[float], theirs: list[float], floor: list[float], unit: str, bar: float) -> Row:
    """Ours by theirs, life by life."""
    note = (
        f"{median(mine):.2f} {unit}, theirs {median(theirs):.1f} {unit}; "
        f"a plugin that does nothing {median(floor):.2f} {unit}"
    )
    return compared(what, mine, theirs, bar, note)


def _marginal(lives: Lives, side: str, step: str) -> list[float]:
    """Milliseconds of CPU for one group more, between 1 and 500."""
    few, many = (lives[groups][side].cpu(_of(side, step)) for groups in (1, 500))
    return [(most - one) / 499 * 1000 for one, most in zip(few, many, strict=True)]


def _of(side: str, step: str) -> str:
    """What that side calls our step."""
    return THEIRS[step] if side == "tofu" else step


def _table(lives: Lives) -> list[list[str]]:
    """A line for each step, of each side."""
    lines = [["", "", *(f"{groups} group{'s' if groups > 1 else ''}" for groups in lives)]]
    for step in OURS:
        for side in SIDES:
            told = [(sides[side], _of(side, step)) for sides in lives.values()]
            cells = [f"{x.wall(its):.1f} / {median(x.cpu(its)):.1f} / {x.calls[its]:,}" for x, its in told]
            lines.append([_of(side, step), side, *cells])
    for side in SIDES:
        peaks = [f"{sides[side].peak():.0f} MB" for sides in lives.values()]
        lines.append(["memory at the peak", side, *peaks])
    return lines


def _curves(lives: Lives) -> dict[str, dict[str, list[float]]]:
    """CPU seconds of each side's steps, named ``step: side``."""
    curves: dict[str, list[float]] = {"n": [float(groups) for groups in lives]}
    for step in ("create", "preview --refresh, no change", "update"):
        for side in SIDES:
            cpu = [median(sides[side].cpu(_of(side, step))) for sides in lives.values()]
            curves[f"{step}: {side}"] = cpu
    return {"peers": curves}


def _starts() -> list[list[str]]:
    """The start of one provider process, theirs and ours."""
    with folder() as place:
        both = alternate(ROUNDS, tofu.start, lambda: start(place / "aws.sqlite"))
    theirs, ours = both[0], [(found.port, found.memory) for found in both[1]]
    return [
        ["", "exec to handshake or port", "resident then", "on disk"],
        _started("terraform-provider-aws", theirs, tofu.size()),
        _started("pulumi-resource-aws-groups", ours, sum(map(on_disk, sdk.OURS))),
    ]


def _started(name: str, starts: list[tuple[float, float]], size: float) -> list[str]:
    seconds, memory = (median(values) for values in zip(*starts, strict=True))
    return [name, f"{seconds * 1000:.0f} ms", f"{memory:.0f} MB", f"{size:.1f} MB"]
