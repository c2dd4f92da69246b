"""The two wheels, built once from the tree as it is, and a Pulumi that has no plugin of ours yet."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from aws_groups.package.installation import link
from tests.engine.harness import PATH, Stack
from tools.archive import ROOT, build_wheel


@pytest.fixture(scope="session")
def plugin_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plugin's wheel."""
    return build_wheel(tmp_path_factory.mktemp("plugin-wheel"))


@pytest.fixture(scope="session")
def sdk_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the SDK, which is built from a copy: setuptools leaves files where it builds."""
    copy = tmp_path_factory.mktemp("sdk") / "python"
    shutil.copytree(ROOT / "sdk" / "python", copy)
    return build_wheel(tmp_path_factory.mktemp("sdk-wheel"), copy)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A PULUMI_HOME with the languages, and nothing of ours."""
    home = tmp_path / "home"
    yaml = shutil.which("pulumi-language-yaml", path=PATH)
    assert yaml, "no pulumi-language-yaml: run `make setup`"
    link(home, "language-yaml", "1.0.0", Path(yaml))
    python = tmp_path / "pulumi-language-python"
    stand_in = Path(__file__).with_name("language_host.py")
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{stand_in}" "$@"\n')
    python.chmod(0o755)
    link(home, "language-python", "1.0.0", python)
    return home


@pytest.fixture
def newcomer(tmp_path: Path, home: Path) -> Stack:
    """The stack of somebody whose PATH has Pulumi and no plugin."""
    folder = tmp_path / "newcomer"
    folder.mkdir()
    stack = Stack(folder, home)
    stack.env["PATH"] = f"{ROOT / '.tools' / 'bin'}:/usr/bin:/bin"
    return stack
