"""The tree as a plugin: `pulumi package add` by its folder, and `pulumi install` in a fresh clone."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.engine.harness import STORE, Stack
from tools.archive import ROOT

DOES_NOT_MATTER = shutil.ignore_patterns("__pycache__")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What a clone has for an engine; no environment was made in it."""
    clone = tmp_path / "clone"
    clone.mkdir()
    for name in ("PulumiPlugin.yaml", "__main__.py", "pyproject.toml"):
        shutil.copy(ROOT / name, clone)
    shutil.copytree(ROOT / "provider", clone / "provider", ignore=DOES_NOT_MATTER)
    return clone


def loaded(file: Path) -> Any:
    return yaml.safe_load(file.read_text())


def test_pulumi_makes_the_environment_with_pip_in_a_folder_that_git_ignores() -> None:
    options = {"toolchain": "pip", "virtualenv": "venv"}
    assert loaded(ROOT / "PulumiPlugin.yaml") == {"runtime": {"name": "python", "options": options}}
    assert "/venv/" in (ROOT / ".gitignore").read_text().splitlines()


def test_the_main_program_of_the_tree_is_the_plugin() -> None:
    with subprocess.Popen([sys.executable, ROOT], stdout=subprocess.PIPE, text=True, cwd="/") as process:
        assert process.stdout
        port = process.stdout.readline()
        process.terminate()
    assert 0 < int(port) < 65536
    assert process.returncode == 0


@pytest.mark.engine
def test_a_program_gets_the_plugin_by_its_folder_with_nothing_activated(clone: Path, newcomer: Stack) -> None:
    program = newcomer.project / "Pulumi.yaml"
    team = {"type": "aws-groups:identitystore:Group", "properties": {"displayName": "Team"}}
    config = {"aws-groups:endpoint": "local", "aws-groups:identityStoreId": STORE}
    program.write_text(yaml.dump({"name": "life", "runtime": "yaml", "config": config}))

    newcomer.pulumi("package", "add", "../../clone")

    assert loaded(program)["packages"] == {"aws-groups": "../../clone"}
    assert (clone / "venv" / "bin" / "python").exists()
    program.write_text(yaml.dump({**loaded(program), "resources": {"team": team}}))
    assert newcomer.up().steps == ["create team"]
    assert newcomer.calls() == ["CreateGroup"]


@pytest.mark.engine
def test_an_example_runs_in_a_fresh_clone_after_pulumi_install(
    clone: Path, newcomer: Stack, home: Path
) -> None:
    shutil.copytree(ROOT / "examples" / "yaml", clone / "examples" / "yaml")
    newcomer.project = clone / "examples" / "yaml"
    newcomer.pulumi("install")
    newcomer.pulumi("stack", "init", "fresh")
    newcomer.env["PULUMI_STACK"] = "fresh"
    assert len(newcomer.preview().steps) == 4


def test_each_example_gets_the_plugin_from_this_tree() -> None:
    for example in ("yaml", "python"):
        assert loaded(ROOT / "examples" / example / "Pulumi.yaml")["packages"] == {"aws-groups": "../.."}
    for example in ("python", "dynamic"):
        runtime = loaded(ROOT / "examples" / example / "Pulumi.yaml")["runtime"]
        assert runtime == {"name": "python", "options": {"toolchain": "pip", "virtualenv": "venv"}}
    requirements = (ROOT / "examples" / "python" / "requirements.txt").read_text().splitlines()
    assert requirements[-1] == "sdks/aws-groups", "where Pulumi writes the SDK, and the line that it adds"
    requirements = (ROOT / "examples" / "dynamic" / "requirements.txt").read_text().splitlines()
    assert requirements[-1] == "../..", "the plugin's distribution, which has the dynamic classes"
