"""Where calls go and as whom they are signed, by the configuration."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from aws_groups import __version__
from aws_groups import aws as room
from aws_groups.aws import AssumeRole, Aws, AwsUnreachable, Config, Connection, silent
from aws_groups.local import LocalAws, Server, serve
from tests.aws.calling import DESCRIBE, LIST, ROLE, WHO, aws, config
from tests.aws.peers import http, peer


def who(calls: Aws) -> str:
    """The ARN that calls are signed as."""
    return str(calls.send(WHO)["Arn"])


class TestTheLocalAws:
    @pytest.fixture(autouse=True)
    def use_store(self, store: Path) -> None: ...

    def operations(self, store: Path) -> list[str]:
        return [call.operation for call in LocalAws(store).calls()]

    def test_needs_no_account_and_no_port(self, store: Path) -> None:
        aws(Config(endpoint="local")).send(LIST)
        assert self.operations(store) == ["ListKeyGroups"]

    def test_is_one_for_all_that_share_the_file(self, store: Path) -> None:
        aws(Config(endpoint="local")).send(LIST)
        aws(Config(endpoint="local", region="eu-central-1")).send(WHO)
        assert self.operations(store) == ["ListKeyGroups", "GetCallerIdentity"]

    @pytest.mark.parametrize(
        "variables",
        [
            {"AWS_PROFILE": "nobody"},
            {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"},
            {"AWS_ACCESS_KEY_ID": "AKIDHALF"},
            {"AWS_CONFIG_FILE": "/dev/null/nowhere"},
            {"AWS_DEFAULT_REGION": "no region"},
        ],
        ids=lambda variables: next(iter(variables)),
    )
    def test_does_not_care_what_the_machine_says_of_aws(
        self, monkeypatch: pytest.MonkeyPatch, store: Path, variables: dict[str, str]
    ) -> None:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        aws(Config(endpoint="local")).send(LIST)
        assert self.operations(store) == ["ListKeyGroups"]

    def test_does_not_care_for_a_broken_configuration_file(self, home: Path, store: Path) -> None:
        (home / ".aws").mkdir()
        (home / ".aws" / "config").write_text("[profile\nbroken")
        aws(Config(endpoint="local")).send(LIST)
        assert self.operations(store) == ["ListKeyGroups"]

    def test_goes_to_the_users_state_folder_if_nothing_is_said(
        self, monkeypatch: pytest.MonkeyPatch, home: Path
    ) -> None:
        monkeypatch.delenv("AWS_GROUPS_LOCAL_STORE")
        aws(Config(endpoint="local")).send(LIST)
        assert self.operations(home / ".local" / "state" / "aws-groups" / "local.sqlite") == ["ListKeyGroups"]

    def test_is_not_asked_where_a_service_has_an_endpoint_of_its_own(
        self, store: Path, server: Server
    ) -> None:
        calls = aws(config(endpoint="local", endpoints={"cloudfront": server.url}))
        calls.send(LIST)
        calls.send(WHO)
        assert [call.operation for call in server.aws.calls()] == ["ListKeyGroups"]
        assert self.operations(store) == ["GetCallerIdentity"]

    def test_knows_the_role_that_was_assumed(self) -> None:
        role = AssumeRole(role_arn=ROLE, session_name="me")
        assert who(aws(config(endpoint="local", assume_role=role))).endswith(":assumed-role/deploy/me")


class TestEndpoints:
    @pytest.fixture
    def other(self, tmp_path: Path) -> Iterator[Server]:
        other = serve(tmp_path / "other.sqlite")
        yield other
        other.close()

    def operations(self, server: Server) -> list[str]:
        return [call.operation for call in server.aws.calls()]

    def test_one_for_all_services(self, server: Server) -> None:
        calls = aws(config(endpoint=server.url))
        calls.send(LIST)
        calls.send(WHO)
        assert self.operations(server) == ["ListKeyGroups", "GetCallerIdentity"]

    def test_a_services_own_goes_before_it(self, server: Server, other: Server) -> None:
        calls = aws(config(endpoint=server.url, endpoints={"cloudfront": other.url}))
        calls.send(LIST)
        calls.send(WHO)
        assert self.operations(other) == ["ListKeyGroups"]
        assert self.operations(server) == ["GetCallerIdentity"]

    @pytest.mark.parametrize("endpoints", [{}, {"cloudfront": "http://127.0.0.1:9"}])
    def test_the_role_is_asked_for_where_sts_is(
        self, server: Server, other: Server, endpoints: dict[str, str]
    ) -> None:
        role = AssumeRole(role_arn=ROLE)
        calls = aws(config(endpoint=server.url, endpoints={**endpoints, "sts": other.url}, assume_role=role))
        assert ":assumed-role/" in who(calls)
        assert self.operations(other) == ["AssumeRole", "GetCallerIdentity"]

    def test_botocores_own_chain_has_one_too(self, monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        aws(config()).send(LIST)
        assert self.operations(server) == ["ListKeyGroups"]


class TestTheCaller:
    def test_is_who_the_configuration_says(self, server: Server) -> None:
        assert who(aws(config(endpoint=server.url))) == "arn:aws:iam::123456789012:user/local"

    def test_is_the_role(self, server: Server) -> None:
        role = AssumeRole(
            role_arn=ROLE, session_name="me-at-work", external_id="theirs", duration_seconds=900
        )
        calls = aws(config(endpoint=server.url, assume_role=role))
        assert who(calls) == "arn:aws:sts::123456789012:assumed-role/deploy/me-at-work"
        assumed = server.aws.calls()[0]
        assert (assumed.operation, assumed.params) == (
            "AssumeRole",
            {
                "RoleArn": ROLE,
                "RoleSessionName": "me-at-work",
                "ExternalId": "theirs",
                "DurationSeconds": 900,
            },
        )

    @pytest.mark.parametrize("seconds", [None, 900])
    def test_assumes_the_role_once_for_all_services(self, server: Server, seconds: int | None) -> None:
        role = AssumeRole(role_arn=ROLE, duration_seconds=seconds)
        calls = aws(config(endpoint=server.url, assume_role=role))
        for request in (WHO, LIST, WHO):
            calls.send(request)
        operations = [call.operation for call in server.aws.calls()]
        assert operations == ["AssumeRole", "GetCallerIdentity", "ListKeyGroups", "GetCallerIdentity"]

    def test_is_asked_nothing_before_the_first_call(self, server: Server) -> None:
        aws(config(endpoint=server.url, assume_role=AssumeRole(role_arn=ROLE)))
        assert server.aws.calls() == []

    def test_may_be_a_profile(self, home: Path, server: Server) -> None:
        (home / ".aws").mkdir()
        (home / ".aws" / "config").write_text(
            f"[profile work]\nregion = eu-central-1\nendpoint_url = {server.url}\n"
            "aws_access_key_id = AKIDWORK\naws_secret_access_key = secret\n"
        )
        assert who(aws(Config(profile="work", max_attempts=1)))

    def test_may_be_a_profile_that_assumes_a_role(self, home: Path, server: Server) -> None:
        """The role is asked for with the profile's credentials, and called with by its settings."""
        (home / ".aws").mkdir()
        (home / ".aws" / "config").write_text(
            f"[profile work]\nregion = eu-central-1\nendpoint_url = {server.url}\n"
            "aws_access_key_id = AKIDWORK\naws_secret_access_key = secret\n"
        )
        role = AssumeRole(role_arn=ROLE)
        assert ":assumed-role/" in who(aws(Config(profile="work", max_attempts=1, assume_role=role)))

    def test_may_be_whom_the_environment_says(self, monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDENV")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        calls = aws(Config(endpoint=server.url, region="eu-central-1", max_attempts=1))
        assert who(calls)

    @pytest.mark.parametrize(
        "names", [["AWS_PROFILE"], ["AWS_DEFAULT_PROFILE"], ["AWS_PROFILE", "AWS_CONFIG_FILE"]]
    )
    @pytest.mark.parametrize("blank", ["", " "])
    def test_is_not_what_a_blank_variable_says(
        self,
        monkeypatch: pytest.MonkeyPatch,
        shared_config: Path,
        server: Server,
        names: list[str],
        blank: str,
    ) -> None:
        shared_config.write_text("[default]\naws_access_key_id = AKID\naws_secret_access_key = secret\n")
        for name in names:
            monkeypatch.setenv(name, blank)
        assert who(aws(Config(endpoint=server.url, region="eu-central-1", max_attempts=1)))

    @pytest.mark.parametrize("blank", ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
    def test_is_what_the_other_variable_says(
        self, monkeypatch: pytest.MonkeyPatch, shared_config: Path, server: Server, blank: str
    ) -> None:
        shared_config.write_text(
            f"[profile work]\nregion = eu-central-1\nendpoint_url = {server.url}\n"
            "aws_access_key_id = AKIDWORK\naws_secret_access_key = secret\n"
        )
        (other,) = {"AWS_PROFILE", "AWS_DEFAULT_PROFILE"} - {blank}
        monkeypatch.setenv(blank, "")
        monkeypatch.setenv(other, "work")
        assert who(aws(Config(max_attempts=1)))

    def test_comes_from_a_program(self, shared_config: Path, server: Server, tmp_path: Path) -> None:
        program = tmp_path / "vault"
        program.write_text(
            '#!/bin/sh\necho \'{"Version": 1, "AccessKeyId": "AKID", "SecretAccessKey": "secret"}\'\n'
        )
        program.chmod(0o755)
        shared_config.write_text(f"[profile work]\nregion = eu-central-1\ncredential_process = {program}\n")
        assert who(aws(Config(profile="work", endpoint=server.url, max_attempts=1)))

    def test_is_not_asked_for_by_two_threads(self, server: Server) -> None:
        connection = Connection(config(endpoint=server.url, assume_role=AssumeRole(role_arn=ROLE)))
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(lambda _: connection.aws(silent).send(LIST), range(32)))
        operations = [call.operation for call in server.aws.calls()]
        assert (operations.count("AssumeRole"), operations.count("ListKeyGroups")) == (1, 32)


class TestRegion:
    @pytest.mark.parametrize("name", ["AWS_REGION", "AWS_DEFAULT_REGION"])
    def test_may_be_the_environments(
        self, monkeypatch: pytest.MonkeyPatch, server: Server, name: str
    ) -> None:
        monkeypatch.setenv(name, "eu-central-1")
        assert region_of(aws(config(region=None, endpoint="http://127.0.0.1:9"))) == "eu-central-1"

    def test_is_the_one_that_every_sdk_reads_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_REGION", "eu-central-1")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        assert region_of(aws(config(region=None, endpoint="http://127.0.0.1:9"))) == "eu-central-1"
        monkeypatch.setenv("AWS_REGION", "")
        assert region_of(aws(config(region=None, endpoint="http://127.0.0.1:9"))) == "eu-west-1"

    def test_is_the_configurations_before_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_REGION", "eu-central-1")
        assert region_of(aws(config(region="eu-west-1", endpoint="http://127.0.0.1:9"))) == "eu-west-1"


def region_of(calls: Aws) -> str | None:
    """The region that a call is sent to."""
    with pytest.raises(AwsUnreachable) as caught:
        calls.send(DESCRIBE)
    return caught.value.region


class TestConnections:
    def test_of_two_configurations_share_nothing(self, server: Server, tmp_path: Path) -> None:
        other = serve(tmp_path / "other.sqlite")
        aws(config(endpoint=server.url)).send(LIST)
        aws(config(endpoint=other.url)).send(LIST)
        assert len(server.aws.calls()) == len(other.aws.calls()) == 1
        other.close()

    def test_call_at_once_from_many_threads(self, server: Server) -> None:
        connection = Connection(config(endpoint=server.url))
        with ThreadPoolExecutor(32) as pool:
            list(pool.map(lambda _: connection.aws(silent).send(LIST), range(64)))
        assert len(server.aws.calls()) == 64

    def test_know_only_what_they_are_told(self) -> None:
        """No secret is in what a configuration prints."""
        text = repr(config(token="token", assume_role=AssumeRole(role_arn=ROLE)))
        for secret in ("AKIDME", "'secret'", "'token'"):
            assert secret not in text

    def test_send_who_we_are(self) -> None:
        with peer(http(200, "<a/>")) as server, suppress(AwsUnreachable):
            aws(config(endpoint=server.url)).send(LIST)
        assert f"pulumi-aws-groups/{__version__}".encode() in server.requests[0]


def test_importing_the_room_imports_no_boto() -> None:
    """It takes longer than all else at start, so it waits for the first call."""
    code = "import sys, aws_groups.aws; print([name for name in sys.modules if name.startswith('boto')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_room_says_what_it_gives() -> None:
    assert all(hasattr(room, name) for name in room.__all__)
    assert room.__all__ == sorted(room.__all__)
