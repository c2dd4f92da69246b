"""Planning keys over time: what an update does, by what there is, what the program says, and the instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_groups.updates.over_time import Held, Key, Wanted, plan
from tests.updates.programs import PROPERTY

NOW = datetime(2027, 1, 15, tzinfo=timezone.utc)
DAY = timedelta(days=1)
PRINTS = st.sampled_from(["a", "b", "c", "d"])
MOMENTS = st.integers(-5, 5).map(lambda days: NOW + days * DAY)


@st.composite
def held(draw: st.DrawFn) -> Held:
    """Keys as a state can have them: at most one is signed with, and it has no end."""
    prints = draw(st.lists(PRINTS, unique=True))
    keys = []
    for number, fingerprint in enumerate(prints):
        given_out = draw(st.booleans())
        ends = draw(MOMENTS) if given_out else None
        keys.append(Key(f"K{number}", fingerprint, NOW - 10 * DAY if given_out else None, ends))
    signing = draw(st.sampled_from([None, *(key.id for key in keys)]))
    keys = [replace(key, until=None, since=NOW - 10 * DAY) if key.id == signing else key for key in keys]
    others = tuple(
        Key(f"O{number}", fingerprint) for number, fingerprint in enumerate(draw(st.lists(PRINTS)))
    )
    inside = [key.id for key in (*keys, *others) if key.id == signing or draw(st.booleans())]
    return Held(tuple(keys), signing, others, tuple(inside))


WANTED = st.builds(
    lambda fingerprint, revoked, days: Wanted(fingerprint, revoked - {fingerprint}, days * DAY),
    PRINTS,
    st.frozensets(PRINTS, max_size=2),
    st.integers(0, 5),
)


def carried_out(before: Held, wanted: Wanted, now: datetime) -> Held:
    """What there is after an update."""
    steps = plan(before, wanted, now)
    after = steps.held
    new = None
    if steps.signing is None:
        after, new = after.with_key(Key("NEW", wanted.fingerprint)), "NEW"
    after = replace(after.without(steps.gone), items=tuple(steps.items(new)))
    return after.switched(new or steps.signing.id if steps.signing else "NEW", now, wanted.overlap)


@PROPERTY
@given(held(), WANTED)
def test_no_key_goes_before_its_time_unless_it_is_revoked(before: Held, wanted: Wanted) -> None:
    steps = plan(before, wanted, NOW)
    for key in before.keys:
        if key.id in steps.clears:
            ended = key.until is not None and key.until <= NOW
            never_given_out = key.since is None and key.id != before.signing
            assert ended or never_given_out or key.fingerprint in wanted.revoked
    for other in before.others:
        assert (other.id in steps.drops) == (other.fingerprint in wanted.revoked)


@PROPERTY
@given(held(), WANTED)
def test_the_key_that_was_signed_with_stays_in_the_group_for_the_overlap(
    before: Held, wanted: Wanted
) -> None:
    after = carried_out(before, wanted, NOW)
    for key in before.keys:
        if key.id == before.signing and key.fingerprint not in wanted.revoked:
            assert key.id in after.items
            (kept,) = [found for found in after.keys if found.id == key.id]
            assert kept.until in (None, NOW + wanted.overlap)


@PROPERTY
@given(held(), WANTED)
def test_afterwards_the_program_is_true_and_there_is_no_more_to_do(before: Held, wanted: Wanted) -> None:
    after = carried_out(before, wanted, NOW)
    signing = after.find(wanted.fingerprint)
    assert signing is not None
    assert after.signing == signing.id
    assert signing.id in after.items
    assert signing.until is None
    assert all(key.until is not None for key in after.keys if key.id != signing.id)
    again = plan(after, wanted, NOW)
    assert (again.switches, again.drops) == (False, ())
    assert wanted.overlap == timedelta() or again.clears == ()
    assert again.items(None) == [id for id in after.items if id not in again.gone]


@PROPERTY
@given(held())
def test_a_state_says_the_same_when_it_is_read_again(before: Held) -> None:
    assert Held.of(before.outputs()) == before


@pytest.mark.parametrize("broken", ["soon", 7, {}, "2027-13-01T00:00:00Z"])
@pytest.mark.parametrize("name", ["since", "until"])
def test_a_key_whose_times_a_state_has_lost_stays(name: str, broken: Any) -> None:
    """A state that was edited by hand: links that the key has signed may be on their way."""
    old = {"id": "K1", "fingerprint": "a", "since": "2027-01-01T00:00:00Z", "until": "2027-02-01T00:00:00Z"}
    state = {"keys": [{**old, name: broken}, {"id": "K2", "fingerprint": "b"}], "signingKeyId": "K2"}
    steps = plan(Held.of(state), Wanted("b", frozenset(), DAY), NOW)
    assert steps.gone == ()
    assert steps.items(None) == ["K1", "K2"]


def test_what_is_no_list_of_keys_is_none() -> None:
    broken = {"keys": 3, "signingKeyId": ["K1"], "otherKeys": [None, {"id": 7}, {"id": "K1"}], "__items": {}}
    assert Held.of(broken) == Held()
