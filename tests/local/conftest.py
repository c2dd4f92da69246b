"""A local AWS per test, and boto3 clients of it: in process and over HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.config import Config

from aws_groups.local import LocalAws, serve

# One for all tests: making a session and reading CloudFront's model takes longer than a test.
SESSION = boto3.Session(region_name="us-east-1")


@dataclass(frozen=True)
class Rig:
    """A local AWS and the way to it."""

    aws: LocalAws
    path: Path
    url: str | None

    def client(self, service: str, *, attempts: int = 1, access_key: str = "AKIDLOCAL") -> Any:
        """A boto3 client that tries each request that often."""
        client = SESSION.client(
            service,
            endpoint_url=self.url,
            aws_access_key_id=access_key,
            aws_secret_access_key="secret",
            config=Config(retries={"total_max_attempts": attempts, "mode": "standard"}),
        )
        if self.url is None:
            self.aws.attach(client.meta)
        return client


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "aws.sqlite"


@pytest.fixture(params=["in process", "over HTTP"])
def rig(request: pytest.FixtureRequest, path: Path) -> Iterator[Rig]:
    """The same test by both ways."""
    if request.param == "in process":
        aws = LocalAws(path)
        yield Rig(aws, path, None)
        aws.close()
    else:
        server = serve(path)
        yield Rig(server.aws, path, server.url)
        server.close()


@pytest.fixture
def aws(rig: Rig) -> LocalAws:
    return rig.aws


@pytest.fixture
def cloudfront(rig: Rig) -> Any:
    return rig.client("cloudfront")


@pytest.fixture
def identitystore(rig: Rig) -> Any:
    return rig.client("identitystore")


@pytest.fixture
def sso_admin(rig: Rig) -> Any:
    return rig.client("sso-admin")


@pytest.fixture
def sts(rig: Rig) -> Any:
    return rig.client("sts")
