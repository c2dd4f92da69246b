"""Medians and spread of what is measured side by side, so that a machine's moods strike both sides."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from typing import Any


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def quartiles(values: Sequence[float]) -> tuple[float, float]:
    """The lower and the upper quartile; of fewer than four values, the least and the most."""
    if len(values) < 4:
        return min(values), max(values)
    lower, _, upper = statistics.quantiles(values, n=4, method="inclusive")
    return lower, upper


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Ours by theirs, pair by pair."""
    return [one / other for one, other in zip(ours, theirs, strict=True)]


def alternate(times: int, *sides: Callable[[], Any]) -> list[list[Any]]:
    """Run each side in turn, A B A B…; a first round, which warms the caches, does not count."""
    rounds = [[side() for side in sides] for _ in range(times + 1)]
    return [list(column) for column in zip(*rounds[1:], strict=True)]


def say(text: str) -> None:
    """How far it is, for whoever waits at the terminal."""
    print(f"bench: {text}", flush=True)
