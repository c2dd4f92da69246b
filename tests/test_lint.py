"""The project's own rules: format, lint, types, who imports whom, and a lock that is in step."""

import ast
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
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


def _parsed(file: Path) -> ast.Module:
    """A file's syntax tree. Python 3.11 fails to make one where the recursion limit was changed meanwhile
    (https://github.com/python/cpython/issues/106905), as property testing does; a thread has its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(ast.parse, file.read_text()).result()


def test_no_function_of_the_provider_is_longer_than_a_screen() -> None:
    long = [
        f"{file.relative_to(ROOT)}:{node.lineno} {node.name}"
        for file in (ROOT / "provider").rglob("*.py")
        for node in ast.walk(_parsed(file))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 40
    ]
    assert long == []


def test_no_file_of_the_provider_is_longer_than_400_lines() -> None:
    files = (ROOT / "provider").rglob("*.py")
    assert [file for file in files if len(file.read_text().splitlines()) > 400] == []


def test_the_general_rooms_name_no_service() -> None:
    general = [*ROOT.glob("provider/aws_groups/model/*.py"), *ROOT.glob("provider/aws_groups/updates/*.py")]
    general += ROOT.glob("provider/aws_groups/lifecycle/*.py")
    code = {file.name: ast.unparse(_parsed(file)) for file in general}
    assert [
        name for name, text in code.items() if re.search(r"import.*(cloudfront|identitystore)", text)
    ] == []


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


@pytest.mark.parametrize("requirement", toml("sdk", "python", "pyproject.toml")["project"]["dependencies"])
def test_the_lock_has_what_the_generated_sdk_asks_for(requirement: str) -> None:
    wanted = Requirement(requirement)
    ours = [*DEPENDENCIES, *PROJECT["dependency-groups"]["dev"]]
    assert wanted in [Requirement(dependency) for dependency in ours]
    versions = [str(pin.specifier)[2:] for pin in pinned() if pin.name == wanted.name]
    assert versions, f"{wanted.name} is not in the lock"
    assert all(wanted.specifier.contains(version) for version in versions)


def test_no_lock_names_the_host_of_a_registry() -> None:
    locks = [*ROOT.glob("requirements/*.txt"), *ROOT.glob("tests/packaging/programs/*/*lock.json")]
    assert len(locks) == 4
    for lock in locks:
        assert '"resolved"' not in lock.read_text(), lock
        assert "index-url" not in lock.read_text(), lock
