"""Cancel and deadlines: whatever hangs, a call ends when it is to end, and nothing is sent after that."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from aws_groups.aws import (
    AwsError,
    AwsRefused,
    Because,
    Cancelled,
    Config,
    Connection,
    Request,
    Slow,
    Stage,
    TimedOut,
    silent,
)
from aws_groups.local import Fault, LocalAws, Server
from tests.aws.calling import CREATE, LIST, STORE, WHO, Waits, aws, config, fails
from tests.aws.peers import CERTIFICATE, accepting_nothing, http, peer

MADE = '{"GroupId": "one", "IdentityStoreId": "d-1234567890"}'
LIST_GROUPS = Request("identitystore", "ListGroups", {"IdentityStoreId": STORE})


def ended(action: Callable[[], object]) -> AwsError:
    with pytest.raises(AwsError) as caught:
        action()
    return caught.value


def in_threads(number: int, action: Callable[[int], object]) -> list[Future[AwsError]]:
    """That many threads which do the same, and the errors that they end in."""
    pool = ThreadPoolExecutor(number)
    futures = [pool.submit(ended, lambda index=index: action(index)) for index in range(number)]  # type: ignore[misc]
    pool.shutdown(wait=False)
    return futures


def create(number: int) -> Request:
    return Request("identitystore", "CreateGroup", {"IdentityStoreId": STORE, "DisplayName": f"ops {number}"})


class TestCancel:
    def test_ends_200_calls_that_hang_within_a_second_and_nothing_is_sent_after_it(self) -> None:
        with peer(None) as server:
            connection = Connection(config(endpoint=server.url, max_attempts=8))
            calls = in_threads(200, lambda number: connection.aws(silent).send(create(number)))
            server.wait_for(200)
            began = time.monotonic()
            connection.cancel()
            errors = [call.result(5) for call in calls]
            assert time.monotonic() - began < 1
            time.sleep(0.3)
            assert len(server.requests) == 200
        assert {type(error) for error in errors} == {Cancelled}
        assert {(error.lost, error.attempts) for error in errors} == {(True, 1)}
        assert {error.stage for error in errors if isinstance(error, Cancelled)} == {Stage.SENT}

    def test_ends_200_calls_in_this_process(self, store: Path) -> None:
        LocalAws(store).inject(Fault("delay", "CreateGroup", seconds=4))
        connection = Connection(Config(endpoint="local"))
        connection.aws(silent).send(LIST_GROUPS)
        calls = in_threads(200, lambda number: connection.aws(silent).send(create(number)))
        time.sleep(1)
        began = time.monotonic()
        connection.cancel()
        errors = [call.result(5) for call in calls]
        assert time.monotonic() - began < 1
        assert {type(error) for error in errors} == {Cancelled}

    def test_lets_a_call_end_whose_answer_is_there_at_once(self) -> None:
        """Then it is known what AWS has done, and the state has it."""
        go = threading.Event()

        def answer(_number: int, _request: bytes) -> bytes:
            go.wait()
            time.sleep(0.1)
            return http(body=MADE)

        with peer(answer) as server:
            connection = Connection(config(endpoint=server.url))
            with ThreadPoolExecutor(1) as pool:
                call = pool.submit(lambda: connection.aws(silent).send(CREATE))
                server.wait_for(1)
                connection.cancel()
                go.set()
                assert call.result()["GroupId"] == "one"

    def test_keeps_a_request_back_whose_connection_is_being_opened(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """TLS takes its time, and the request would be written when it is done."""
        monkeypatch.setenv("AWS_CA_BUNDLE", str(CERTIFICATE))
        hold = threading.Event()
        with peer(http(body=MADE), tls=True, hold=hold) as server:
            connection = Connection(config(endpoint=server.url, max_attempts=8))
            (call,) = in_threads(1, lambda _: connection.aws(silent).send(CREATE))
            while not server.connections:
                time.sleep(0.01)
            connection.cancel()
            error = call.result(1)
            hold.set()
            time.sleep(0.5)
            assert server.requests == []
        assert isinstance(error, Cancelled)
        assert (error.stage, error.lost) == (Stage.CONNECTING, False)

    def test_the_same_is_sent_without_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_CA_BUNDLE", str(CERTIFICATE))
        with peer(http(body=MADE), tls=True) as server:
            assert aws(config(endpoint=server.url)).send(CREATE)["GroupId"] == "one"
        assert len(server.requests) == 1

    def test_ends_a_wait_for_the_next_attempt(self) -> None:
        with peer(http(503, retry_after="30")) as server:
            connection = Connection(config(endpoint=server.url, max_attempts=8))
            (call,) = in_threads(1, lambda _: connection.aws(silent).send(CREATE))
            server.wait_for(1)
            time.sleep(0.2)
            began = time.monotonic()
            connection.cancel()
            error = call.result(5)
            assert time.monotonic() - began < 0.5
            assert len(server.requests) == 1
        assert isinstance(error, Cancelled)
        assert (error.stage, error.lost) == (Stage.WAITING, True)

    def test_says_that_nothing_was_carried_out_where_aws_only_throttled(self, store: Path) -> None:
        LocalAws(store).inject(Fault("throttle", "CreateGroup"))
        waits = Waits()
        waits.meanwhile = waits.set
        with fails(Cancelled) as found:
            aws(Config(endpoint="local"), waits=waits).send(CREATE)
        assert (found[0].stage, found[0].lost, found[0].attempts) == (Stage.WAITING, False, 1)

    @pytest.mark.parametrize("request_", [LIST, CREATE], ids=lambda request: request.operation)
    def test_ends_each_call_that_comes_later_before_it_is_sent(
        self, server: Server, request_: Request
    ) -> None:
        connection = Connection(config(endpoint=server.url))
        connection.cancel()
        events: list[object] = []
        error = ended(lambda: connection.aws(events.append).send(request_))
        assert isinstance(error, Cancelled)
        assert (error.stage, error.lost, error.attempts) == (Stage.WAITING, False, 0)
        assert events == server.aws.calls() == []

    def test_ends_a_pause(self) -> None:
        connection = Connection(config())
        (call,) = in_threads(1, lambda _: connection.aws(silent).pause(30, Because.OTHER_WRITER))
        time.sleep(0.1)
        connection.cancel()
        assert isinstance(call.result(1), Cancelled)

    def test_ends_a_call_that_gets_credentials(self, shared_config: Path) -> None:
        shared_config.write_text(
            "[profile slow]\nregion = eu-central-1\ncredential_process = /bin/sleep 20\n"
        )
        connection = Connection(Config(profile="slow"))
        calls = in_threads(20, lambda _: connection.aws(silent).send(LIST))
        time.sleep(0.5)
        began = time.monotonic()
        connection.cancel()
        errors = [call.result(5) for call in calls]
        assert time.monotonic() - began < 1
        stages = {(error.stage, error.lost) for error in errors if isinstance(error, Cancelled)}
        assert stages == {(Stage.CREDENTIALS, False)}
        assert all(isinstance(error, Cancelled) for error in errors)

    def test_keeps_back_the_call_for_a_role(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The role's credentials are got by a call of their own, that is not sent either."""
        from aws_groups.aws import AssumeRole

        monkeypatch.setenv("AWS_CA_BUNDLE", str(CERTIFICATE))
        hold = threading.Event()
        with peer(http(), tls=True, hold=hold) as server:
            role = AssumeRole(role_arn="arn:aws:iam::123456789012:role/deploy")
            connection = Connection(config(endpoint=server.url, assume_role=role))
            (call,) = in_threads(1, lambda _: connection.aws(silent).send(CREATE))
            while not server.connections:
                time.sleep(0.01)
            connection.cancel()
            error = call.result(1)
            hold.set()
            time.sleep(0.3)
            assert server.requests == []
        assert isinstance(error, Cancelled)
        assert error.stage is Stage.CREDENTIALS


class TestTheEnginesLimit:
    def test_ends_a_call_that_hangs_as_whatever_it_was_doing(self) -> None:
        with peer(None) as server:
            began = time.monotonic()
            with fails(TimedOut) as found:
                aws(config(endpoint=server.url, max_attempts=8), timeout=0.5).send(CREATE)
            assert time.monotonic() - began < 1
        error = found[0]
        assert (error.limit, error.of_engine, error.stage, error.lost) == (0.5, True, Stage.SENT, True)
        assert (error.attempts, error.last) == (1, None)
        assert error.seconds == pytest.approx(0.5, abs=0.4)

    def test_keeps_what_it_ended_from_being_sent_later(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_CA_BUNDLE", str(CERTIFICATE))
        hold = threading.Event()
        with peer(http(), tls=True, hold=hold) as server:
            with fails(TimedOut) as found:
                aws(config(endpoint=server.url), timeout=0.5).send(CREATE)
            hold.set()
            time.sleep(0.5)
            assert server.requests == []
        assert (found[0].stage, found[0].lost) == (Stage.CONNECTING, False)

    def test_ends_a_call_at_once_that_would_have_to_wait_longer(self) -> None:
        with peer(http(429, retry_after="30")) as server:
            began = time.monotonic()
            with fails(TimedOut) as found:
                aws(config(endpoint=server.url, max_attempts=8), timeout=10).send(CREATE)
            assert time.monotonic() - began < 1
        error = found[0]
        assert (error.stage, error.lost, error.attempts) == (Stage.WAITING, False, 1)
        assert isinstance(error.last, AwsRefused)
        assert error.last.retry_after == 30

    def test_is_for_all_calls_of_one_rpc_together(self, server: Server) -> None:
        calls = aws(config(endpoint=server.url), timeout=1.5)
        calls.send(WHO)
        time.sleep(1.5)
        with fails(TimedOut) as found:
            calls.send(WHO)
        assert (found[0].stage, found[0].attempts) == (Stage.WAITING, 0)
        assert len(server.aws.calls()) == 1

    def test_ends_a_call_whose_connection_does_not_open(self) -> None:
        with accepting_nothing() as url, fails(TimedOut) as found:
            aws(config(endpoint=url), timeout=0.5).send(LIST)
        assert not found[0].lost


class TestOurOwnLimit:
    def test_ends_a_call_that_hangs_again_and_again(self) -> None:
        with peer(None) as server, fails(TimedOut) as found:
            aws(
                config(endpoint=server.url, max_attempts=50, read_timeout=0.2, time_limit=1.0), waits=Waits()
            ).send(CREATE)
        assert (found[0].of_engine, found[0].limit, found[0].lost) == (False, 1.0, True)
        assert 3 <= found[0].attempts <= 6

    def test_leaves_out_waits(self, server: Server) -> None:
        """AWS may ask to wait as long as it likes, as often as there are attempts."""
        server.aws.inject(Fault.parse("ListGroups=throttle,times=2,retry_after=1"))
        calls = aws(config(endpoint=server.url, max_attempts=8, time_limit=1.0))
        assert calls.send(LIST_GROUPS)["Groups"] == []

    def test_is_about_two_minutes(self) -> None:
        assert 60 <= Config().time_limit <= 180
        assert Config().read_timeout <= 30
        assert Config().connect_timeout <= 10


class TestSlow:
    def test_is_told_from_the_second_second_on(self) -> None:
        events: list[object] = []
        with peer(None) as server:
            connection = Connection(config(endpoint=server.url))
            with pytest.raises(TimedOut):
                connection.aws(events.append, timeout=2).send(LIST)
        seconds = [event.seconds for event in events if isinstance(event, Slow)]
        assert seconds == pytest.approx([1.5], abs=0.3)


def test_a_connection_that_was_replaced_keeps_no_thread_and_ends_what_is_under_way(store: Path) -> None:
    """The engine configures once; whoever configures often has no thread of each time."""
    connection = Connection(Config(endpoint="local"))
    before = set(threading.enumerate())
    connection.aws(silent).send(WHO)
    LocalAws(store).inject(Fault("delay", "ListKeyGroups", seconds=0.5, times=1))
    with ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(connection.aws(silent).send, LIST)
        time.sleep(0.1)
        connection.close()
        assert "KeyGroupList" in under_way.result(5)
    connection.close()
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    assert set(threading.enumerate()) <= before
    assert connection.aws(silent).send(WHO)["Account"] == "123456789012", "and yet it can be used"
