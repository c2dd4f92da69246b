"""Kills through the real engine: a share of the cases and of the lives that `make soak` lives through."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.harness import Stack
from tests.engine.programs import group, with_options
from tests.kills import cases, lives
from tests.kills.aws import Step, Victim
from tests.kills.cases import KINDS, Case, share

pytestmark = pytest.mark.engine

SHARE = share(7, 12)
LIVES = (6, 7)
"""Seeds of lives with several kills, faults and other writers."""
_, _, _, KEY_GROUP, GROUP = KINDS
CHILD = replace(
    GROUP,
    title="group with a parent",
    declared=lambda note, key: with_options(group("ours", description=note), parent="${beside}"),
)
WAYS_OUT = [
    (Case(GROUP, "create", Victim.PLUGIN, Step.COMMITTED, "", False), "import"),
    (Case(KEY_GROUP, "first create", Victim.ENGINE, Step.LATE, "refresh", True), "import"),
    (Case(GROUP, "replace, create", Victim.ENGINE, Step.COMMITTED, "", False), "onTaken: adopt"),
    (Case(CHILD, "create", Victim.PLUGIN, Step.COMMITTED, "refresh", True), "onTaken: adopt"),
]
"""Creates that have no proof, and what their messages tell to do."""


def test_the_share_has_each_kind_change_victim_and_step() -> None:
    for aspect in ("kind", "change", "before", "victim", "step"):
        assert _values(aspect, SHARE) == _values(aspect, cases.all_cases(7)), aspect


def _values(aspect: str, of: list[Case]) -> set[str]:
    return {str(getattr(case, aspect)) for case in of}


@pytest.mark.parametrize("case", SHARE, ids=str)
def test_after_a_kill_aws_has_what_the_program_says(
    case: Case, tmp_path: Path, home: Path, newborn: Stack
) -> None:
    cases.play(case, tmp_path, home, newborn)


@pytest.mark.parametrize(("case", "way_out"), WAYS_OUT, ids=str)
def test_where_there_is_no_proof_the_message_names_the_way_out(
    case: Case, way_out: str, tmp_path: Path, home: Path, newborn: Stack
) -> None:
    assert cases.play(case, tmp_path, home, newborn) == [way_out]


@pytest.mark.parametrize("seed", LIVES)
def test_nothing_is_lost_in_a_random_life(seed: int, tmp_path: Path, home: Path, newborn: Stack) -> None:
    assert lives.play(lives.Plan(seed), tmp_path, home, newborn).counts["kills"]
