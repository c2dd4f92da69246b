"""Stacks of their own, each with a local AWS of its own; all are tests of the real engine."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.harness import Stack, install_plugins


@pytest.fixture(scope="session", autouse=True)
def nobodys_account() -> Iterator[None]:
    """No profile or endpoint of whoever runs the tests reaches boto3 in this process."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One PULUMI_HOME for all tests, with the plugins installed: nothing in it is a stack's."""
    home = tmp_path_factory.mktemp("home")
    install_plugins(home)
    return home


@pytest.fixture(scope="session")
def newborn(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Stack:
    """A stack that stays as it was made, for others to be copies of."""
    return Stack(tmp_path_factory.mktemp("newborn"), home)


@pytest.fixture
def stack(tmp_path: Path, home: Path, newborn: Stack) -> Stack:
    """A stack of YAML programs."""
    return Stack(tmp_path, home, newborn=newborn)


@pytest.fixture(scope="module")
def sketch(tmp_path_factory: pytest.TempPathFactory, home: Path, newborn: Stack) -> Stack:
    """A stack in which nothing is made, for tests that only preview."""
    return Stack(tmp_path_factory.mktemp("sketch"), home, newborn=newborn)
