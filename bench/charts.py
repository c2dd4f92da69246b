"""The charts of docs/performance.md, drawn from what was measured."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import Any

from bench.results import ROOT

DOCS = ROOT / "docs"
STEPS = ("create", "refresh", "update", "delete")


def draw(kept: Mapping[str, Mapping[str, Any]]) -> None:
    """Draw each chart whose numbers there are."""
    for name, (measurement, chart) in CHARTS.items():
        curves = kept.get(measurement, {}).get("curves", {}).get(name)
        if curves:
            plot = _pyplot()
            figure = chart(plot, curves)
            figure.savefig(DOCS / f"performance-{name}.svg", metadata={"Date": None})
            plot.close(figure)


def _pyplot() -> Any:
    # matplotlib is installed by `make bench`, not by `make setup`: nothing else needs it.
    matplotlib = importlib.import_module("matplotlib")
    matplotlib.use("svg")
    matplotlib.rcParams.update(
        {"svg.hashsalt": "bench", "font.size": 9, "axes.grid": True, "grid.alpha": 0.3}
    )
    return importlib.import_module("matplotlib.pyplot")


def _plugin(plot: Any, curves: Mapping[str, Sequence[float]]) -> Any:
    """Time and memory against n, through the plugin alone."""
    figure, (time, memory) = plot.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
    for step in STEPS:
        time.plot(curves["n"], curves[step], marker="o", label=step)
    time.set(xscale="log", yscale="log", xlabel="groups", ylabel="seconds", title="plugin alone, 16 at once")
    time.legend()
    memory.plot(curves["n"], curves["resident MB"], marker="o", color="black")
    memory.set(xlabel="groups", ylabel="MB resident", title="the plugin's memory")
    memory.set_ylim(bottom=0)
    return figure


def _engine(plot: Any, curves: Mapping[str, Sequence[float]]) -> Any:
    """Seconds of each command against n."""
    figure, axes = plot.subplots(figsize=(5.5, 3.2), layout="constrained")
    for step, values in curves.items():
        if step != "n":
            axes.plot(curves["n"], values, marker="o", label=step)
    axes.set(xlabel="groups", ylabel="wall seconds", title="pulumi on the local AWS")
    axes.set_ylim(bottom=0)
    axes.legend()
    return figure


def _start(plot: Any, curves: Mapping[str, Sequence[float]]) -> Any:
    """Every start that was measured, beside the baseline's."""
    figure, axes = plot.subplots(figsize=(6.5, 2.4), layout="constrained")
    names = list(curves)
    axes.boxplot([[second * 1000 for second in curves[name]] for name in names], orientation="horizontal")
    labels = [name if name == "import grpc" else f"to the {name}" for name in names]
    axes.set_yticks(range(1, len(names) + 1), labels)
    axes.set(xlabel="milliseconds from exec", title="cold start")
    axes.set_xlim(left=0)
    axes.invert_yaxis()
    return figure


def _peers(plot: Any, curves: Mapping[str, Sequence[float]]) -> Any:
    """CPU of whole commands, side by side."""
    figure, axes = plot.subplots(figsize=(6.5, 3.2), layout="constrained")
    for name, values in curves.items():
        if name != "n":
            dashed = "--" if name.startswith("tofu") else ":" if "once" in name else "-"
            axes.plot(curves["n"], values, dashed, marker="o", label=name)
    axes.set(xlabel="groups", ylabel="CPU seconds", title="a whole command, all its processes")
    axes.set_ylim(bottom=0)
    axes.legend(fontsize=7, ncols=2)
    return figure


CHARTS = {
    "start": ("start", _start),
    "plugin": ("throughput", _plugin),
    "engine": ("throughput", _engine),
    "peers": ("peers", _peers),
}
"""Chart to the measurement it is drawn from, and how."""
