"""The record of what each behaviour rests on, as docs/local-aws.md shows it.

`python -m aws_groups.local.record docs/local-aws.md` writes it anew below the file's marker.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from aws_groups.local import faults, settings, validate
from aws_groups.local.marks import ASSUMED, DOCUMENTED, OBSERVED, Mark
from aws_groups.local.registry import Behavior
from aws_groups.local.services import BEHAVIORS
from aws_groups.local.wire import json11

MARKER = "<!-- From here on made by `python -m aws_groups.local.record docs/local-aws.md`. -->"

Row = tuple[str, Mark]
"""What a mark is of, and the mark."""


def every_mark() -> list[Row]:
    """All that the local AWS does as AWS, by operation, kind, service or setting."""
    return [row for _, rows in _sections() for row in rows]


def record() -> str:
    """The record in Markdown: how much rests on what, then each behaviour."""
    counts = Counter(mark.basis for _, mark in every_mark())
    shares = ", ".join(f"{counts[basis]} {basis}" for basis in (DOCUMENTED, OBSERVED, ASSUMED))
    lines = [
        f"{counts.total()} behaviours: {shares}.",
        "None of them was compared with an AWS account.",
    ]
    for title, rows in _sections():
        lines += ["", f"### {title}", "", "| of | behaviour | rests on |", "|---|---|---|"]
        lines += [f"| {of} | {_cell(mark.what)} | {_rests_on(mark)} |" for of, mark in rows]
    return "\n".join(lines) + "\n"


def _sections() -> Iterator[tuple[str, list[Row]]]:
    for behavior in BEHAVIORS.values():
        yield behavior.name, list(_of_service(behavior))
    general = {"requests": (*validate.MARKS, *json11.MARKS), "faults": faults.MARKS}
    yield "All services", [(of, mark) for of, marks in general.items() for mark in marks]
    yield "Settings", [(f"`{name}`", mark) for name, mark in settings.MARKS.items()]


def _of_service(behavior: Behavior) -> Iterator[Row]:
    yield from _rows("all operations", behavior.marks)
    for kind in behavior.kinds:
        yield from _rows(f"a {kind.name}", kind.marks)
    for name, operation in behavior.operations.items():
        first, *more = operation.marks
        yield f"[{name}]({behavior.reference.format(name)})", first
        yield from _rows(name, more)


def _rows(of: str, marks: Iterable[Mark]) -> Iterator[Row]:
    return ((of, mark) for mark in marks)


def _rests_on(mark: Mark) -> str:
    page = mark.where.rpartition("/")[2]
    where = f"[{page}]({mark.where})" if mark.where.startswith("https://") else mark.where
    return f"{mark.basis}: {where}" if where else f"**{mark.basis}**"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _write(path: Path) -> None:
    before, _, _ = path.read_text().partition(MARKER)
    path.write_text(f"{before}{MARKER}\n\n{record()}")


if __name__ == "__main__":
    _write(Path(sys.argv[1]))
