"""Paths of values in property bags: tuples, from where they arise to where they are written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, TypeAlias

from aws_groups.values import UNKNOWN, Properties

Path: TypeAlias = tuple[str | int, ...]
"""Names of members and numbers of list items: ``("emails", 0, "value")``."""

_PLAIN = re.compile(r"[A-Za-z_$][A-Za-z0-9_$-]*\Z")


def rendered(path: Path) -> str:
    """``path`` as Pulumi writes it: ``emails[0].value``; a name with other characters stands in brackets."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif _PLAIN.match(part):
            text += f".{part}" if text else part
        else:
            text += f"[{json.dumps(part, ensure_ascii=False)}]"
    return text


def value_at(value: Any, path: Path) -> Any:
    """The value at ``path`` in ``value``: None where there is none, unknown inside of an unknown."""
    for part in path:
        if value is UNKNOWN:
            return UNKNOWN
        if isinstance(value, dict):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value


def with_value(values: Properties, path: Path, value: Any) -> Properties:
    """``values`` with ``value`` at ``path``, which has names only; None takes away what is there."""
    name, *rest = path
    inner = values.get(str(name))
    new = with_value(inner if isinstance(inner, dict) else {}, tuple(rest), value) if rest else value
    others = {key: other for key, other in values.items() if key != name}
    return others if new is None or new == {} else {**values, str(name): new}


def selected(values: Properties, paths: Iterable[Path]) -> Properties:
    """The part of ``values`` that ``paths`` name."""
    chosen: Properties = {}
    for path in paths:
        chosen = with_value(chosen, path, value_at(values, path))
    return chosen
