"""Which operation of a REST service a method and a path mean, from the service model."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote


class Routes:
    """The paths of every operation of one service model, in a table built once."""

    def __init__(self, model: Any) -> None:
        self._routes: dict[tuple[str, int], list[_Route]] = {}
        for name in model.operation_names:
            route = _Route(name, model.operation_model(name).http)
            self._routes.setdefault((route.method, len(route.segments)), []).append(route)
        for routes in self._routes.values():
            routes.sort(key=_Route.precision, reverse=True)

    def find(self, method: str, target: str) -> tuple[str, dict[str, str], dict[str, str]] | None:
        """The operation's name, the labels in the path and the query; None if there is none."""
        path, _, query_text = target.partition("?")
        segments = path.split("/")
        query = dict(parse_qsl(query_text, keep_blank_values=True))
        for route in self._routes.get((method, len(segments)), ()):
            if route.matches(segments, query):
                return route.operation, route.labels(segments), query
        return None


class _Route:
    def __init__(self, operation: str, http: dict[str, str]) -> None:
        self.operation = operation
        self.method = http["method"]
        path, _, query = http["requestUri"].partition("?")
        self.segments = path.split("/")
        self.query = dict(parse_qsl(query, keep_blank_values=True))

    def precision(self) -> tuple[int, int]:
        """Of two routes that match, the one that says more is meant."""
        return len(self.query), sum(not segment.startswith("{") for segment in self.segments)

    def matches(self, segments: list[str], query: dict[str, str]) -> bool:
        return query.items() >= self.query.items() and all(
            (found != "") if wanted.startswith("{") else wanted == found
            for wanted, found in zip(self.segments, segments, strict=True)
        )

    def labels(self, segments: list[str]) -> dict[str, str]:
        pairs = zip(self.segments, segments, strict=True)
        return {name[1:-1]: unquote(value) for name, value in pairs if name.startswith("{")}
