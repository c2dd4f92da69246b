"""Waiting: as long as AWS says, told when it is long, over at once when the engine cancels; and the pace."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from aws_groups.aws import AwsError, Cancelled, Config, Request, silent
from aws_groups.aws.pace import Pace
from tests.conflicts.rig import KEYS, Rig, Told, Waits
from tests.conflicts.scene import Scene
from tests.conflicts.subjects import GROUPS, KEY_GROUPS, Subject
from tests.local.helpers import STORE

LIST = Request("identitystore", "ListGroups", {"IdentityStoreId": STORE})


# RetryAfterSeconds.


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("throttle", "throttled by AWS, trying again in 30 s"),
        ("error", "AWS has a problem (InternalServerException), trying again in 30 s"),
    ],
)
def test_aws_is_asked_again_when_it_says_and_the_wait_is_told(rig: Rig, fault: str, words: str) -> None:
    scene = Scene(rig, GROUPS)
    rig.inject(f"UpdateGroup={fault},times=2,retry_after=30")
    outcome = scene.update({"note": "new"})
    assert outcome.waited == [30, 30]
    assert outcome.told.statuses == [words, words]
    assert outcome.result == scene.live


def test_our_own_wait_is_kept_where_it_is_longer(rig: Rig) -> None:
    """AWS may say 0: never at once, then."""
    scene = Scene(rig, GROUPS)
    rig.inject("UpdateGroup=throttle,times=3,retry_after=0")
    assert all(seconds > 0 for seconds in scene.update({"note": "new"}).waited)


def test_a_wait_that_aws_wants_too_long_is_left_to_the_user(rig: Rig) -> None:
    scene = Scene(rig, GROUPS)
    rig.inject("UpdateGroup=throttle,retry_after=3600")
    outcome = scene.update({"note": "new"})
    assert scene.calls(outcome) == ["update: throttle"]
    assert outcome.waited == []
    outcome.says("AWS throttled UpdateGroup", "It asks to wait 3600 s: try again then")


def test_a_short_wait_is_not_told(rig: Rig, subject: Subject) -> None:
    scene = Scene(rig, subject)
    rig.inject(f"{subject.operations['update']}=error,times=3")
    outcome = scene.update({"note": "new"})
    assert len(outcome.waited) == 3
    assert all(seconds <= 1 for seconds in outcome.waited)
    assert outcome.told.statuses == []


def test_every_wait_of_more_than_a_second_is_told(rig: Rig) -> None:
    connection = rig.configured(Config(endpoint="local", max_attempts=8))
    scene = Scene(rig, KEY_GROUPS)
    rig.inject("UpdateKeyGroup=throttle,times=7")
    outcome = scene.update({"note": "new"}, connection=connection)
    long = [seconds for seconds in outcome.waited if seconds > 1]
    assert outcome.told.statuses == [f"throttled by AWS, trying again in {wait:.0f} s" for wait in long]


def test_a_lost_connection_is_told_while_it_is_waited_for(rig: Rig) -> None:
    connection = rig.configured(Config(endpoint="local", max_attempts=20))
    scene = Scene(rig, KEY_GROUPS)
    rig.inject("UpdateKeyGroup=drop-before,times=15")
    outcome = scene.update({"note": "new"}, connection=connection)
    assert outcome.result == scene.live
    long = [seconds for seconds in outcome.waited if seconds > 1]
    assert outcome.told.statuses == [f"AWS gave no answer, trying again in {wait:.0f} s" for wait in long]


# The pace.


def test_turns_are_evenly_spaced_in_the_order_they_are_taken() -> None:
    pace = Pace(20)
    began = time.monotonic()
    times = [time.monotonic() + pace.reserve() - began for _ in range(10)]
    assert times == sorted(times)
    assert times == pytest.approx([turn / 20 for turn in range(10)], abs=0.1)


def test_threads_share_the_turns() -> None:
    pace = Pace(100)
    began = time.monotonic()
    with ThreadPoolExecutor(8) as threads:
        times = list(threads.map(lambda _: time.monotonic() + pace.reserve() - began, range(80)))
    assert max(times) > 0.5, "the eightieth turn is 0.8 s after the first, not 0.1 s"


def test_turns_not_taken_are_not_saved_up() -> None:
    """A burst after a quiet time is what AWS throttles."""
    pace = Pace(2)
    pace.reserve()
    time.sleep(0.6)
    assert [pace.reserve() > 0 for _ in range(3)] == [False, True, True]


@pytest.mark.parametrize("paced", [True, False], ids=["paced", "unpaced"])
def test_many_at_once_are_throttled_only_without_a_pace(rig: Rig, paced: bool) -> None:
    """AWS takes three a second, and three more at first; six come at once."""
    config = Config(endpoint="local", max_attempts=1, requests_per_second=3 if paced else None)
    connection = rig.configured(config, waits=threading.Event())
    rig.inject("ListGroups=throttle,rate=3")
    seen = max(call.seq for call in rig.local.calls())

    def ask(_: int) -> None:
        with suppress(AwsError):
            connection.aws(silent).send(LIST)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(ask, range(6)))
    calls = rig.local.calls(after=seen)
    assert len(calls) == 6
    assert any(call.error for call in calls) is not paced


def test_a_long_wait_for_a_turn_is_told_and_cancelled_like_any_other(rig: Rig) -> None:
    told, waits = Told(), Waits()
    aws = rig.configured(Config(endpoint="local", requests_per_second=0.1), waits).aws(told)
    aws.send(LIST)
    aws.send(LIST)
    assert told.statuses == [
        f"waiting {seconds} s to keep the pace (0.1 requests a second)" for seconds in (10, 20)
    ]
    waits.set()
    with pytest.raises(Cancelled):
        aws.send(LIST)


def waited_for_turns(rig: Rig, config: Config, request: Request) -> float:
    """Seconds that ten requests wait for their turns, together; none goes further than the local AWS."""
    waits = Waits()
    connection = rig.configured(config, waits) if config.local else rig.as_real(config, waits)
    waits.begin_anew()
    for _ in range(10):
        connection.aws(silent).send(request)
    return sum(waits.seconds)


def test_real_aws_is_asked_at_the_pace_it_has_said(rig: Rig) -> None:
    """Twenty a second for all of IAM Identity Center; for CloudFront there is no number."""
    assert waited_for_turns(rig, Config(**KEYS), LIST) > 1
    assert waited_for_turns(rig, Config(**KEYS), Request("cloudfront", "ListKeyGroups", {})) == 0


def test_another_endpoint_has_no_pace_unless_it_is_set(rig: Rig) -> None:
    elsewhere = "http://127.0.0.1:9"
    assert waited_for_turns(rig, Config(endpoint="local"), LIST) == 0
    assert waited_for_turns(rig, Config(**KEYS, endpoint=elsewhere), LIST) == 0
    assert waited_for_turns(rig, Config(**KEYS, endpoints={"identitystore": elsewhere}), LIST) == 0
    assert waited_for_turns(rig, Config(**KEYS, endpoint=elsewhere, requests_per_second=20), LIST) > 1
