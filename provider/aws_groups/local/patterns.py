r"""The service models' patterns, on the standard library's `re`.

They are written for Java: `\p{L}` and the like stand for Unicode general categories, which `re`
lacks. They are spelled out here as ranges: of ASCII for an ASCII value, which nearly every value
is, and of all Unicode for any other, built once (some 50 ms) when the first such value comes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_CATEGORY = re.compile(r"\\p\{([A-Z][a-z]?)\}")
# Above this only variation selectors are assigned (see _ranges); looking is not free.
_LAST = 0x3FFFF


def matches(pattern: str, value: str) -> bool:
    """Whether the whole of `value` matches a service model's `pattern`, as AWS decides it."""
    return _compiled(pattern, value.isascii()).fullmatch(value) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str, ascii_only: bool) -> re.Pattern[str]:
    return re.compile(_translated(pattern, ascii_only), re.ASCII)


def _translated(pattern: str, ascii_only: bool) -> str:
    parts: list[str] = []
    in_class = False
    at = 0
    while at < len(pattern):
        category = _CATEGORY.match(pattern, at)
        if category:
            ranges = _ranges(ascii_only).get(category[1], "\U0010ffff")
            parts.append(ranges if in_class else f"[{ranges}]")
            at = category.end()
            continue
        step = 2 if pattern[at] == "\\" else 1
        in_class = (in_class or pattern[at] == "[") and pattern[at] != "]"
        parts.append(pattern[at : at + step])
        at += step
    return "".join(parts)


@lru_cache(maxsize=2)
def _ranges(ascii_only: bool) -> dict[str, str]:
    """For each category, major (L) and minor (Lu), its characters as ranges of a class."""
    found: dict[str, list[int]] = {}
    for code in range(0x80 if ascii_only else _LAST + 1):
        category = unicodedata.category(chr(code))
        found.setdefault(category, []).append(code)
        found.setdefault(category[0], []).append(code)
    if not ascii_only:
        # The one assigned block beyond _LAST, all of it marks.
        for name in ("M", "Mn"):
            found[name].extend(range(0xE0100, 0xE01F0))
    return {category: "".join(_joined(codes)) for category, codes in found.items()}


def _joined(codes: Iterable[int]) -> Iterable[str]:
    first = last = -2
    for code in codes:
        if code != last + 1:
            if first >= 0:
                yield _span(first, last)
            first = code
        last = code
    yield _span(first, last)


def _span(first: int, last: int) -> str:
    start, end = re.escape(chr(first)), re.escape(chr(last))
    return start if first == last else f"{start}-{end}"
