"""Throw-away Python environments, and the wheels that go into them; nothing here needs a network."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path


def clean() -> dict[str, str]:
    """The variables of a shell in which nobody has set up Pulumi or pip."""
    set_up = ("PULUMI_", "PIP_", "PYTHON")
    return {name: text for name, text in os.environ.items() if not name.startswith(set_up)}


class Environment:
    """A Python environment without pip; this interpreter's pip installs into it."""

    def __init__(self, folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
        self.python = folder / "bin" / "python"
        self.packages = next(folder.glob("lib/python*/site-packages"))

    def pip(self, command: str, *arguments: str | Path) -> None:
        """Run pip for this environment."""
        pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
        subprocess.run([*pip, "--python", self.python, command, *arguments], env=clean(), check=True)

    def install(self, *wheels: Path) -> None:
        """Install wheels as `pip install` does, without what they need; one that is there is replaced."""
        self.pip("install", "--no-deps", "--no-index", "--force-reinstall", *wheels)

    def uninstall(self, distribution: str) -> None:
        """Remove a distribution as `pip uninstall` does."""
        self.pip("uninstall", "--yes", distribution)

    def borrow_dependencies(self) -> None:
        """Let it import what the environment of the tests has, except for what is editable there."""
        borrowed = self.packages / "borrowed.pth"
        borrowed.write_text(sysconfig.get_path("purelib") + "\n")

    def run(self, *arguments: str, fails: bool = False) -> str:
        """What its Python prints."""
        done = subprocess.run(
            [self.python, *arguments], env=clean(), capture_output=True, text=True, check=False, cwd="/"
        )
        assert bool(done.returncode) is fails, done.stderr
        return done.stdout if not fails else done.stderr

    def distributions(self) -> dict[str, set[str]]:
        """The distributions in it, and the top-level packages of each whose files are all there."""
        return {
            info.name.partition("-")[0]: _whole_packages(info / "RECORD")
            for info in self.packages.glob("*.dist-info")
        }


def _whole_packages(record: Path) -> set[str]:
    """The top-level packages in a RECORD, none of whose files is missing."""
    paths = [line.rsplit(",", 2)[0] for line in record.read_text().splitlines()]
    lacking = [path for path in paths if not (record.parent.parent / path).exists()]
    assert lacking == [], f"{record.parent.name} has lost files"
    return {path.partition("/")[0] for path in paths if not path.startswith("..")} - {record.parent.name}


def names(wheel: Path) -> list[str]:
    """The files in a wheel."""
    with zipfile.ZipFile(wheel) as file:
        return file.namelist()
