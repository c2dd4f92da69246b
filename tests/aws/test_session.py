"""Where calls go and as whom they are signed, by the configuration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from aws_groups.aws import AssumeRole, Aws, AwsError, AwsRefused, Config, SetupError
from aws_groups.aws.clients import Clients
from aws_groups.local import LocalAws, Server, serve
from tests.aws.calling import DESCRIBE, LIST, ROLE, WHO, config, fails


def who(aws: Aws) -> str:
    """The ARN that calls are signed as."""
    return str(aws.send(WHO)["Arn"])


class TestTheLocalAws:
    @pytest.fixture(autouse=True)
    def store(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
        store = tmp_path / "in-process.sqlite"
        monkeypatch.setenv("AWS_GROUPS_LOCAL_STORE", str(store))
        return store

    def operations(self, store: Path) -> list[str]:
        return [call.operation for call in LocalAws(store).calls()]

    def test_needs_no_account_and_no_port(self, store: Path) -> None:
        Aws(Config(endpoint="local")).send(LIST)
        assert self.operations(store) == ["ListKeyGroups"]

    def test_is_one_for_all_that_share_the_file(self, store: Path) -> None:
        Aws(Config(endpoint="local")).send(LIST)
        Aws(Config(endpoint="local", region="eu-central-1")).send(WHO)
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
        Aws(Config(endpoint="local")).send(LIST)
        assert self.operations(store) == ["ListKeyGroups"]

    def test_does_not_care_for_a_broken_configuration_file(self, home: Path, store: Path) -> None:
        (home / ".aws").mkdir()
        (home / ".aws" / "config").write_text("[profile\nbroken")
        Aws(Config(endpoint="local")).send(LIST)
        assert self.operations(store) == ["ListKeyGroups"]

    def test_goes_to_the_users_state_folder_if_nothing_is_said(
        self, monkeypatch: pytest.MonkeyPatch, home: Path
    ) -> None:
        monkeypatch.delenv("AWS_GROUPS_LOCAL_STORE")
        Aws(Config(endpoint="local")).send(LIST)
        assert self.operations(home / ".local" / "state" / "aws-groups" / "local.sqlite") == ["ListKeyGroups"]

    def test_is_not_asked_where_a_service_has_an_endpoint_of_its_own(
        self, store: Path, server: Server
    ) -> None:
        aws = Aws(config(endpoint="local", endpoints={"cloudfront": server.url}))
        aws.send(LIST)
        aws.send(WHO)
        assert [call.operation for call in server.aws.calls()] == ["ListKeyGroups"]
        assert self.operations(store) == ["GetCallerIdentity"]

    def test_knows_the_role_that_was_assumed(self) -> None:
        role = AssumeRole(role_arn=ROLE, session_name="me")
        assert who(Aws(config(endpoint="local", assume_role=role))).endswith(":assumed-role/deploy/me")


class TestEndpoints:
    @pytest.fixture
    def other(self, tmp_path: Path) -> Iterator[Server]:
        other = serve(tmp_path / "other.sqlite")
        yield other
        other.close()

    def operations(self, server: Server) -> list[str]:
        return [call.operation for call in server.aws.calls()]

    def test_one_for_all_services(self, server: Server) -> None:
        aws = Aws(config(endpoint=server.url))
        aws.send(LIST)
        aws.send(WHO)
        assert self.operations(server) == ["ListKeyGroups", "GetCallerIdentity"]

    def test_a_services_own_goes_before_it(self, server: Server, other: Server) -> None:
        aws = Aws(config(endpoint=server.url, endpoints={"cloudfront": other.url}))
        aws.send(LIST)
        aws.send(WHO)
        assert self.operations(other) == ["ListKeyGroups"]
        assert self.operations(server) == ["GetCallerIdentity"]

    @pytest.mark.parametrize("endpoints", [{}, {"cloudfront": "http://127.0.0.1:9"}])
    def test_the_role_is_asked_for_where_sts_is(
        self, server: Server, other: Server, endpoints: dict[str, str]
    ) -> None:
        role = AssumeRole(role_arn=ROLE)
        aws = Aws(config(endpoint=server.url, endpoints={**endpoints, "sts": other.url}, assume_role=role))
        assert ":assumed-role/" in who(aws)
        assert self.operations(other) == ["AssumeRole", "GetCallerIdentity"]

    def test_botocores_own_chain_has_one_too(self, monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.url)
        Aws(config()).send(LIST)
        assert self.operations(server) == ["ListKeyGroups"]


class TestTheCaller:
    def test_is_who_the_configuration_says(self, server: Server) -> None:
        assert who(Aws(config(endpoint=server.url))) == "arn:aws:iam::123456789012:user/local"

    def test_is_the_role(self, server: Server) -> None:
        role = AssumeRole(
            role_arn=ROLE, session_name="me-at-work", external_id="theirs", duration_seconds=900
        )
        aws = Aws(config(endpoint=server.url, assume_role=role))
        assert who(aws) == "arn:aws:sts::123456789012:assumed-role/deploy/me-at-work"
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

    def test_assumes_the_role_once_for_all_services(self, server: Server) -> None:
        aws = Aws(config(endpoint=server.url, assume_role=AssumeRole(role_arn=ROLE)))
        for request in (WHO, LIST, WHO):
            aws.send(request)
        operations = [call.operation for call in server.aws.calls()]
        assert operations == ["AssumeRole", "GetCallerIdentity", "ListKeyGroups", "GetCallerIdentity"]

    def test_is_asked_nothing_before_the_first_call(self, server: Server) -> None:
        Aws(config(endpoint=server.url, assume_role=AssumeRole(role_arn=ROLE)))
        assert server.aws.calls() == []

    def test_may_be_a_profile(self, home: Path, server: Server) -> None:
        (home / ".aws").mkdir()
        (home / ".aws" / "config").write_text(
            f"[profile work]\nregion = eu-central-1\nendpoint_url = {server.url}\n"
            "aws_access_key_id = AKIDWORK\naws_secret_access_key = secret\n"
        )
        assert who(Aws(Config(profile="work", max_attempts=1)))

    def test_may_be_a_profile_that_assumes_a_role(self, home: Path, server: Server) -> None:
        """The role is asked for with the profile's credentials, and called with by its settings."""
        (home / ".aws").mkdir()
        (home / ".aws" / "config").write_text(
            f"[profile work]\nregion = eu-central-1\nendpoint_url = {server.url}\n"
            "aws_access_key_id = AKIDWORK\naws_secret_access_key = secret\n"
        )
        role = AssumeRole(role_arn=ROLE)
        assert ":assumed-role/" in who(Aws(Config(profile="work", max_attempts=1, assume_role=role)))

    def test_may_be_whom_the_environment_says(self, monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDENV")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        aws = Aws(Config(endpoint=server.url, region="eu-central-1", max_attempts=1))
        assert who(aws)


class TestNoWayToCall:
    def test_for_a_profile_that_does_not_exist(self) -> None:
        with fails(SetupError, "the profile does not exist", "nobody", "`profile`"):
            Aws(Config(profile="nobody", region="eu-central-1")).send(LIST)

    def test_for_a_profile_in_the_environment_that_does_not_exist(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_PROFILE", "nobody")
        with fails(SetupError, "the profile does not exist", "nobody"):
            Aws(Config(region="eu-central-1")).send(LIST)

    def test_for_a_configuration_file_that_cannot_be_read(self, home: Path) -> None:
        (home / ".aws").mkdir()
        (home / ".aws" / "config").write_text("[profile\nbroken")
        with fails(SetupError, "the shared AWS configuration cannot be read"):
            Aws(config()).send(LIST)

    def test_without_credentials(self) -> None:
        with fails(SetupError, "no usable AWS credentials", "aws sso login", "AWS_PROFILE"):
            Aws(Config(region="eu-central-1")).send(LIST)

    def test_with_half_of_them(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDHALF")
        with fails(SetupError, "no usable AWS credentials"):
            Aws(Config(region="eu-central-1")).send(LIST)

    def test_with_a_role_and_no_credentials_to_ask_for_it(self, server: Server) -> None:
        role = AssumeRole(role_arn=ROLE)
        with fails(SetupError, "no usable AWS credentials"):
            Aws(Config(region="eu-central-1", endpoint=server.url, assume_role=role)).send(LIST)

    def test_with_a_session_of_single_sign_on_that_has_ended(self, home: Path) -> None:
        (home / ".aws").mkdir()
        (home / ".aws" / "config").write_text(
            "[profile sso]\nregion = eu-central-1\nsso_session = corp\nsso_account_id = 123456789012\n"
            "sso_role_name = Admin\n[sso-session corp]\nsso_region = eu-central-1\n"
            "sso_start_url = https://corp.awsapps.com/start\nsso_registration_scopes = sso:account:access\n"
        )
        with fails(SetupError, "no usable AWS credentials", "aws sso login"):
            Aws(Config(profile="sso", max_attempts=1)).send(LIST)

    def test_with_credentials_from_a_program_that_fails(self, home: Path) -> None:
        (home / ".aws").mkdir()
        (home / ".aws" / "config").write_text(
            "[profile vault]\nregion = eu-central-1\ncredential_process = /bin/false\n"
        )
        with fails(SetupError, "no usable AWS credentials"):
            Aws(Config(profile="vault", max_attempts=1)).send(LIST)

    def test_without_a_region(self) -> None:
        with fails(SetupError, "no region", "pulumi config set aws-groups:region"):
            Aws(config(region=None)).send(DESCRIBE)

    def test_without_a_region_the_environments_that_is_named_helps(
        self, monkeypatch: pytest.MonkeyPatch, server: Server
    ) -> None:
        with pytest.raises(AwsError) as caught:
            Aws(config(region=None, endpoint=server.url)).send(DESCRIBE)
        named = re.findall(r"AWS_\w*REGION", str(caught.value))
        assert named
        for name in named:
            monkeypatch.setenv(name, "eu-central-1")
            with fails(AwsRefused, "ResourceNotFoundException"):
                Aws(config(region=None, endpoint=server.url)).send(DESCRIBE)
            monkeypatch.delenv(name)


class TestClients:
    def test_are_shared_by_all_threads(self, server: Server) -> None:
        clients = Clients(config(endpoint=server.url))
        with ThreadPoolExecutor(32) as pool:
            got = list(pool.map(clients.get, ["cloudfront", "identitystore"] * 32))
        assert len({id(client) for client in got}) == 2

    def test_of_two_configurations_are_not_shared(self, server: Server, tmp_path: Path) -> None:
        other = serve(tmp_path / "other.sqlite")
        Aws(config(endpoint=server.url)).send(LIST)
        Aws(config(endpoint=other.url)).send(LIST)
        assert len(server.aws.calls()) == len(other.aws.calls()) == 1
        other.close()

    def test_call_at_once_from_many_threads(self, server: Server) -> None:
        aws = Aws(config(endpoint=server.url))
        with ThreadPoolExecutor(32) as pool:
            list(pool.map(lambda _: aws.send(LIST), range(64)))
        assert len(server.aws.calls()) == 64

    def test_know_only_what_they_are_told(self) -> None:
        """No secret is in what a configuration prints."""
        text = repr(config(token="token", assume_role=AssumeRole(role_arn=ROLE)))
        assert "AKIDME" not in text
        assert "'secret'" not in text
        assert "'token'" not in text
