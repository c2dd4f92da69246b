"""What somebody may have meant by a name that there is not."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of an error message: the names that are near, or all of them if none is."""
    names = list(known)
    by_lower = {one.lower(): one for one in names}
    near = [by_lower[found] for found in get_close_matches(name.lower(), by_lower)]
    return f"; did you mean {' or '.join(near)}?" if near else f"; there are {', '.join(sorted(names))}"
