"""Each way in which credentials can't be had, through botocore's own chain."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from aws_groups.aws import AssumeRole, Config, Connection, NotSent, NotSentCause, silent
from aws_groups.local import Server
from aws_groups.words.reaching import failure as words
from tests.aws.calling import CREATE, LIST, ROLE, WHO, aws, config
from tests.aws.peers import http, peer
from tests.aws.unsent import REGION, Cause, not_sent, profile, program


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
