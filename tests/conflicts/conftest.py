"""One local AWS for all tests: its clients take longer to make than a test runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conflicts.rig import Rig
from tests.conflicts.subjects import SUBJECTS, Subject
from tests.conflicts.wire import Ear, Wire
from tests.plugin.harness import Plugin


@pytest.fixture(scope="session")
def shared_rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    rig = Rig(tmp_path_factory.mktemp("conflicts") / "aws.sqlite")
    yield rig
    rig.close()


@pytest.fixture
def rig(shared_rig: Rig) -> Iterator[Rig]:
    """A local AWS with three public keys and what other tests left, by names of their own."""
    yield shared_rig
    shared_rig.rest()


@pytest.fixture(params=SUBJECTS, ids=repr)
def subject(request: pytest.FixtureRequest) -> Subject:
    """Each resource."""
    subject: Subject = request.param
    return subject


@pytest.fixture(scope="session")
def ear() -> Iterator[Ear]:
    """An engine that hears what the plugin says."""
    ear = Ear()
    yield ear
    ear.close()


@pytest.fixture(scope="session")
def shared_plugin(shared_rig: Rig, ear: Ear) -> Iterator[Plugin]:
    plugin = Plugin(shared_rig.store, ear.address)
    yield plugin
    out, err = plugin.close()
    assert (out, err) == ("", "")


@pytest.fixture
def wire(rig: Rig, shared_plugin: Plugin, ear: Ear) -> Wire:
    """The plugin's process on the same local AWS, as it is configured by default."""
    wire = Wire(rig, shared_plugin, ear)
    wire.configure()
    return wire
