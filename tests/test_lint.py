"""The project's own rules: format, lint, types, who imports whom, and a lock that is in step."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import tomli
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check"],
        ["ruff", "format", "--check"],
        ["mypy"],
        ["lint-imports", "--no-cache"],
    ],
    ids=" ".join,
)
def test_the_whole_tree_passes(command: list[str]) -> None:
    done = subprocess.run(
        [BIN / command[0], *command[1:]],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout}"


def toml(*path: str) -> dict[str, Any]:
    return tomli.loads(ROOT.joinpath(*path).read_text())


PROJECT = toml("pyproject.toml")
DEPENDENCIES: list[str] = PROJECT["project"]["dependencies"]


def pinned() -> list[Requirement]:
    lines = (ROOT / "requirements" / "dev.txt").read_text().splitlines()
    return [Requirement(line.rstrip(" \\")) for line in lines if "==" in line.split(";")[0]]


@pytest.mark.parametrize("requirement", [*DEPENDENCIES, *PROJECT["dependency-groups"]["dev"]])
def test_the_lock_pins_what_pyproject_asks_for(requirement: str) -> None:
    wanted = Requirement(requirement)
    versions = [str(pin.specifier)[2:] for pin in pinned() if pin.name == wanted.name]
    assert versions, f"{wanted.name} is not in the lock: run `make lock`"
    assert all(wanted.specifier.contains(version) for version in versions), "run `make lock`"


def test_the_wheel_asks_for_what_the_generated_sdk_in_it_asks_for() -> None:
    sdk = toml("sdk", "python", "pyproject.toml")["project"]["dependencies"]
    ours = {Requirement(dependency) for dependency in DEPENDENCIES}
    assert {Requirement(dependency) for dependency in sdk} <= ours
