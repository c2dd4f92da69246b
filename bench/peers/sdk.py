"""The Python SDKs side by side: pulumi_aws and ours, what they take on disk and to import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.cloud import folder
from bench.results import ROOT, Result, compared
from bench.size import import_seconds, on_disk
from bench.statistics import alternate, median, say

ROUNDS = 10
PEER = "pulumi-aws==7.51.1"
IMPORTS = (
    "import pulumi_aws_groups as ours; ours.identitystore.Group",
    "import pulumi_aws as theirs; theirs.identitystore.Group",
)


def measure() -> Result:
    """pulumi-aws installed in a venv of its own, for the time of it."""
    say(f"peers: installing {PEER}")
    with folder() as place:
        python = place / "venv" / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place / "venv")], check=True)
        pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
        subprocess.run([*pip, PEER], check=True)
        (peer,) = (place / "venv").glob("lib/python*/site-packages/pulumi_aws")
        sizes = [sum(map(on_disk, OURS)), on_disk(peer)]
        ours, theirs, naked = alternate(
            ROUNDS,
            lambda: import_seconds(IMPORTS[0]),
            lambda: import_seconds(IMPORTS[1], str(python)),
            lambda: import_seconds("import pulumi"),
        )
    note = (
        f"{median(ours) * 1000:.0f} ms, theirs {median(theirs) * 1000:.0f} ms, "
        f"`import pulumi` {median(naked) * 1000:.0f} ms"
    )
    lines = [["", "on disk", "import, and the class of a group"]]
    lines.append([f"`{PEER}`, without its plugin", f"{sizes[1]:.0f} MB", f"{median(theirs) * 1000:.0f} ms"])
    lines.append(
        ["ours, plugin and local AWS included", f"{sizes[0]:.1f} MB", f"{median(ours) * 1000:.0f} ms"]
    )
    rows = [compared("import of the SDK, by theirs", ours, theirs, note=note)]
    return Result(rows, {"The Python SDK": lines})


OURS: tuple[Path, ...] = (ROOT / "provider" / "aws_groups", ROOT / "sdk" / "python" / "pulumi_aws_groups")
