"""Commands and what they say, where things are, and stamps of what was done."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
BIN = TOOLS / "bin"


class Missing(Exception):
    """What stands in the way, in words for the person at the terminal."""


def say(text: str) -> None:
    print(f"setup: {text}", flush=True)


def run(command: Sequence[object], *, cwd: Path = ROOT, failure: str) -> str:
    """The command's output; `failure` and the end of what it said as Missing if it fails."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=str(cwd),
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        raise Missing(f"{failure}: {error}") from error
    if done.returncode != 0:
        raise Missing(f"{failure}:\n{last_lines(done.stderr or done.stdout)}")
    return done.stdout.strip()


def last_lines(text: str, count: int = 12) -> str:
    return "\n".join("    " + line for line in text.strip().splitlines()[-count:])


def search_path() -> str:
    """PATH without what setup itself fills: what it made is never what it goes by."""
    ours = {str(VENV / "bin"), str(BIN)}
    return os.pathsep.join(p for p in os.get_exec_path() if os.path.realpath(p) not in ours)


def digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def read_stamp(file: Path) -> dict[str, str]:
    """What a stamp says was done, empty where there is none."""
    try:
        return dict(json.loads(file.read_text()))
    except (OSError, ValueError):
        return {}


def write_stamp(file: Path, done: dict[str, str]) -> None:
    file.write_text(json.dumps(done, indent=1) + "\n")


@contextlib.contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A path to make a file at that then takes target's place: never half a file under its name."""
    new = target.with_name(target.name + ".new")
    if new.exists() or new.is_symlink():
        new.unlink()
    yield new
    os.replace(str(new), str(target))


def follow(command: Sequence[str], cwd: Path, doing: str, failure: str) -> int:
    """Run a Go command that names in stderr each thing it does; how many lines its stdout has."""
    counter = Counter(doing)
    complaints = []
    with tempfile.TemporaryFile("w+") as out:
        process = subprocess.Popen(command, cwd=str(cwd), stdout=out, stderr=subprocess.PIPE, text=True)
        for line in process.stderr or ():
            if line.startswith("go: downloading ") or " " not in line:
                counter.one_more()
            else:
                complaints.append(line)
        counter.end()
        if process.wait() != 0:
            raise Missing(f"{failure}:\n{last_lines(''.join(complaints))}")
        out.seek(0)
        return sum(1 for _ in out)


class Counter:
    """How far a long command is: one line rewritten at a terminal, one now and then in a log."""

    def __init__(self, doing: str) -> None:
        self.doing, self.count = doing, 0
        self.terminal = sys.stdout.isatty()
        self.started = self.said = time.monotonic()

    def one_more(self) -> None:
        self.count += 1
        now = time.monotonic()
        if now - self.said >= (0.2 if self.terminal else 20):
            self.said = now
            self.show()

    def show(self) -> None:
        took = time.monotonic() - self.started
        text = f"setup:   {self.count} {self.doing}, {int(took // 60)} min {int(took % 60)} s"
        print(f"\r{text}" if self.terminal else text, end="" if self.terminal else "\n", flush=True)

    def end(self) -> None:
        if self.terminal and self.count:
            self.show()
            print(flush=True)
