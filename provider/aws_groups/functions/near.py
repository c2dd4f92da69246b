"""The name that is most like another one, of many thousands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from aws_groups.model.problems import nearest

_CLOSER_LOOK = 20
"""So many names, those that share most pairs of letters, are compared letter by letter."""


class Near:
    """Names to choose the nearest from. To compare each with each takes minutes where there are many."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(set(names)):
            for pair in _pairs(name):
                self._names[pair].append(name)

    def to(self, name: str) -> str | None:
        """The name that is most like ``name``; None where none is like it."""
        shared = Counter(other for pair in _pairs(name) for other in self._names.get(pair, ()))
        return nearest(name, [other for other, _ in shared.most_common(_CLOSER_LOOK)])


def _pairs(name: str) -> set[str]:
    """The pairs of letters in a name, its begin and its end among them."""
    text = f" {name.lower()} "
    return {text[at : at + 2] for at in range(len(text) - 1)}
