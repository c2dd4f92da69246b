"""What is installed: the wheel, a venv with all it needs, and what importing the SDK takes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from bench.cloud import folder
from bench.results import ROOT, TIMES, Result, Row, compared
from bench.statistics import alternate, median, say

ROUNDS = 15
NAKED = ("pulumi", "boto3", "grpcio")


def measure() -> Result:
    """Sizes on disk and the time of an import."""
    with folder() as place:
        wheel = build_wheel(place)
        rows = [Row("the wheel", wheel.stat().st_size / 1e6, "MB", bar=1)]
        rows.append(_venv(place, wheel))
    rows += _imports()
    return Result(rows)


def build_wheel(place: Path) -> Path:
    """The wheel, made from this tree."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(place.glob("*.whl"))


def _venv(place: Path, wheel: Path) -> Row:
    """A venv of what nobody can do without, and then with the wheel and what that adds."""
    say("size: a venv of pulumi, boto3 and grpcio, then with the wheel: a minute")
    venv, pins = place / "venv", place / "pins.txt"
    lock = (ROOT / "requirements" / "dev.txt").read_text()
    pins.write_text("\n".join(re.findall(r"^[\w.-]+==[^\s\\;]+", lock, re.MULTILINE)))
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    pip = [sys.executable, "-m", "pip", "--python", str(venv / "bin" / "python"), "install", "--quiet"]
    subprocess.run([*pip, "-c", str(pins), *NAKED], check=True)
    naked = on_disk(venv)
    subprocess.run([*pip, "-c", str(pins), str(wheel)], check=True)
    whole = on_disk(venv)
    note = f"{whole:.1f} MB; {', '.join(NAKED)} and what they need {naked:.1f} MB"
    return Row("a venv of it all, by one of " + ", ".join(NAKED), whole / naked, TIMES, 1.02, note=note)


def on_disk(folder: Path) -> float:
    """MB of a directory's files, as the disk has them."""
    entries = (os.lstat(Path(root) / name) for root, _, names in os.walk(folder) for name in names)
    return sum(entry.st_blocks for entry in entries) * 512 / 1e6


def import_seconds(code: str, python: str = sys.executable) -> float:
    """How long a Python takes that does just this."""
    began = time.perf_counter()
    subprocess.run([python, "-c", code], check=True)
    return time.perf_counter() - began


def _imports() -> list[Row]:
    say(f"size: {ROUNDS} rounds of imports")
    sides = (
        "import pulumi",
        "import pulumi_aws_groups",
        "import pulumi_aws_groups as p; p.identitystore.Group",
    )
    naked, sdk, used = alternate(ROUNDS, *[lambda code=code: import_seconds(code) for code in sides])

    def row(what: str, seconds: list[float]) -> Row:
        note = f"{median(seconds) * 1000:.0f} ms; `import pulumi` {median(naked) * 1000:.0f} ms"
        return compared(what, seconds, naked, 1.15, note)

    return [row("`import pulumi_aws_groups`", sdk), row("the same, and a resource class of it", used)]
