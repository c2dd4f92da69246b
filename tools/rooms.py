"""Draw the rooms of the house: who imports whom, from import-linter's own graph, as Mermaid.

make rooms    # prints the picture that docs/architecture.md has
"""

from __future__ import annotations

import grimp

PACKAGE = "aws_groups"


def picture() -> str:
    """A Mermaid flowchart: a box for each room, an arrow for each room that imports another one.

    An arrow that follows from two others is left out: of a room that can be reached by a way through
    other rooms.
    """
    graph = grimp.build_graph(PACKAGE)
    rooms = sorted(graph.find_children(PACKAGE))
    uses = {
        room: {
            other
            for other in rooms
            if other != room and graph.direct_import_exists(importer=room, imported=other, as_packages=True)
        }
        for room in rooms
    }
    lines = ["flowchart TD"]
    for room in rooms:
        behind = {far for near in uses[room] for far in _reached(uses, near)}
        lines += [f"    {_name(room)} --> {_name(other)}" for other in sorted(uses[room] - behind)]
    return "\n".join(lines)


def _reached(uses: dict[str, set[str]], room: str) -> set[str]:
    """All rooms behind ``room``."""
    return {far for near in uses[room] for far in {near, *_reached(uses, near)}}


def _name(module: str) -> str:
    return module.removeprefix(f"{PACKAGE}.")


if __name__ == "__main__":
    print(picture())
