"""A machine that knows nothing of AWS, and a local AWS that it can call over HTTP."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_groups.local import Server, serve


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The home directory of someone who has never heard of AWS."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "XDG_")) or "proxy" in name.lower()]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    # Without this, botocore waits seconds for the metadata service of an instance it isn't on.
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return tmp_path


@pytest.fixture
def shared_config(home: Path) -> Path:
    """``~/.aws/config``, to be written."""
    (home / ".aws").mkdir()
    return home / ".aws" / "config"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = serve(tmp_path / "served.sqlite")
    yield server
    server.close()


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file of the local AWS in this process."""
    store = tmp_path / "in-process.sqlite"
    monkeypatch.setenv("AWS_GROUPS_LOCAL_STORE", str(store))
    return store
