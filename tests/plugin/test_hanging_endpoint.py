"""An endpoint that never answers: what is told, and that Cancel and signals are heard whatever hangs."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty

from aws_groups.plugin.protocol import provider_pb2
from tests.aws.peers import Peer, peer
from tests.conflicts.wire import Ear
from tests.plugin.harness import GROUP, STORE, TIMEOUT, Plugin, struct, unique

MANY = 200


@pytest.fixture
def silence() -> Iterator[Peer]:
    """It takes every request and answers none."""
    with peer(None) as silence:
        yield silence


@pytest.fixture
def ear() -> Iterator[Ear]:
    ear = Ear()
    yield ear
    ear.close()


def plugin_on(silence: Peer, store: Path, *arguments: str, **more: Any) -> Plugin:
    plugin = Plugin(store, *arguments)
    plugin.configure(
        endpoint=silence.url, region="us-east-1", accessKey="AKID", secretKey="secret", maxAttempts=1, **more
    )
    return plugin


def create(plugin: Plugin, **more: Any) -> Any:
    """A create that hangs."""
    inputs = {"identityStoreId": STORE, "displayName": unique("team")}
    urn = f"urn:pulumi:dev::project::{GROUP}::it"
    request = provider_pb2.CreateRequest(urn=urn, type=GROUP, name="it", properties=struct(inputs), **more)
    return plugin._stub.Create(request, timeout=TIMEOUT)


def until(condition: Any) -> None:
    """Wait until something is so."""
    end = time.monotonic() + TIMEOUT
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def failure(call: Future[Any]) -> str:
    error = call.exception(TIMEOUT)
    assert isinstance(error, grpc.RpcError)
    return str(error.details())


def test_cancel_is_heard_with_many_calls_under_way_and_ends_them(silence: Peer, tmp_path: Path) -> None:
    plugin = plugin_on(silence, tmp_path / "aws.sqlite", requestsPerSecond=10_000)
    with ThreadPoolExecutor(MANY) as threads:
        calls = [threads.submit(create, plugin) for _ in range(MANY)]
        until(lambda: silence.connections >= 1)
        plugin._stub.Cancel(Empty(), timeout=TIMEOUT)
        told = [failure(call) for call in calls]
    assert all("cancelled" in text for text in told)
    sent = len(silence.requests)
    with pytest.raises(grpc.RpcError, match="cancelled"):
        create(plugin)
    assert len(silence.requests) == sent, "after Cancel nothing is sent"
    plugin.close()


def test_a_call_that_hangs_is_told_of_in_the_progress_column(silence: Peer, ear: Ear, tmp_path: Path) -> None:
    plugin = plugin_on(silence, tmp_path / "aws.sqlite", ear.address)
    with ThreadPoolExecutor(1) as threads:
        call = threads.submit(create, plugin)
        until(lambda: any("no answer" in line.text and line.passes for line in ear.lines))
        plugin._stub.Cancel(Empty(), timeout=TIMEOUT)
        failure(call)
    plugin.close()


def test_the_engines_timeout_ends_a_call(silence: Peer, tmp_path: Path) -> None:
    """`customTimeouts` come with the request, in seconds."""
    plugin = plugin_on(silence, tmp_path / "aws.sqlite")
    with pytest.raises(grpc.RpcError, match="it took longer than 1 s, the resource's customTimeouts"):
        create(plugin, timeout=1)
    plugin.close()


def test_the_providers_own_limits_can_be_set(silence: Peer, tmp_path: Path) -> None:
    plugin = plugin_on(silence, tmp_path / "one.sqlite", readTimeout=0.5)
    with pytest.raises(grpc.RpcError, match="did not answer in time"):
        create(plugin)
    plugin.close()
    plugin = plugin_on(silence, tmp_path / "two.sqlite", timeLimit=0.5)
    with pytest.raises(grpc.RpcError, match="the provider's own limit"):
        create(plugin)
    plugin.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_plugin_whatever_hangs(
    silence: Peer, tmp_path: Path, number: signal.Signals
) -> None:
    plugin = plugin_on(silence, tmp_path / "aws.sqlite")
    with ThreadPoolExecutor(8) as threads:
        calls = [threads.submit(create, plugin) for _ in range(8)]
        until(lambda: silence.connections >= 1)
        plugin.process.send_signal(number)
        assert plugin.process.wait(TIMEOUT) == 0
        for call in calls:
            failure(call)
    assert plugin.close() == ("", "")
