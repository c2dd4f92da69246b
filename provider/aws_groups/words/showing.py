"""How values stand in sentences."""

from __future__ import annotations

import json
from typing import Any

from aws_groups.secrets import CUT, MASK

LONGEST = 120
"""Characters of a value that are shown."""


def shown(value: Any, *, secret: bool = False) -> str:
    """A value as messages quote it: JSON, cut short, masked if it is secret."""
    if secret:
        return MASK
    if value is None:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False, default=repr)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}{CUT}"


def counted(number: int, noun: str) -> str:
    """``1 character``, ``2 characters``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
