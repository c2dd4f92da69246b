"""What the soak does with its tasks."""

from __future__ import annotations

from collections import Counter

from tests import soak
from tests.kills import lives
from tests.kills.account import Harm


def test_a_life_that_fails_is_made_as_small_as_it_still_fails() -> None:
    def played(task: soak.Task) -> soak.Outcome:
        plan = task.what
        assert isinstance(plan, lives.Plan)
        fails = plan.updates >= 2 and "team" in plan.names
        return soak.Outcome(task, Harm.LOST.value, "gone" if fails else "", Counter())

    found = soak.play(soak.life(lives.Plan(7)), played)
    assert found.task.replay == "--life 7 --updates 2 --names team"


def test_what_is_replayed_is_what_was_lived() -> None:
    again = soak.arguments(["--life", "7", "--updates", "2", "--names", "team"])
    assert [task.what for task in soak.tasks(again)] == [lives.Plan(7, 2, ("team",))]
    every = list(soak.tasks(soak.arguments(["--seed", "3", "--lives", "2"])))
    for task in every[:50]:
        (same,) = soak.tasks(soak.arguments(task.replay.split()))
        assert same == task
