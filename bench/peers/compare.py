"""The two side by side: the same groups on the same local AWS over HTTP, command by command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from bench.cloud import STORE_ID, Counter, HttpServer, folder, local_aws
from bench.engine import Stack
from bench.peers import sdk, tofu
from bench.processes import Cost
from bench.results import TIMES, Result, Row
from bench.size import on_disk
from bench.start import start
from bench.statistics import alternate, median, say

ROUNDS = 5
SIZES = {1: 2, 100: 1, 500: 1}
"""Numbers of groups, and how often each life is lived; the medians count."""

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

    def cpu(self, step: str) -> float:
        """Median CPU seconds of all processes."""
        return median([cost.cpu for cost in self.costs[step]])

    def peak(self) -> float:
        """The most MB that a step's processes had."""
        return max(cost.peak for costs in self.costs.values() for cost in costs)


SIDES = ("tofu", "pulumi", "pulumi, state saved once")
"""Theirs and ours; ours again without Pulumi's writing of the whole state at every step, which is its
own way with a state in files, and grows with the square of the groups. tofu writes its state now and
then."""

Lives = dict[int, tuple[Life, Life, Life]]
"""Number of groups to the life of each of ``SIDES``."""


def measure() -> Result:
    """The lives of all three, in turn."""
    lives: Lives = {groups: (Life(), Life(), Life()) for groups in SIZES}
    for groups, (theirs, ours, once) in lives.items():
        for _ in range(SIZES[groups]):
            theirs.add(*_live(groups, "tofu", _tofu))
            ours.add(*_live(groups, "pulumi", _stack))
            once.add(*_live(groups, "pulumi, its state saved once", partial(_stack, checkpoints=False)))
    tables = {"Wall s / CPU s of all processes / AWS calls": _table(lives), "A provider's process": _starts()}
    return Result(_bars(lives), tables, _curves(lives))


After = Callable[[str], None]
Liver = Callable[[int, After], dict[str, Cost]]


def _tofu(place: Path, url: str) -> Liver:
    return tofu.Tofu(place, url).life


def _stack(place: Path, url: str, *, checkpoints: bool = True) -> Liver:
    account = {"region": "us-east-1", "accessKey": "local", "secretKey": "local"}
    config = {"endpoint": url, "identityStoreId": STORE_ID, **account}
    stack = Stack(place, store=place / "unused.sqlite", config=config, checkpoints=checkpoints)
    return lambda groups, after: stack.life(groups, OURS, after)


def _live(
    groups: int, name: str, make: Callable[[Path, str], Liver]
) -> tuple[dict[str, Cost], dict[str, int]]:
    """One life on a local AWS of its own, and the calls of each step."""
    say(f"peers: the life of {groups} groups with {name}")
    calls: dict[str, int] = {}
    with folder() as place:
        store = place / "aws.sqlite"
        server = HttpServer(store)
        try:
            with local_aws(store) as aws:
                live, counter = make(place, server.url), Counter(aws)

                def after(step: str) -> None:
                    calls[step] = len(counter.new())

                return live(groups, after), calls
        finally:
            server.close()


def _bars(lives: Lives) -> list[Row]:
    """The whole command's CPU by theirs, and what one more group adds."""
    rows = []
    for step, their_step in THEIRS.items():
        for groups, side in ((1, 1), (500, 1), (500, 2)):
            cpu, base = lives[groups][side].cpu(step), lives[groups][0].cpu(their_step)
            what = f"CPU of {SIDES[side]}: {step}, {groups} group{'s' if groups > 1 else ''}"
            note = f"{cpu:.2f} s, theirs {base:.1f} s ({their_step})"
            rows.append(Row(what, cpu / base, TIMES, round(1 / 3, 2), note=note))
        base = _marginal(lives, 0, their_step)
        for side in (1, 2):
            mine = _marginal(lives, side, step)
            what = f"CPU of {SIDES[side]}: {step}, one more group"
            rows.append(Row(what, mine / base, TIMES, 0.5, note=f"{mine:.1f} ms, theirs {base:.1f} ms"))
    return rows


def _marginal(lives: Lives, side: int, step: str) -> float:
    """Milliseconds of CPU for one group more, between 1 and 500."""
    return (lives[500][side].cpu(step) - lives[1][side].cpu(step)) / 499 * 1000


def _table(lives: Lives) -> list[list[str]]:
    """A line for each step, of each side."""
    lines = [["", "", *(f"{groups} group{'s' if groups > 1 else ''}" for groups in lives)]]
    for step, their_step in THEIRS.items():
        for side, name in enumerate(SIDES):
            its_step = step if side else their_step
            costs = [(life[side].wall(its_step), life[side].cpu(its_step)) for life in lives.values()]
            calls = [life[side].calls[its_step] for life in lives.values()]
            cells = [f"{wall:.1f} / {cpu:.1f} / {n:,}" for (wall, cpu), n in zip(costs, calls, strict=True)]
            lines.append([its_step, name, *cells])
    peaks = [["memory at the peak", name] for name in SIDES]
    for side, peak in enumerate(peaks):
        lines.append([*peak, *(f"{life[side].peak():.0f} MB" for life in lives.values())])
    return lines


def _curves(lives: Lives) -> dict[str, dict[str, list[float]]]:
    curves: dict[str, list[float]] = {"n": [float(groups) for groups in lives]}
    for side, name in enumerate(SIDES):
        for step in ("create", "preview --refresh, no change", "update"):
            its_step = step if side else THEIRS[step]
            curves[f"{name}: {its_step}"] = [life[side].cpu(its_step) for life in lives.values()]
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
