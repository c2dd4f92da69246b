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
    """CPU of whole commands, a panel a step, theirs dashed."""
    names = [name.partition(": ") for name in curves if name != "n"]
    steps = list(dict.fromkeys(step for step, _, _ in names))
    figure, panels = plot.subplots(1, len(steps), figsize=(8, 3.4), layout="constrained", sharey=True)
    for step, panel in zip(steps, panels, strict=True):
        for side in (side for its, _, side in names if its == step):
            nothing, once = "nothing" in side, "once" in side
            style = {
                "color": "black" if side == "tofu" else "tab:gray" if nothing else "tab:blue",
                "linestyle": "--" if side == "tofu" else ":" if once else "-",
            }
            panel.plot(curves["n"], curves[f"{step}: {side}"], marker=".", label=side, **style)
        panel.set(xlabel="groups", title=step)
    panels[0].set(ylabel="CPU seconds, all processes")
    panels[0].set_ylim(bottom=0)
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=2, fontsize=8)
    return figure


CHARTS = {
    "start": ("start", _start),
    "plugin": ("throughput", _plugin),
    "engine": ("throughput", _engine),
    "peers": ("peers", _peers),
}
"""Chart to the measurement it is drawn from, and how."""
