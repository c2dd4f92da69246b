"""What was measured: rows, each with its bar, and results.json, which keeps the last of each."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.statistics import median, quartiles, ratios

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "bench" / "results.json"
TIMES = "\u00d7"
"""The unit of a ratio."""


@dataclass(frozen=True)
class Row:
    """One number of the table."""

    what: str
    value: float
    unit: str = ""
    bar: float | None = None
    at_least: bool = False
    """Whether the bar is the least that is wanted; else it is the most."""
    spread: tuple[float, float] | None = None
    """The lower and the upper quartile."""
    note: str = ""
    """What was compared, in numbers."""

    @property
    def kept(self) -> bool | None:
        """Whether the bar is kept; None where there is none."""
        if self.bar is None:
            return None
        return self.value >= self.bar if self.at_least else self.value <= self.bar


def compared(
    what: str, ours: Sequence[float], theirs: Sequence[float], bar: float | None = None, note: str = ""
) -> Row:
    """Ours by theirs, measured side by side: the median of the pairs' ratios, and their spread."""
    found = ratios(ours, theirs)
    return Row(what, median(found), TIMES, bar, spread=quartiles(found), note=note)


@dataclass
class Result:
    """The outcome of one measurement."""

    rows: list[Row] = field(default_factory=list)
    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    """Tables to be shown as they are: name to lines, the first the heads."""
    curves: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    """What charts are drawn from: chart to curve to values."""


def load() -> dict[str, dict[str, Any]]:
    """The measurements kept so far, by name."""
    return dict(json.loads(FILE.read_text())) if FILE.exists() else {}


def keep(name: str, result: Result, seconds: float) -> None:
    """Put a measurement in the place of the one kept before."""
    date = time.strftime("%Y-%m-%d", time.gmtime())
    kept = {"date": date, "machine": machine(), "seconds": round(seconds), **asdict(result)}
    FILE.write_text(json.dumps({**load(), name: kept}, indent=1, ensure_ascii=False) + "\n")


def rows_of(kept: Mapping[str, Any]) -> list[Row]:
    """The rows of a measurement that was kept."""
    return [Row(**{**row, "spread": tuple(row["spread"]) if row["spread"] else None}) for row in kept["rows"]]


def machine() -> str:
    """What it was measured on, in a few words."""
    info = Path("/proc/cpuinfo").read_text()
    names = [line.partition(":")[2].strip() for line in info.splitlines() if line.startswith("model name")]
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 2**20
    cpu = names[0] if names else platform.machine()
    system = f"{platform.system()} {platform.release().split('-')[0]}"
    return f"{len(names)} x {cpu}, {memory:.0f} GB, {system}, Python {platform.python_version()}"
