"""Recordings brought back to life: the state in a backend of its own, the local AWS as it was."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.harness import Stack, install_plugins
from tests.recorded.recording import SETTINGS, STATE, STORE, Recording

STORE_FILE = "aws.sqlite"
"""What the harness calls the local AWS's store."""


@pytest.fixture(scope="session", autouse=True)
def nobodys_account() -> Iterator[None]:
    """No profile or endpoint of whoever runs the tests reaches boto3 in this process."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One PULUMI_HOME for all tests, with this tree's plugin installed."""
    home = tmp_path_factory.mktemp("home")
    install_plugins(home)
    return home


@pytest.fixture(scope="session")
def newborn(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Stack:
    """A stack that stays as it was made, for others to be copies of."""
    return Stack(tmp_path_factory.mktemp("newborn"), home)


@pytest.fixture(scope="module")
def recording(request: pytest.FixtureRequest) -> Recording:
    """The recording that a test is about."""
    recording: Recording = request.param
    return recording


@pytest.fixture(scope="module")
def imported(
    recording: Recording, tmp_path_factory: pytest.TempPathFactory, home: Path, newborn: Stack
) -> Stack:
    """A backend into which the recorded state was imported, for stacks to be copies of."""
    stack = Stack(tmp_path_factory.mktemp("imported"), home, newborn=newborn)
    shutil.copy(recording.folder / SETTINGS, stack.project)
    stack.pulumi("stack", "import", "--file", str(recording.folder / STATE))
    return stack


@pytest.fixture
def stack(recording: Recording, imported: Stack, tmp_path: Path, home: Path) -> Stack:
    """The recorded stack with its program and its AWS, under this tree's plugin."""
    recording.restore_store(tmp_path / STORE)
    stack = Stack(tmp_path, home, newborn=imported)
    stack.write(recording.program(), recording.config())
    return stack
