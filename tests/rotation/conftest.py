"""A stack of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rotation.rig import Stack


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    stack = Stack(tmp_path / "aws.sqlite")
    yield stack
    stack.close()
