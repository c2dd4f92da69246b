"""Eight processes, one key group, two hundred updates: in it at the end is what was reported done."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from tests.conflicts.rig import Rig
from tests.conflicts.subjects import KEY_GROUPS, PUBLIC_KEYS
from tests.conflicts.writer import write

WRITERS = 8
UPDATES = 200


@pytest.fixture
def roomy(rig: Rig) -> Iterator[Rig]:
    """A key group may have as many keys as there are updates."""
    rig.local.set(public_keys_per_key_group=UPDATES + 1)
    yield rig
    rig.empty()


def test_no_update_of_many_writers_is_lost(roomy: Rig) -> None:
    rig = roomy
    id = KEY_GROUPS.make(rig, KEY_GROUPS.inputs(rig, items=rig.keys[:1]))
    keys = [PUBLIC_KEYS.make(rig, PUBLIC_KEYS.inputs(rig)) for _ in range(UPDATES)]
    with ProcessPoolExecutor(WRITERS, mp_context=get_context("spawn")) as processes:
        futures = [processes.submit(write, str(rig.store), id, keys[n::WRITERS]) for n in range(WRITERS)]
        reports = [future.result() for future in futures]
    done = [key for report in reports for key in report.done]
    failed = [key for report in reports for key in report.failed]
    assert sorted([*done, *failed]) == sorted(keys)
    live = KEY_GROUPS.live(rig, id)
    assert live is not None
    assert sorted(live["items"]) == sorted([rig.keys[0], *done])
    assert sum(report.conflicts for report in reports) > 0, "they did not meet each other at all"
