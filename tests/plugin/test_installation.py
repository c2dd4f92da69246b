"""`aws-groups install`. That the engine takes what it puts there, every test in tests/engine shows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from aws_groups import __version__
from aws_groups.package import installation

BIN = Path(sys.executable).parent
NAME = "pulumi-resource-aws-groups"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def run(home: Path, *, path: str = "/nowhere", **env: str) -> subprocess.CompletedProcess[str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PULUMI_")}
    return subprocess.run(
        [BIN / "aws-groups", "install"],
        env={**ours, "PATH": path, "PULUMI_HOME": str(home), **env},
        capture_output=True,
        text=True,
        check=False,
    )


def linked(home: Path) -> Path:
    return home / "plugins" / f"resource-aws-groups-v{__version__}" / NAME


def test_the_plugin_is_linked_where_the_engine_looks(home: Path) -> None:
    done = run(home)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{linked(home)}\n  links to {BIN / NAME};")
    assert "PATH" not in done.stdout
    assert linked(home).resolve() == (BIN / NAME).resolve()


def test_without_pulumis_variable_it_is_the_users_home(tmp_path: Path) -> None:
    assert run(Path(), PULUMI_HOME="", HOME=str(tmp_path)).returncode == 0
    assert linked(tmp_path / ".pulumi").exists()


def test_a_link_to_what_is_no_more_is_made_anew(home: Path) -> None:
    linked(home).parent.mkdir(parents=True)
    linked(home).symlink_to(home / "removed")
    assert run(home).returncode == 0
    assert run(home).returncode == 0
    assert linked(home).resolve() == (BIN / NAME).resolve()


def test_that_path_goes_first_is_said_where_it_does(home: Path) -> None:
    assert f"finds {BIN / NAME} there" in run(home, path=str(BIN)).stdout
    assert "PATH" not in run(home, path=str(BIN), PULUMI_IGNORE_AMBIENT_PLUGINS="true").stdout


def test_a_home_that_cannot_be_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run(tmp_path / "file")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("aws-groups install: ")
    assert done.stderr.count("\n") == 1


def test_an_environment_without_the_plugin_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "files", lambda name: [])
    with pytest.raises(FileNotFoundError, match="install aws-groups with pip first"):
        installation.install(home)
    assert not home.exists()
