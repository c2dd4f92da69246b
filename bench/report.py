"""The table in docs/performance.md, between its markers: written, never edited by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bench.results import ROOT, Row, rows_of

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- written by `make bench`: begin -->", "<!-- written by `make bench`: end -->"

Kept = Mapping[str, Mapping[str, Any]]


def write(kept: Kept) -> None:
    """Put what was measured in the place of what the page had."""
    page = PAGE.read_text()
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    PAGE.write_text(f"{head}{BEGIN}\n{text(kept)}\n{END}{tail}")


def text(kept: Kept) -> str:
    """All measurements, a section each."""
    return "\n\n".join(section(name, found) for name, found in kept.items())


def section(name: str, found: Mapping[str, Any]) -> str:
    """One measurement: its rows, and what tables it has."""
    command = "make bench-peers" if name == "peers" else f"make bench ARGS={name}"
    when = f"`{command}`, {found['date']}, {found['seconds']} s, on {found['machine']}"
    parts = [f"### {name}\n\n{when}"]
    rows = rows_of(found)
    if rows:
        heads = ["measured", "", "quartiles", "bar", "kept", ""]
        parts.append(table([heads, *(line(row) for row in rows)]))
    parts += [f"**{title}**\n\n{table(lines)}" for title, lines in found["tables"].items()]
    return "\n\n".join(parts)


def line(row: Row) -> list[str]:
    """A row's cells."""
    spread = " to ".join(number(value) for value in row.spread) if row.spread else ""
    bar = "" if row.bar is None else f"{'≥' if row.at_least else '≤'} {number(row.bar)} {row.unit}".strip()
    kept = {None: "", True: "yes", False: "**no**"}[row.kept]
    return [row.what, f"{number(row.value)} {row.unit}".strip(), spread, bar, kept, row.note]


def number(value: float) -> str:
    """A number with as many digits as say anything."""
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def table(lines: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first line has the heads."""
    heads, *rest = lines
    rule = ["---"] * len(heads)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (heads, rule, *rest))
