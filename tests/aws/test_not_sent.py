"""Each other reason why a request never leaves this machine, through botocore's own files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aws_groups.aws import AssumeRole, Config, Connection, NotSent, NotSentCause, Request
from aws_groups.local import Server
from aws_groups.words.reaching import failure as words
from tests.aws.calling import CREATE, DESCRIBE, LIST, ROLE, STORE, WHO, aws, config
from tests.aws.unsent import REGION, Cause, not_sent, profile


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
