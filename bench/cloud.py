"""A local AWS to measure on, and the groups in it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aws_groups.local import LocalAws

BIN = Path(sys.executable).parent
STORE_ID = "d-1234567890"
"""The identity store that a new local AWS has."""


@contextmanager
def folder() -> Iterator[Path]:
    """A directory for the time of a measurement."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        yield Path(name)


def environment(store: Path) -> dict[str, str]:
    """This process's environment, without anybody's AWS account, and with a local AWS."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PULUMI_"))}
    return {
        **ours,
        "AWS_GROUPS_LOCAL_STORE": str(store),
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


class Counter:
    """Counts the calls that a local AWS was asked for, whoever asked."""

    def __init__(self, aws: LocalAws) -> None:
        self._aws = aws
        self._seen = 0
        self.new()

    def new(self) -> list[str]:
        """The operations since this was last asked."""
        calls = self._aws.calls(after=self._seen)
        self._seen = calls[-1].seq if calls else self._seen
        return [call.operation for call in calls]


@contextmanager
def local_aws(store: Path) -> Iterator[LocalAws]:
    """A look into a local AWS."""
    aws = LocalAws(store)
    try:
        yield aws
    finally:
        aws.close()


def make_groups(aws: LocalAws, count: int) -> list[str]:
    """Make groups by boto3; their ids as the provider has them, STORE/GROUP."""
    import boto3

    session = boto3.Session("local", "local", region_name="us-east-1")
    aws.attach(session)
    client: Any = session.client("identitystore")
    made = []
    for number in range(count):
        reply = client.create_group(
            IdentityStoreId=STORE_ID, DisplayName=f"made-{number}", Description="made"
        )
        made.append(f"{STORE_ID}/{reply['GroupId']}")
    return made


class HttpServer:
    """``aws-groups local`` as a process, on the processors given, all of them if none are."""

    def __init__(self, store: Path, processors: str | None = None) -> None:
        pinned = ["taskset", "-c", processors] if processors else []
        command = [*pinned, str(BIN / "aws-groups"), "local", "--store", str(store)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment(store))
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()

    def close(self) -> None:
        """End the server."""
        self.process.terminate()
        self.process.wait()
