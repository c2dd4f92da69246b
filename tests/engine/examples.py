"""Stacks of the examples as they are checked in."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from aws_groups.package.installation import EXECUTABLE
from tests.engine.harness import ROOT, InlineStack, Stack

EXAMPLES = ROOT / "examples"

KINDS: dict[str, type[Stack] | type[InlineStack]] = {
    "yaml": Stack,
    "python": InlineStack,
    "dynamic": InlineStack,
}
"""The three that are one program."""


def stack_of(example: str, folder: Path, home: Path) -> Stack | InlineStack:
    """A stack of the example, which is as deep in a folder with the plugin as it is in this tree. Beside
    PulumiPlugin.yaml is an executable, which the engine starts without the Python host (that host is in
    no package registry; tests/packaging has a stand-in)."""
    kind = InlineStack if (EXAMPLES / example / "__main__.py").exists() else Stack
    examples = folder / "tree" / "examples"
    examples.mkdir(parents=True)
    shutil.copy(ROOT / "PulumiPlugin.yaml", folder / "tree")
    (folder / "tree" / EXECUTABLE).symlink_to(Path(sys.executable).parent / EXECUTABLE)
    return kind(examples, home, EXAMPLES / example)
