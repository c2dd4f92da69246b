"""The archive of a release: the engine finds, unpacks and starts what is in it."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from aws_groups import __version__
from aws_groups.package.installation import EXECUTABLE
from tests.engine.harness import Stack
from tests.engine.programs import group
from tools.archive import ROOT, archive, names

INSTALL = ("plugin", "install", "resource", "aws-groups", __version__)


def test_it_has_the_wheel_and_what_pulumi_needs_to_install_and_start_it(plugin_wheel: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(archive(plugin_wheel))) as tar:
        modes = {entry.name: entry.mode for entry in tar}
        content = {name: (tar.extractfile(name) or io.BytesIO()).read() for name in modes}
    assert modes == {
        "PulumiPlugin.yaml": 0o644,
        "__main__.py": 0o644,
        "requirements.txt": 0o644,
        plugin_wheel.name: 0o644,
        EXECUTABLE: 0o755,
    }
    assert content["PulumiPlugin.yaml"] == (ROOT / "PulumiPlugin.yaml").read_bytes()
    assert content["__main__.py"] == (ROOT / "__main__.py").read_bytes()
    assert content["requirements.txt"].decode() == f"./{plugin_wheel.name}\n"
    assert content[plugin_wheel.name] == plugin_wheel.read_bytes()


def test_it_is_the_same_whenever_it_is_made(plugin_wheel: Path) -> None:
    assert archive(plugin_wheel) == archive(plugin_wheel)


def test_a_release_has_it_under_each_name_that_an_engine_asks_for() -> None:
    assert f"pulumi-resource-aws-groups-v{__version__}-linux-amd64.tar.gz" in names()
    assert len(set(names())) == 6


@pytest.mark.engine
def test_from_a_file_it_serves_a_program_with_nothing_activated(
    plugin_wheel: Path, newcomer: Stack, home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "archive.tgz"
    file.write_bytes(archive(plugin_wheel))
    newcomer.pulumi(*INSTALL, "--file", str(file))
    assert (home / "plugins" / f"resource-aws-groups-v{__version__}" / EXECUTABLE).exists()

    assert newcomer.preview({"team": group("Team")}).steps == ["create team"]
    assert newcomer.up().steps == ["create team"]
    assert newcomer.calls() == ["CreateGroup"]
