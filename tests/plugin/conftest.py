"""Plugins that run for a while: one that is configured for the local AWS, one that is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.plugin.harness import Plugin


@pytest.fixture(scope="session")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plugin]:
    """A plugin on the local AWS, with room for many objects."""
    plugin = Plugin(tmp_path_factory.mktemp("plugin") / "aws.sqlite")
    plugin.aws.set(public_keys=10_000, key_groups=10_000)
    plugin.configure(endpoint="local")
    yield plugin
    out, err = plugin.close()
    assert out == "", "after the port, nothing goes to stdout"
    assert "Traceback" not in err


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plugin]:
    """A plugin on a machine that knows nothing of AWS, to be configured by the test."""
    bare = Plugin(tmp_path_factory.mktemp("bare") / "aws.sqlite")
    yield bare
    _, err = bare.close()
    assert "Traceback" not in err
