"""One local AWS for all tests: its clients take longer to make than a test runs."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from aws_groups.local import Server, serve
from tests.conflicts.rig import Rig
from tests.conflicts.subjects import SUBJECTS, Subject
from tests.conflicts.wire import Ear, Wire
from tests.plugin.harness import Plugin


@pytest.fixture(scope="session", autouse=True)
def nobodys_account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No profile, region or endpoint of whoever runs the tests reaches boto3."""
    foreign = [name for name in os.environ if name.startswith("AWS_") and "GROUPS" not in name]
    nothing = str(tmp_path_factory.mktemp("nobody") / "none")
    with pytest.MonkeyPatch.context() as patch:
        for name in foreign:
            patch.delenv(name)
        patch.setenv("AWS_CONFIG_FILE", nothing)
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", nothing)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield


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


@pytest.fixture(scope="session")
def server(shared_rig: Rig) -> Iterator[Server]:
    """The same local AWS for other clients."""
    server = serve(shared_rig.store)
    yield server
    server.close()


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
