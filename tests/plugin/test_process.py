"""The plugin as a process: what it prints, when it ends, what it loads."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest

from aws_groups.local import Fault
from tests.plugin.harness import COMMAND, GROUP, KEY_GROUP, STORE, TIMEOUT, Plugin, environment


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "aws.sqlite"


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """An engine's port at which nobody answers: the plugin must do its work without its log."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.fixture
def engine(listening: socket.socket) -> str:
    """The address of that engine."""
    return "{}:{}".format(*listening.getsockname())


@pytest.mark.parametrize("arguments", [None, [], ["--logtostderr", "-v=9"]])
def test_the_port_is_all_that_goes_to_stdout(store: Path, engine: str, arguments: list[str] | None) -> None:
    plugin = Plugin(store, *([] if arguments is None else [engine, *arguments]))
    plugin.configure(endpoint="local")
    plugin.check(KEY_GROUP, {"items": []})
    plugin.read(KEY_GROUP, "gone")
    out, err = plugin.close()
    assert out == ""
    assert err == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it(store: Path, engine: str, number: signal.Signals) -> None:
    plugin = Plugin(store, engine)
    plugin.process.send_signal(number)
    assert plugin.process.wait(TIMEOUT) == 0
    assert plugin.close() == ("", "")


def test_it_ends_when_the_engine_that_started_it_is_gone(store: Path, engine: str) -> None:
    """However soon: this one goes as soon as it has read the port."""
    starter = (
        "import subprocess, sys\n"
        "plugin = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)\n"
        "print(plugin.pid, plugin.stdout.readline().decode())\n"
    )
    reading, writing = os.pipe()
    # The plugin inherits the pipe as its stderr: the pipe ends when the last that has it does.
    started = subprocess.run(
        [sys.executable, "-c", starter, *COMMAND, engine],
        stdout=subprocess.PIPE,
        stderr=writing,
        text=True,
        env=environment(store.parent),
        timeout=TIMEOUT,
        check=True,
    )
    os.close(writing)
    pid, port = started.stdout.split()
    assert port.isdigit()
    ended, _, _ = select.select([reading], [], [], 10)
    if not ended:
        os.kill(int(pid), signal.SIGKILL)
    said = os.read(reading, 1000)
    os.close(reading)
    assert ended, "the plugin outlived its engine"
    assert said == b""


def test_it_ends_when_the_engine_is_gone_and_a_language_host_that_started_it_is_not(
    store: Path, listening: socket.socket, engine: str
) -> None:
    plugin = Plugin(store, engine)
    listening.close()
    assert plugin.process.wait(TIMEOUT) == 0


def test_it_sends_nothing_again_once_the_engine_is_gone(
    store: Path, listening: socket.socket, engine: str
) -> None:
    plugin = Plugin(store, engine)
    plugin.configure(endpoint="local")
    plugin.aws.inject(Fault("throttle", "CreateGroup", times=1, retry_after=3))
    with ThreadPoolExecutor() as threads:
        create = threads.submit(plugin.create, GROUP, {"identityStoreId": STORE, "displayName": "Team"})
        while not plugin.aws.calls():
            assert not create.done(), create.exception()
        listening.close()
        with pytest.raises(grpc.RpcError):
            create.result(TIMEOUT)
    assert plugin.process.wait(TIMEOUT) == 0
    assert [(call.operation, call.fault) for call in plugin.aws.calls()] == [("CreateGroup", "throttle")]


def test_it_starts_without_the_sdk_and_without_boto3(store: Path) -> None:
    """Each takes longer to import than all else; the SDK is never needed, boto3 not before a call."""
    program = (
        "import sys, aws_groups.plugin.main, aws_groups.plugin.servicer\n"
        "print(*sorted({'boto3', 'botocore', 'pulumi', 'pulumi.output', 'pem'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize(
    "imports",
    ["aws_groups.plugin.servicer, pulumi", "pulumi, aws_groups.plugin.servicer"],
    ids=["the plugin first", "the SDK first"],
)
def test_the_plugins_protocol_and_the_sdk_live_in_one_process(imports: str) -> None:
    """As they do where the dynamic classes run, and in these tests."""
    program = (
        f"import {imports}\n"
        "import pulumi.runtime.proto.provider_pb2 as theirs\n"
        "from aws_groups.plugin.protocol import provider_pb2 as ours\n"
        "print(pulumi.Output.from_input(1) and ours is theirs)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True)
    assert done.stdout == "True\n"


def test_the_command_on_the_path_is_the_same_program(store: Path, engine: str) -> None:
    command = Path(sys.executable).with_name("pulumi-resource-aws-groups")
    process = subprocess.Popen(
        [command, engine], stdout=subprocess.PIPE, text=True, env=environment(store.parent)
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip().isdigit()
    process.terminate()
    assert process.communicate(timeout=TIMEOUT)[0] == ""
    assert process.returncode == 0
