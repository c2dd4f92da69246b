"""A recording: what a stack of an earlier release left behind."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
PROGRAM = "Pulumi.yaml"
PYTHON_PROGRAM = "program.txt"
"""A Python program; by this name no linter takes it for a module."""
SETTINGS = "Pulumi.dev.yaml"
STATE = "state.json"
STORE_DUMP = "aws.sql"
STORE = "aws.sqlite"
"""What the engine tests call the local AWS's file."""
TRACES = ("sourcePosition", "stackTrace")
"""What in a resource's state tells where the engine's own code stood on the disk."""
PASSING = ("calls", "faults")
"""The tables of the local AWS that hold nothing that lasts."""


@dataclass(frozen=True)
class Recording:
    """The files of one recording."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    def __str__(self) -> str:
        return f"{self.folder.parent.name}-{self.name}"

    def program(self) -> dict[str, Any]:
        """The resources of the program that was run last."""
        return dict(self._project()["resources"])

    def config(self) -> dict[str, Any]:
        """The configuration in the program."""
        return dict(self._project()["config"])

    def resources(self) -> dict[str, dict[str, Any]]:
        """The recorded state of each resource of ours, by logical name; of one that was to be deleted
        beside its replacement, the replacement's."""
        found = json.loads((self.folder / STATE).read_text())["deployment"]["resources"]
        return {
            resource["urn"].rsplit("::", 1)[-1]: resource
            for resource in found
            if resource["type"].startswith("aws-groups:") and not resource.get("delete")
        }

    def restore_store(self, path: Path) -> None:
        """Make the local AWS's store as it was, in a file that is not there yet."""
        connection = sqlite3.connect(path)
        connection.executescript((self.folder / STORE_DUMP).read_text())
        connection.close()

    def _project(self) -> dict[str, Any]:
        return dict(json.loads((self.folder / PROGRAM).read_text()))


def recordings(*, dynamic: bool = False) -> list[Recording]:
    """The recordings of all releases: those of the plugin's resources, or of the dynamic classes."""
    found = [Recording(program.parent) for program in sorted(FOLDER.glob(f"*/*/{PROGRAM}"))]
    return [one for one in found if (one.folder / PYTHON_PROGRAM).exists() == dynamic]


def without_traces(exported: str) -> str:
    """A state as `pulumi stack export` prints it, without paths of the machine it was made on."""
    state = json.loads(exported)
    for resource in state["deployment"]["resources"]:
        for trace in TRACES:
            resource.pop(trace, None)
    return as_text(state)


def as_text(value: Any) -> str:
    """JSON to be read in a review."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def dumped(store: Path) -> str:
    """The local AWS's store in SQL, without its call log and faults."""
    copy = sqlite3.connect(":memory:")
    original = sqlite3.connect(store)
    original.backup(copy)
    original.close()
    for table in (*PASSING, "sqlite_sequence"):
        copy.execute(f"DELETE FROM {table}")
    copy.commit()
    return "\n".join(copy.iterdump()) + "\n"
