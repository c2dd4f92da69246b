"""Random programs of one group's members, someone else's hands, faults, and states that were never written.

Whatever happens: who is declared before and after an update and was in the group stays in it, by the same
membership; and a refresh and an update bring the group to what the program says.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aws_groups.lifecycle import MembersFailed
from aws_groups.values import Properties
from tests.conflicts.rig import Rig
from tests.conflicts.teams import Team

PEOPLE = 6
SOME = st.sets(st.integers(0, PEOPLE - 1))
FAULTS = st.lists(
    st.sampled_from(
        [
            f"{operation}={fault}"
            for operation in ("CreateGroupMembership", "DeleteGroupMembership", "ListGroupMemberships", "*")
            for fault in (
                "drop-after,times=1",
                "drop-before,times=1",
                "throttle,times=2",
                "error,status=503,times=1",
                "error,status=400,code=AccessDeniedException,skip=1",
                "error,status=400,code=ConflictException,reason=CONCURRENT_MODIFICATION,times=2",
                "drop-after",
                "drop-before,skip=2",
            )
        ]
    ),
    max_size=2,
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("update"), SOME, FAULTS),
        st.tuples(st.just("killed"), SOME, FAULTS),
        st.tuples(st.just("refresh"), SOME, FAULTS),
        st.tuples(st.just("join"), SOME, st.just([])),
        st.tuples(st.just("leave"), SOME, st.just([])),
    ),
    min_size=1,
    max_size=6,
)


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=SOME, steps=STEPS, last=SOME)
def test_whatever_happens_the_group_comes_to_what_the_program_says(
    rig: Rig, first: set[int], steps: list[tuple[str, set[int], list[str]]], last: set[int]
) -> None:
    life = _Life(Team(rig, PEOPLE), first)
    for what, people, faults in steps:
        life.step(what, people, faults)
    life.settle(last)


class _Life:
    """A stack with one set, and someone else."""

    def __init__(self, team: Team, first: set[int]) -> None:
        self.team = team
        self.state = team.made(self._people(first))

    def _people(self, numbers: set[int]) -> list[str]:
        return [self.team.people[number] for number in sorted(numbers)]

    def step(self, what: str, numbers: set[int], faults: list[str]) -> None:
        people, live = self._people(numbers), self.team.memberships
        if what == "join":
            self.team.add(*(person for person in people if person not in live))
        elif what == "leave":
            self.team.take_out(*(person for person in people if person in live))
        elif what == "refresh":
            self.team.rig.inject(*faults)
            outcome = self.team.read(self.state)
            self.state = outcome.result.state if outcome.result else self.state
        else:
            self._update(people, faults, killed=what == "killed")

    def _update(self, people: list[str], faults: list[str], *, killed: bool) -> None:
        before = self.team.memberships
        self.team.rig.inject(*faults)
        outcome = self.team.update(self.state, people)
        after = self.team.memberships
        kept = {person: link for person, link in before.items() if person in people}
        assert kept.items() <= after.items(), "nobody who is declared loses the membership, not for a moment"
        strangers = before.keys() - self.state["memberships"].keys() - set(people)
        assert strangers <= after.keys(), "whom the state does not know is not taken out"
        new = _state_after(outcome)
        if new is not None:
            changed = self.state["memberships"].keys() ^ set(people)
            lost = any("drop" in fault for fault in faults)
            assert lost or new["memberships"].keys() & changed == after.keys() & changed, "the truth"
        if new is not None and not killed:
            self.state = new

    def settle(self, numbers: set[int]) -> None:
        """A refresh and an update, in good weather."""
        read = self.team.read(self.state)
        outcome = self.team.update(read.result.state, self._people(numbers))
        assert outcome.error is None, outcome.message
        assert self.team.memberships.keys() == set(self._people(numbers))
        assert outcome.result["memberships"] == self.team.memberships
        assert self.team.update(outcome.result, self._people(numbers)).log == []
        assert self.team.delete(outcome.result).error is None
        assert self.team.memberships == {}


def _state_after(outcome: Any) -> Properties | None:
    """The state that the engine would write; None where it keeps the old one."""
    if outcome.error is None:
        state: Properties = outcome.result
        return state
    return outcome.error.state if isinstance(outcome.error, MembersFailed) else None
