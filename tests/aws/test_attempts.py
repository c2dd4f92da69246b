"""The loop: how often a request is tried, when, and what is known after it was given up."""

from __future__ import annotations

import logging
import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from aws_groups.aws import (
    Answered,
    AwsError,
    AwsRefused,
    AwsUnreachable,
    Because,
    Config,
    Connection,
    Request,
    Sending,
    UnreachableCause,
    Waiting,
    silent,
)
from aws_groups.aws.pace import Pace, pace_of
from aws_groups.aws.retry import LONGEST, seconds_before_next
from aws_groups.local import Fault, LocalAws
from tests.aws.calling import CREATE, DELETE, DESCRIBE, LIST, STORE, WHO, Waits, aws, config, fails
from tests.aws.peers import http, peer

LIST_GROUPS = Request("identitystore", "ListGroups", {"IdentityStoreId": STORE})
LOCAL = Config(endpoint="local", max_attempts=4)


@pytest.fixture
def local(store: Path) -> LocalAws:
    """The local AWS that ``LOCAL`` calls."""
    return LocalAws(store)


def operations(local: LocalAws) -> list[str]:
    return [call.operation for call in local.calls()]


class TestIsTriedAgain:
    @pytest.mark.parametrize("fault", ["throttle", "error", "drop-before", "drop-after"])
    def test_until_it_is_answered(self, local: LocalAws, fault: str) -> None:
        local.inject(Fault(fault, "ListGroups", times=3))
        assert aws(LOCAL, waits=Waits()).send(LIST_GROUPS)["Groups"] == []
        assert operations(local) == ["ListGroups"] * 4

    @pytest.mark.parametrize(
        ("fault", "kind"),
        [("throttle", AwsRefused), ("error", AwsRefused), ("drop-before", AwsUnreachable)],
    )
    def test_until_it_was_tried_often_enough(self, local: LocalAws, fault: str, kind: type[AwsError]) -> None:
        local.inject(Fault(fault, "ListGroups"))
        with fails(kind) as found:
            aws(LOCAL, waits=Waits()).send(LIST_GROUPS)
        assert found[0].attempts == len(operations(local)) == 4

    def test_in_each_call_as_often_as_in_the_first(self, local: LocalAws) -> None:
        """What other calls of one `pulumi up` met takes nothing from `maxAttempts`."""
        connection = Connection(LOCAL, cancelled=Waits())
        local.inject(Fault("error", "ListGroups"))
        for _ in range(60):
            with suppress(AwsError):
                connection.aws(silent).send(LIST_GROUPS)
        assert len(operations(local)) == 240

    def test_not_if_aws_refuses_it_for_good(self, local: LocalAws) -> None:
        with fails(AwsRefused) as found:
            aws(LOCAL, waits=Waits()).send(DESCRIBE)
        assert (found[0].attempts, found[0].code) == (1, "ResourceNotFoundException")
        assert operations(local) == ["DescribeGroup"]

    def test_signed_anew_each_time(self) -> None:
        """A signature is as old as the pace and the waits let it be, if it is made before them."""

        def answer(number: int, _: bytes) -> bytes:
            time.sleep(1.1 if number == 0 else 0)
            return http(500) if number == 0 else http(body='{"Groups": []}')

        with peer(answer) as server:
            aws(config(endpoint=server.url, max_attempts=2)).send(LIST_GROUPS)
        dates = [re.findall(rb"(?i)x-amz-date: (\S+)", request) for request in server.requests]
        assert dates[0] != dates[1]

    def test_after_half_an_answer(self) -> None:
        whole = http(body='{"Groups": []}')
        with peer(lambda number, _: whole[:-5] if number == 0 else whole) as server:
            assert aws(config(endpoint=server.url, max_attempts=2)).send(LIST_GROUPS)["Groups"] == []


class TestWaits:
    def waited(self, local: LocalAws, *faults: str, request: Request = LIST_GROUPS) -> list[float]:
        waits = Waits()
        for fault in faults:
            local.inject(Fault.parse(fault))
        aws(Config(endpoint="local", max_attempts=8), waits=waits).send(request)
        return waits.seconds

    @pytest.mark.parametrize("fault", ["throttle", "error"])
    def test_as_long_as_aws_asks(self, local: LocalAws, fault: str) -> None:
        assert self.waited(local, f"ListGroups={fault},times=2,retry_after=30") == [30, 30]

    def test_never_less_than_without_being_asked(self, local: LocalAws) -> None:
        assert all(seconds > 0 for seconds in self.waited(local, "ListGroups=throttle,times=3,retry_after=0"))

    def test_longer_each_time(self, local: LocalAws) -> None:
        """The waits are random, so their longest lengths tell."""
        waits = self.waited(local, "ListGroups=throttle,times=7")
        assert len(waits) == 7
        assert all(0 < wait <= min(2**number, LONGEST) for number, wait in enumerate(waits))
        waits = self.waited(local, "ListGroups=error,times=7")
        assert all(0 < wait <= 0.05 * 2**number for number, wait in enumerate(waits))

    @pytest.mark.parametrize(
        ("headers", "seconds"),
        [
            ({"retry_after": "7"}, 7.0),
            ({"x_amz_retry_after": "7000"}, 7.0),
            ({"retry_after": "3", "x_amz_retry_after": "7000"}, 7.0),
            ({"retry_after": "soon"}, None),
        ],
        ids=str,
    )
    def test_as_long_as_a_header_asks(self, headers: dict[str, str], seconds: float | None) -> None:
        waits = Waits()
        good, bad = http(body='{"Groups": []}'), http(503, **headers)
        with peer(lambda number, _: good if number else bad) as server:
            aws(config(endpoint=server.url, max_attempts=2), waits=waits).send(LIST_GROUPS)
        assert len(waits.seconds) == 1
        assert waits.seconds[0] == pytest.approx(seconds) if seconds else waits.seconds[0] < 1

    def test_not_for_an_hour(self) -> None:
        error = AwsRefused(LIST, code="Throttling", retry_after=3600)
        assert seconds_before_next(error, 1) is None

    def test_never_longer_than_the_longest(self) -> None:
        error = AwsRefused(LIST, code="Throttling")
        assert all((seconds_before_next(error, 1000) or 99) <= LONGEST for _ in range(100))

    def test_ends_when_the_engine_cancels(self, local: LocalAws) -> None:
        """Tested with all its facts in test_ending.py; here that the wait itself is what ends."""
        waits = Waits()
        waits.meanwhile = waits.set
        local.inject(Fault("throttle", "ListGroups"))
        with pytest.raises(AwsError):
            aws(LOCAL, waits=waits).send(LIST_GROUPS)
        assert len(waits.seconds) == len(operations(local)) == 1


class TestEvents:
    def events(self, config: Config, local: LocalAws, *faults: str) -> list[object]:
        events: list[object] = []
        for fault in faults:
            local.inject(Fault.parse(fault))
        with suppress(AwsError):
            Connection(config, cancelled=Waits()).aws(events.append).send(LIST_GROUPS)
        return events

    def test_a_call_is_told_once_and_so_is_its_reply(self, local: LocalAws) -> None:
        sending, answered = self.events(LOCAL, local, "ListGroups=error,times=2")
        assert sending == Sending(LIST_GROUPS)
        assert isinstance(answered, Answered)
        assert (answered.request, answered.reply["Groups"]) == (LIST_GROUPS, [])
        assert self.events(LOCAL, local, "ListGroups=error") == [Sending(LIST_GROUPS)], "a failure is none"

    @pytest.mark.parametrize(
        ("fault", "because", "detail"),
        [
            ("throttle", Because.THROTTLED, "ThrottlingException"),
            ("error", Because.SERVER_FAILURE, "InternalServerException"),
        ],
    )
    def test_a_long_wait_is_told_with_its_reason(
        self, local: LocalAws, fault: str, because: Because, detail: str
    ) -> None:
        events = self.events(LOCAL, local, f"ListGroups={fault},times=1,retry_after=30")
        assert events[1:-1] == [Waiting(LIST_GROUPS, 30, because, detail)]

    def test_so_is_one_after_a_lost_connection(self, local: LocalAws) -> None:
        events = self.events(Config(endpoint="local", max_attempts=20), local, "ListGroups=drop-before")
        waits = [event for event in events if isinstance(event, Waiting)]
        assert {(wait.because, wait.detail) for wait in waits} == {(Because.NO_ANSWER, "closed")}
        assert all(wait.seconds > 1 for wait in waits)

    def test_so_is_a_pause(self) -> None:
        events: list[object] = []
        calls = Connection(LOCAL, cancelled=Waits()).aws(events.append)
        calls.pause(0.5, Because.OTHER_WRITER)
        calls.pause(1.5, Because.OTHER_WRITER)
        assert events == [Waiting(None, 1.5, Because.OTHER_WRITER)]


class TestLost:
    """Whether AWS may have carried a write out all the same."""

    @pytest.mark.parametrize(
        ("fault", "lost"),
        [("drop-before", True), ("drop-after", True), ("error", True), ("throttle", False)],
    )
    @pytest.mark.parametrize("where", ["local", "http"])
    def test_of_a_write_that_was_given_up(
        self, local: LocalAws, server: Any, fault: str, lost: bool, where: str
    ) -> None:
        where_to = LOCAL if where == "local" else config(endpoint=server.url, max_attempts=2)
        (local if where == "local" else server.aws).inject(Fault(fault, "CreateGroup"))
        with pytest.raises(AwsError) as caught:
            aws(where_to, waits=Waits()).send(CREATE)
        assert caught.value.lost is lost

    def test_is_remembered_when_a_later_attempt_is_refused(self, local: LocalAws) -> None:
        local.inject(Fault("drop-after", "CreateGroup", times=1))
        with fails(AwsRefused) as found:
            aws(LOCAL, waits=Waits()).send(CREATE)
        assert (found[0].code, found[0].lost, found[0].attempts) == ("ConflictException", True, 2)

    def test_is_said_of_no_read(self, local: LocalAws) -> None:
        local.inject(Fault("drop-after", "ListGroups"))
        with fails(AwsUnreachable) as found:
            aws(LOCAL, waits=Waits()).send(LIST_GROUPS)
        assert not found[0].lost

    @pytest.mark.parametrize("url", ["http://127.0.0.1:9", "https://127.0.0.1:9"])
    def test_is_not_said_where_there_was_no_connection(self, url: str) -> None:
        with fails(AwsUnreachable) as found:
            aws(config(endpoint=url)).send(CREATE)
        assert not found[0].lost

    def test_is_not_said_where_tls_did_not_begin(self) -> None:
        with peer(b"") as server, fails(AwsUnreachable) as found:
            url = server.url.replace("http:", "https:")
            aws(config(endpoint=url, connect_timeout=0.3, read_timeout=0.3)).send(CREATE)
        assert not found[0].lost

    def test_is_said_of_half_an_answer(self) -> None:
        with peer(http(body="{}" * 100)[:-9]) as server, fails(AwsUnreachable) as found:
            aws(config(endpoint=server.url)).send(CREATE)
        assert (found[0].cause, found[0].lost) == (UnreachableCause.HALF_ANSWER, True)

    def test_is_not_said_of_an_error_by_what_is_not_aws(self) -> None:
        with peer(http(403, "<html>no</html>")) as server, fails(AwsUnreachable) as found:
            aws(config(endpoint=server.url)).send(DELETE)
        assert (found[0].cause, found[0].lost) == (UnreachableCause.NOT_AWS, False)


class TestPace:
    def test_times_are_evenly_spaced_in_the_order_they_are_taken(self) -> None:
        pace = Pace(20)
        began = time.monotonic()
        times = [time.monotonic() + pace.reserve() - began for _ in range(10)]
        assert times == sorted(times)
        assert times == pytest.approx([number / 20 for number in range(10)], abs=0.1)

    def test_threads_share_the_times(self) -> None:
        pace = Pace(100)
        began = time.monotonic()
        with ThreadPoolExecutor(8) as threads:
            times = list(threads.map(lambda _: time.monotonic() + pace.reserve() - began, range(80)))
        assert max(times) > 0.5, "the eightieth time is 0.8 s after the first, not 0.1 s"

    def test_times_not_taken_are_not_saved_up(self) -> None:
        """Many requests after a quiet time are what AWS throttles."""
        pace = Pace(2)
        pace.reserve()
        time.sleep(0.6)
        assert [pace.reserve() > 0 for _ in range(3)] == [False, True, True]

    @pytest.mark.parametrize("paced", [True, False], ids=["paced", "unpaced"])
    def test_many_at_once_are_throttled_only_without_it(self, local: LocalAws, paced: bool) -> None:
        """AWS takes three a second, and three more at first; six come at once."""
        connection = Connection(
            Config(endpoint="local", max_attempts=1, requests_per_second=3 if paced else None)
        )
        local.inject(Fault.parse("ListGroups=throttle,rate=3"))

        def ask(_: int) -> None:
            with suppress(AwsError):
                connection.aws(silent).send(LIST_GROUPS)

        with ThreadPoolExecutor(6) as threads:
            list(threads.map(ask, range(6)))
        calls = local.calls()
        assert len(calls) == 6
        assert any(call.error for call in calls) is not paced

    def test_is_told_when_it_takes_long(self, store: Path) -> None:
        events: list[object] = []
        connection = Connection(Config(endpoint="local", requests_per_second=0.1), cancelled=Waits())
        for _ in range(3):
            connection.aws(events.append).send(LIST_GROUPS)
        waits = [event for event in events if isinstance(event, Waiting)]
        assert [round(wait.seconds) for wait in waits] == [10, 20]
        assert {(wait.because, wait.detail) for wait in waits} == {(Because.PACE, "0.1 requests a second")}

    @pytest.mark.parametrize(
        ("where", "service", "per_second"),
        [
            ({}, "identitystore", 20.0),
            ({}, "cloudfront", None),
            ({"endpoint": "local"}, "identitystore", None),
            ({"endpoint": "http://elsewhere"}, "identitystore", None),
            ({"endpoints": {"identitystore": "http://elsewhere"}}, "identitystore", None),
            ({"endpoint": "http://elsewhere", "requests_per_second": 5}, "identitystore", 5.0),
            ({"requests_per_second": 5}, "cloudfront", 5.0),
        ],
        ids=str,
    )
    def test_is_the_one_that_aws_has_said(
        self, where: dict[str, Any], service: str, per_second: float | None
    ) -> None:
        """Twenty a second for all of IAM Identity Center; for CloudFront there is no number."""
        pace = pace_of(Config(**where), service)
        assert (pace.per_second if pace else None) == per_second


class TestLog:
    def test_has_a_line_for_each_attempt_and_no_parameters(
        self, local: LocalAws, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO, "aws_groups.calls")
        local.inject(Fault("throttle", "CreateGroup", times=1))
        local.inject(Fault("drop-before", "CreateGroup", times=1))
        aws(LOCAL, waits=Waits()).send(CREATE)
        lines = [record.getMessage() for record in caplog.records]
        for line, outcome in zip(
            lines, ["1: 400 ThrottlingException", "2: AwsUnreachable CLOSED", "3: 200"], strict=True
        ):
            assert line.startswith(f"identitystore CreateGroup attempt {outcome} in ")
        ids = [line.rpartition(" ")[2] for line in lines]
        assert [ids[0], ids[2]] == [local.calls()[0].request_id, local.calls()[2].request_id]
        assert ids[1] == "-"
        assert STORE not in caplog.text

    def test_has_a_line_for_what_was_never_sent(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.INFO, "aws_groups.calls")
        with pytest.raises(AwsError):
            aws(Config(region="us-east-1")).send(WHO)
        assert "sts GetCallerIdentity attempt 1: NotSent NO_CREDENTIALS in" in caplog.text
