"""Each reason why a request never leaves this machine, through botocore's own chain and files."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from aws_groups.aws import (
    AssumeRole,
    Config,
    Connection,
    NotSent,
    NotSentCause,
    Request,
    silent,
)
from aws_groups.local import Server
from aws_groups.words.reaching import failure as words
from tests.aws.calling import CREATE, DESCRIBE, LIST, ROLE, STORE, WHO, aws, config, failure
from tests.aws.peers import http, peer

Cause = NotSentCause
REGION: dict[str, Any] = {"region": "eu-central-1"}


def not_sent(config: Config, request: Request = LIST) -> NotSent:
    """The failure, told in one line. There was one attempt, and it says of no write that it is lost."""
    error = failure(NotSent, config, request)
    text = words(error)
    assert text.startswith(f"{request.service} {request.operation}: ")
    assert len(text.splitlines()) == 1, text
    assert "None" not in text
    assert "  " not in text
    assert (error.attempts, error.lost) == (1, False)
    return error


def program(path: Path, output: str, status: int = 0) -> Path:
    """A program that prints that."""
    path.write_text(f"#!/bin/sh\ncat <<'END'\n{output}\nEND\necho 'this went wrong' >&2\nexit {status}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def profile(shared_config: Path, *lines: str) -> Config:
    """The configuration of a profile called ``work``."""
    shared_config.write_text("\n".join(["[profile work]", "region = eu-central-1", *lines, ""]))
    return Config(profile="work", max_attempts=3)


class TestCredentials:
    def test_are_nowhere(self) -> None:
        error = not_sent(Config(**REGION, max_attempts=3))
        assert error.cause is Cause.NO_CREDENTIALS
        for hint in ("aws configure", "aws sso login", "AWS_PROFILE", "accessKey"):
            assert hint in words(error)

    def test_are_nowhere_for_a_role_either(self, server: Server) -> None:
        role = AssumeRole(role_arn=ROLE)
        error = not_sent(Config(**REGION, endpoint=server.url, assume_role=role))
        assert error.cause is Cause.NO_CREDENTIALS

    def test_are_half_there_in_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDHALF")
        error = not_sent(Config(**REGION))
        assert error.cause is Cause.PARTIAL_CREDENTIALS
        assert "AWS_SECRET_ACCESS_KEY" in words(error)

    @pytest.mark.parametrize("given", ["access_key", "secret_key"])
    @pytest.mark.parametrize("role", [None, AssumeRole(role_arn=ROLE)], ids=["", "for a role"])
    def test_are_half_there_in_the_configuration(self, given: str, role: AssumeRole | None) -> None:
        half: dict[str, Any] = {given: "half"}
        error = not_sent(Config(**REGION, **half, assume_role=role))
        assert error.cause is Cause.PARTIAL_CREDENTIALS
        assert "half" not in words(error)
        assert ("secretKey" if given == "access_key" else "accessKey") in words(error)

    def test_are_half_there_in_a_profile(self, shared_config: Path) -> None:
        error = not_sent(profile(shared_config, "aws_access_key_id = AKIDHALF"))
        assert error.cause is Cause.PARTIAL_CREDENTIALS

    @pytest.mark.parametrize(
        ("which", "value"), [("token", "to\nken"), ("token", "to\r\nken"), ("access_key", "AKID\nME")]
    )
    def test_have_a_line_end_in_them(self, which: str, value: str) -> None:
        with peer(http()) as server:
            error = not_sent(config(endpoint=server.url, **{which: value, "max_attempts": 3}), CREATE)
            assert server.requests == []
        assert error.cause is Cause.HEADER
        assert ("session token" if which == "token" else "access key") in words(error)
        assert "ken" not in f"{error} {error.__dict__}".replace("token", "")
        assert "AKID" not in f"{error} {words(error)} {error.__dict__}"

    def test_come_from_a_container_that_is_not_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:9/credentials")
        monkeypatch.setattr("botocore.utils.ContainerMetadataFetcher.SLEEP_TIME", 0)
        error = not_sent(Config(**REGION))
        assert (error.cause, error.subject) == (Cause.CREDENTIALS_FAILED, "container-role")

    def test_come_from_a_container_whose_token_file_is_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:9/credentials")
        monkeypatch.setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/no/such/token")
        error = not_sent(Config(**REGION))
        assert (error.cause, error.subject) == (Cause.CREDENTIALS_FAILED, "/no/such/token")

    def test_fail_for_all_that_wait_for_them_at_once(self, shared_config: Path, tmp_path: Path) -> None:
        """The chain can take seconds, and there may be hundreds of calls."""
        slow = tmp_path / "slow"
        slow.write_text("#!/bin/sh\nsleep 0.5\nexit 1\n")
        slow.chmod(0o755)
        connection = Connection(profile(shared_config, f"credential_process = {slow}"))

        def fail(_: int) -> NotSentCause:
            with pytest.raises(NotSent) as caught:
                connection.aws(silent).send(LIST)
            return caught.value.cause

        began = time.monotonic()
        with ThreadPoolExecutor(32) as pool:
            assert set(pool.map(fail, range(32))) == {Cause.CREDENTIAL_PROCESS_ANSWER}
        assert time.monotonic() - began < 4


class TestCredentialProcess:
    def test_is_missing(self, shared_config: Path) -> None:
        error = not_sent(profile(shared_config, "credential_process = /no/such/program --key secret"))
        assert (error.cause, error.subject) == (Cause.CREDENTIAL_PROCESS_MISSING, "/no/such/program")
        assert "No such file" in words(error)
        assert "secret" not in words(error)

    def test_is_not_a_program(self, shared_config: Path, tmp_path: Path) -> None:
        (tmp_path / "text").write_text("no program")
        error = not_sent(profile(shared_config, f"credential_process = {tmp_path / 'text'}"))
        assert error.cause is Cause.CREDENTIAL_PROCESS_MISSING
        assert "Permission denied" in words(error)

    def test_is_missing_in_the_profile_that_a_role_is_taken_from(self, shared_config: Path) -> None:
        shared_config.write_text(
            "[profile base]\ncredential_process = /no/such/program\n"
            f"[profile work]\nregion = eu-central-1\nrole_arn = {ROLE}\nsource_profile = base\n"
        )
        assert not_sent(Config(profile="work")).cause is Cause.CREDENTIAL_PROCESS_MISSING

    @pytest.mark.parametrize(
        ("output", "status", "text"),
        [
            ("", 1, "this went wrong"),
            ("Enter your password:", 0, "not JSON"),
            ("[]", 0, "not JSON"),
            ('{"Version": 2}', 0, "Unsupported version '2'"),
            ('{"Version": 1, "AccessKeyId": "SECRET"}', 0, "SecretAccessKey"),
            ('{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "SECRET", "Expiration": "soon"}', 0, ""),
        ],
        ids=["a failure", "no JSON", "no object", "another version", "no secret key", "no date"],
    )
    def test_does_not_give_credentials(
        self, shared_config: Path, tmp_path: Path, output: str, status: int, text: str
    ) -> None:
        command = program(tmp_path / "vault", output, status)
        error = not_sent(profile(shared_config, f"credential_process = {command} --token secret"))
        assert (error.cause, error.subject) == (Cause.CREDENTIAL_PROCESS_ANSWER, str(command))
        assert text in words(error)
        assert "SECRET" not in words(error).replace("SecretAccessKey", "")

    def test_gives_credentials_that_have_expired(self, shared_config: Path, tmp_path: Path) -> None:
        output = {
            "Version": 1,
            "AccessKeyId": "A",
            "SecretAccessKey": "B",
            "SessionToken": "C",
            "Expiration": "2020-01-01T00:00:00Z",
        }
        command = program(tmp_path / "vault", json.dumps(output))
        error = not_sent(profile(shared_config, f"credential_process = {command}"))
        assert error.cause is Cause.CREDENTIALS_FAILED
        assert "expired" in words(error)


class TestWebIdentity:
    def test_file_of_the_environment_is_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "/no/such/token")
        monkeypatch.setenv("AWS_ROLE_ARN", ROLE)
        error = not_sent(Config(**REGION))
        assert (error.cause, error.subject) == (Cause.WEB_IDENTITY_FILE, "/no/such/token")

    def test_file_of_the_profile_is_missing(self, shared_config: Path) -> None:
        error = not_sent(profile(shared_config, "web_identity_token_file = /no/token", f"role_arn = {ROLE}"))
        assert (error.cause, error.subject) == (Cause.WEB_IDENTITY_FILE, "/no/token")

    def test_has_no_role(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "/no/such/token")
        assert not_sent(Config(**REGION)).cause is Cause.SHARED_CONFIG


class TestNobodyTypes:
    """Nothing may wait for a person: neither a code, nor a password, nor a sign-in."""

    BASE = "[profile base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = secret\n"
    MFA = f"region = eu-central-1\nrole_arn = {ROLE}\nmfa_serial = arn:aws:iam::1:mfa/me\n"

    def test_a_code_for_the_role_of_a_profile(self, shared_config: Path) -> None:
        shared_config.write_text(f"{self.BASE}[profile work]\n{self.MFA}source_profile = base\n")
        error = not_sent(Config(profile="work", max_attempts=3))
        assert (error.cause, error.subject) == (Cause.MFA, "work")
        assert "MFA" in words(error)

    def test_a_code_for_the_role_before_the_role(self, shared_config: Path) -> None:
        shared_config.write_text(
            f"{self.BASE}[profile middle]\n{self.MFA}source_profile = base\n"
            f"[profile work]\nregion = eu-central-1\nrole_arn = {ROLE}\nsource_profile = middle\n"
        )
        assert not_sent(Config(profile="work")).cause is Cause.MFA

    def test_a_code_before_the_role_of_the_configuration(self, shared_config: Path, server: Server) -> None:
        shared_config.write_text(f"{self.BASE}[profile work]\n{self.MFA}source_profile = base\n")
        role = AssumeRole(role_arn=ROLE)
        error = not_sent(Config(profile="work", endpoint=server.url, assume_role=role))
        assert error.cause is Cause.MFA

    def test_no_code_where_the_keys_do_not_need_one(self, shared_config: Path, server: Server) -> None:
        """The role of a source profile with keys of its own is not taken on; nor is that of a profile
        whose environment has keys."""
        shared_config.write_text(
            f"[profile middle]\n{self.MFA}source_profile = middle\naws_access_key_id = AKID\n"
            "aws_secret_access_key = secret\n[profile work]\nregion = eu-central-1\n"
            f"endpoint_url = {server.url}\nrole_arn = {ROLE}\nsource_profile = middle\n"
        )
        assert ":assumed-role/" in aws(Config(profile="work")).send(WHO)["Arn"]

    def test_a_password_for_a_program(self, shared_config: Path, tmp_path: Path) -> None:
        """It reads the end of its input at once, as the plugin's has been closed."""
        asking = tmp_path / "asking"
        asking.write_text("#!/bin/sh\nread password || exit 3\n")
        asking.chmod(0o755)
        profile(shared_config, f"credential_process = {asking}")
        code = (
            "from aws_groups.aws import *\n"
            "from tests.aws.calling import LIST\n"
            "close_stdin()\n"
            "try: Connection(Config(profile='work')).aws(silent).send(LIST)\n"
            "except NotSent as error: print(error.cause.name, flush=True)\n"
            "print(repr(input() if False else open(0).read()))\n"
        )
        reading, writing = os.pipe()  # an input that never ends
        done = subprocess.run(
            [sys.executable, "-c", code],
            stdin=reading,
            capture_output=True,
            text=True,
            timeout=30,
            cwd=Path(__file__).parents[2],
            check=False,
        )
        os.close(reading)
        os.close(writing)
        assert done.stdout == "CREDENTIAL_PROCESS_ANSWER\n''\n", done.stderr

    SSO = (
        "sso_session = corp",
        "sso_account_id = 123456789012",
        "sso_role_name = Admin",
        "[sso-session corp]",
        "sso_region = eu-central-1",
        "sso_start_url = https://corp.awsapps.com/start",
        "sso_registration_scopes = sso:account:access",
    )

    def test_a_sign_in_that_never_was(self, shared_config: Path) -> None:
        error = not_sent(profile(shared_config, *self.SSO))
        assert (error.cause, error.subject) == (Cause.SSO_LOGIN, "work")
        assert "aws sso login --profile work" in words(error)

    def test_an_old_kind_of_sign_in(self, shared_config: Path) -> None:
        lines = (
            "sso_start_url = https://corp.awsapps.com/start",
            "sso_region = eu-central-1",
            "sso_account_id = 123456789012",
            "sso_role_name = Admin",
        )
        assert not_sent(profile(shared_config, *lines)).cause is Cause.SSO_LOGIN

    def test_half_a_sign_in(self, shared_config: Path) -> None:
        assert not_sent(profile(shared_config, "sso_account_id = 1")).cause is Cause.SHARED_CONFIG


class TestProfilesAndFiles:
    def test_no_such_profile(self) -> None:
        error = not_sent(Config(**REGION, profile="nobody"))
        assert (error.cause, error.subject) == (Cause.PROFILE, "nobody")
        assert "the profile nobody does not exist" in words(error)

    @pytest.mark.parametrize("name", ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
    def test_no_such_profile_in_the_environment(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        monkeypatch.setenv(name, "nobody")
        assert not_sent(Config(**REGION)).cause is Cause.PROFILE

    def test_a_file_that_cannot_be_read(self, shared_config: Path) -> None:
        shared_config.write_text("[profile\nbroken")
        error = not_sent(config())
        assert (error.cause, error.subject) == (Cause.SHARED_CONFIG, str(shared_config))

    def test_a_source_profile_that_does_not_exist(self, shared_config: Path) -> None:
        error = not_sent(profile(shared_config, f"role_arn = {ROLE}", "source_profile = nobody"))
        assert error.cause is Cause.SHARED_CONFIG
        assert "nobody" in words(error)

    def test_a_loop_of_profiles(self, shared_config: Path) -> None:
        error = not_sent(
            profile(
                shared_config,
                *(f"role_arn = {ROLE}", "source_profile = other"),
                *("[profile other]", f"role_arn = {ROLE}", "source_profile = work"),
            )
        )
        assert error.cause is Cause.SHARED_CONFIG

    @pytest.mark.parametrize(
        ("name", "value"),
        [("AWS_DEFAULTS_MODE", "nonsense"), ("AWS_REQUEST_CHECKSUM_CALCULATION", "nonsense")],
    )
    def test_a_setting_that_is_none(self, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
        monkeypatch.setenv(name, value)
        error = not_sent(config())
        assert error.cause is Cause.SHARED_CONFIG
        assert value in words(error)


class TestRegion:
    def test_is_nowhere(self) -> None:
        error = not_sent(config(region=None), DESCRIBE)
        assert error.cause is Cause.NO_REGION
        assert "pulumi config set aws-groups:region" in words(error)
        assert "AWS_REGION" in words(error)

    @pytest.mark.parametrize("region", ["no region", "eu_central_1", "-"])
    def test_is_none(self, region: str) -> None:
        error = not_sent(config(region=region), DESCRIBE)
        assert (error.cause, error.subject) == (Cause.BAD_REGION, region)

    @pytest.mark.parametrize("request_", [LIST, WHO], ids=lambda request: request.operation)
    def test_is_not_needed(self, server: Server, request_: Request) -> None:
        """CloudFront has none, and STS answers in each."""
        assert aws(config(region=None, endpoint=server.url)).send(request_)

    def test_is_not_needed_for_a_role(self, server: Server) -> None:
        role = AssumeRole(role_arn=ROLE)
        assert aws(config(region=None, endpoint=server.url, assume_role=role)).send(LIST)


class TestUrls:
    @pytest.mark.parametrize("endpoint", ["nonsense", "http://", "http://[bad", "http://host:port"])
    def test_an_endpoint_that_is_none(self, endpoint: str) -> None:
        assert not_sent(config(endpoint=endpoint, max_attempts=3)).cause is Cause.ENDPOINT_URL

    @pytest.mark.parametrize("proxy", ["http://[bad", "http://host:port", "foo bar"])
    def test_a_proxy_that_is_none(self, monkeypatch: pytest.MonkeyPatch, proxy: str) -> None:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        error = not_sent(config(max_attempts=3), CREATE)
        assert (error.cause, error.subject) == (Cause.PROXY_URL, proxy)

    @pytest.mark.parametrize("user", ["me:secret", "me:sécret", "me:secr@et"])
    def test_a_proxys_password_is_not_printed(self, monkeypatch: pytest.MonkeyPatch, user: str) -> None:
        monkeypatch.setenv("HTTPS_PROXY", f"http://{user}@host:port")
        error = not_sent(config(), CREATE)
        assert "cret" not in f"{error} {words(error)} {error.__dict__}"


class TestStore:
    """The file of the local AWS in this process."""

    @pytest.mark.parametrize(
        "content",
        [b"this is no database, but a file with some text in it" * 100, None],
        ids=["text", "folder"],
    )
    def test_is_none(self, store: Path, content: bytes | None) -> None:
        store.mkdir() if content is None else store.write_bytes(content)
        error = not_sent(Config(endpoint="local", max_attempts=3))
        assert (error.cause, error.subject) == (Cause.STORE, str(store))
        assert words(error).count(str(store)) == 1
        assert "AWS_GROUPS_LOCAL_STORE" in words(error)

    def test_cannot_be_made(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_GROUPS_LOCAL_STORE", "/dev/null/store.sqlite")
        assert not_sent(Config(endpoint="local")).cause is Cause.STORE

    def test_is_deleted_while_it_is_used(self, store: Path) -> None:
        calls = aws(Config(endpoint="local"))
        calls.send(LIST)
        store.unlink()
        with pytest.raises(NotSent) as caught:
            calls.send(LIST)
        assert caught.value.cause is Cause.STORE


class TestParameters:
    def test_that_are_missing(self) -> None:
        error = not_sent(config(endpoint="http://127.0.0.1:9"), Request("identitystore", "CreateGroup", {}))
        assert error.cause is Cause.PARAMETERS
        assert '"IdentityStoreId"' in words(error)

    @pytest.mark.parametrize("value", [["my secret"], {"a": "my secret"}, 5])
    def test_are_not_printed(self, value: Any) -> None:
        request = Request("identitystore", "CreateGroup", {"IdentityStoreId": STORE, "DisplayName": value})
        error = not_sent(config(endpoint="http://127.0.0.1:9"), request)
        assert error.cause is Cause.PARAMETERS
        assert "DisplayName" in words(error)
        assert "secret" not in f"{error} {words(error)}"


class TestKnownBeforehand:
    """``Connection.problems``, for a preview, which calls nothing."""

    def problems(self, config: Config) -> list[NotSentCause]:
        found = Connection(config).problems()
        assert all(words(problem) for problem in found)
        return [problem.cause for problem in found]

    def test_nothing(self, server: Server) -> None:
        assert self.problems(config(endpoint=server.url)) == []
        assert server.aws.calls() == []

    def test_nothing_of_the_local_aws(self) -> None:
        assert self.problems(Config(endpoint="local")) == []

    def test_no_region(self) -> None:
        assert self.problems(Config()) == [Cause.NO_REGION]

    @pytest.mark.parametrize("region", ["no region", "eu_central_1"])
    def test_a_region_that_is_none(self, region: str) -> None:
        assert self.problems(Config(region=region)) == [Cause.BAD_REGION]

    def test_a_profile_that_does_not_exist(self) -> None:
        assert self.problems(Config(profile="nobody", region="eu-central-1")) == [Cause.PROFILE]

    def test_a_file_that_cannot_be_read(self, shared_config: Path) -> None:
        shared_config.write_text("[profile\nbroken")
        assert self.problems(Config()) == [Cause.SHARED_CONFIG]

    @pytest.mark.parametrize("name", ["AWS_REGION", "AWS_DEFAULT_REGION"])
    def test_a_blank_region_is_none(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        monkeypatch.setenv(name, " ")
        assert self.problems(Config()) == [Cause.NO_REGION]
        monkeypatch.setenv(name, "eu-central-1")
        assert self.problems(Config()) == []
