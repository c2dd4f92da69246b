"""The plugin and its Python SDK are two distributions: pip never takes the one for the other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import tomli
from packaging.specifiers import SpecifierSet

from aws_groups import __version__
from tests.packaging.environments import Environment, names
from tools.archive import ROOT

PLUGIN, SDK = "aws_groups", "pulumi_aws_groups"
BOTH = {PLUGIN: {"aws_groups"}, SDK: {"pulumi_aws_groups"}}


def test_the_wheels_have_one_package_each(plugin_wheel: Path, sdk_wheel: Path) -> None:
    for wheel, package in ((plugin_wheel, PLUGIN), (sdk_wheel, SDK)):
        assert wheel.name == f"{package}-{__version__}-py3-none-any.whl"
        folders = {name.partition("/")[0] for name in names(wheel)}
        assert folders == {package, f"{package}-{__version__}.dist-info"}
        assert f"{package}/py.typed" in names(wheel)
    assert f"{SDK}/pulumi-plugin.json" in names(sdk_wheel), "by it the engine knows which plugin to start"


@pytest.mark.parametrize("order", [(PLUGIN, SDK), (SDK, PLUGIN)], ids=" then ".join)
def test_every_order_of_installing_and_removing_leaves_the_other(
    order: tuple[str, str], plugin_wheel: Path, sdk_wheel: Path, tmp_path: Path
) -> None:
    wheels = {PLUGIN: plugin_wheel, SDK: sdk_wheel}
    environment = Environment(tmp_path / "venv")
    first, second = order

    environment.install(wheels[first])
    assert environment.distributions() == {first: BOTH[first]}
    environment.install(wheels[second])
    assert environment.distributions() == BOTH
    environment.install(wheels[first])
    assert environment.distributions() == BOTH, "installed again over itself, beside the other"

    environment.uninstall(first.replace("_", "-"))
    assert environment.distributions() == {second: BOTH[second]}
    environment.install(wheels[first])
    assert environment.distributions() == BOTH
    environment.uninstall(second.replace("_", "-"))
    assert environment.distributions() == {first: BOTH[first]}


def test_the_plugin_works_without_its_sdk(plugin_wheel: Path, tmp_path: Path) -> None:
    environment = Environment(tmp_path / "venv")
    environment.install(plugin_wheel)
    environment.borrow_dependencies()
    environment.run("-c", "import aws_groups.plugin.servicer, aws_groups.dynamic, aws_groups.cli")
    said = environment.run("-c", "import pulumi_aws_groups", fails=True)
    assert "No module named 'pulumi_aws_groups'" in said


def test_pip_says_which_pythons_will_do() -> None:
    project = tomli.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = SpecifierSet(project["requires-python"])
    accepted = [f"3.{minor}" for minor in range(8, 17) if wanted.contains(f"3.{minor}")]
    assert accepted == ["3.10", "3.11", "3.12", "3.13", "3.14"]
    tested = (ROOT / "README.md").read_text()
    assert re.search(r"Python 3\.10 to 3\.14", tested), "the README says the same"
