"""AWS's refusals as facts, and as users read them."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from aws_groups.aws import (
    AssumeRole,
    AwsError,
    AwsRefused,
    Caller,
    Config,
    Connection,
    Request,
    TimedOut,
    silent,
)
from aws_groups.local import Fault, LocalAws, Server
from aws_groups.words.reaching import failure as words
from aws_groups.words.reaching import said
from tests.aws.calling import CREATE, DESCRIBE, LIST, ROLE, WHO, aws, config, failure
from tests.aws.peers import http, peer

REQUEST_ID = r"\(request id [0-9a-f-]{36}\)$"
ACCOUNT = "123456789012"
GONE = Request("cloudfront", "GetKeyGroup", {"Id": "gone"})


class TestFacts:
    def test_of_json(self, server: Server) -> None:
        error = failure(AwsRefused, config(endpoint=server.url), DESCRIBE)
        assert (error.code, error.status, error.reason) == ("ResourceNotFoundException", 400, None)
        assert (error.request, error.operation) == (DESCRIBE, "DescribeGroup")
        assert (error.resource_type, error.attempts, error.lost) == ("GROUP", 1, False)
        assert error.request_id == server.aws.calls()[0].request_id

    def test_of_xml(self, server: Server) -> None:
        error = failure(AwsRefused, config(endpoint=server.url), GONE)
        assert (error.code, error.status) == ("NoSuchResource", 404)
        assert error.request_id == server.aws.calls()[0].request_id

    def test_of_another_operation_on_the_way(self, server: Server) -> None:
        """It is AssumeRole that was refused, not the call that it was for."""
        role = AssumeRole(role_arn="arn:aws:iam::123456789012:user/no-role")
        error = failure(AwsRefused, config(endpoint=server.url, assume_role=role), CREATE)
        assert (error.request, error.operation, error.lost) == (CREATE, "AssumeRole", False)

    def test_with_a_reason(self, store: Path) -> None:
        calls = aws(Config(endpoint="local"))
        calls.send(CREATE)
        with pytest.raises(AwsRefused) as caught:
            calls.send(CREATE)
        assert caught.value.reason == "UNIQUENESS_CONSTRAINT_VIOLATION"
        assert re.match(
            r"CreateGroup: ConflictException \(UNIQUENESS_CONSTRAINT_VIOLATION\): Dup.+" + REQUEST_ID,
            said(caught.value),
        )

    def test_with_the_seconds_that_aws_asks_to_wait(self, store: Path) -> None:
        LocalAws(store).inject(Fault("throttle", "DescribeGroup", retry_after=3))
        error = failure(AwsRefused, Config(endpoint="local", max_attempts=1), DESCRIBE)
        assert (error.retry_after, error.is_throttling) == (3, True)

    @pytest.mark.parametrize(
        ("code", "status", "throttling", "failing"),
        [
            ("Throttling", 400, True, False),
            ("ThrottlingException", 400, True, False),
            ("SlowDown", 503, True, False),
            ("TooManyRequestsException", 429, True, False),
            ("429", 429, True, False),
            ("TooManyKeyGroups", 400, False, False),
            ("InternalError", 500, False, True),
            ("503", 503, False, True),
            ("NotImplemented", 501, False, False),
            ("NoSuchResource", 404, False, False),
        ],
    )
    def test_of_its_kind(self, code: str, status: int, throttling: bool, failing: bool) -> None:
        error = AwsRefused(LIST, code=code, status=status)
        assert (error.is_throttling, error.is_server_failure) == (throttling, failing)


class TestWords:
    def test_are_one_line_with_the_request_id_last(self, server: Server) -> None:
        text = words(failure(AwsRefused, config(endpoint=server.url), DESCRIBE))
        assert re.match(r"DescribeGroup: ResourceNotFoundException: GROUP not found\. " + REQUEST_ID, text)

    @pytest.mark.parametrize(
        ("code", "status", "parts"),
        [
            ("AccessDenied", 403, ["their policy must allow cloudfront:ListKeyGroups", ACCOUNT]),
            ("ExpiredToken", 403, ["have expired", "aws sso login"]),
            ("InvalidClientTokenId", 403, ["the access key does not exist"]),
            ("SignatureDoesNotMatch", 403, ["the secret key"]),
            ("Throttling", 400, ["throttled ListKeyGroups.", "requestsPerSecond", "maxAttempts"]),
            ("ServiceUnavailable", 503, ["AWS failed at ListKeyGroups.", "Try again later"]),
        ],
    )
    def test_say_first_what_it_means(self, server: Server, code: str, status: int, parts: list[str]) -> None:
        server.aws.inject(Fault("error", "ListKeyGroups", code=code, status=status))
        text = words(failure(AwsRefused, config(endpoint=server.url)))
        meaning, _, quoted = text.partition("\n")
        assert all(part in meaning for part in parts), meaning
        assert quoted.startswith(f"AWS said ListKeyGroups: {code}: ")
        assert re.search(REQUEST_ID, text)

    def test_say_how_often_it_was_tried(self, store: Path) -> None:
        LocalAws(store).inject(Fault("throttle", "ListKeyGroups"))
        text = words(failure(AwsRefused, Config(endpoint="local", max_attempts=2)))
        assert re.match(r"AWS throttled ListKeyGroups; tried 2 times in \S+ s\. Try again later", text)

    def test_say_what_to_do_about_a_write_that_may_have_been_carried_out(self, store: Path) -> None:
        LocalAws(store).inject(Fault("error", "CreateGroup"))
        text = words(failure(AwsRefused, Config(endpoint="local", max_attempts=2), CREATE))
        assert "Whether AWS carried it out is not known. Run `pulumi up` again" in text

    def test_name_the_role_that_was_refused_and_not_the_call(self, server: Server) -> None:
        server.aws.inject(Fault("error", "AssumeRole", code="AccessDenied", status=403))
        role = AssumeRole(role_arn=ROLE)
        text = words(failure(AwsRefused, config(endpoint=server.url, assume_role=role)))
        assert "sts:AssumeRole" in text
        assert "trust policy" in text


class TestDenied:
    """Who the credentials belong to, so that it is seen when it is the wrong account."""

    @pytest.fixture
    def denying(self, server: Server) -> Server:
        server.aws.inject(Fault("error", "DescribeGroup", code="AccessDeniedException", status=400))
        return server

    def test_names_the_account_that_the_credentials_belong_to(self, denying: Server) -> None:
        error = failure(AwsRefused, config(endpoint=denying.url), DESCRIBE)
        assert error.caller == Caller(ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/local")
        text = words(error)
        assert f"The credentials belong to account {ACCOUNT} (arn:aws:iam::{ACCOUNT}:user/local)." in text
        assert "management account or the delegated administrator" in text
        assert "identitystore:DescribeGroup" in text
        assert len(text.splitlines()) == 2

    def test_is_asked_about_once_however_many_calls_are_denied(self, denying: Server) -> None:
        connection = Connection(config(endpoint=denying.url))

        def denied(_: int) -> Caller | None:
            with pytest.raises(AwsRefused) as caught:
                connection.aws(silent).send(DESCRIBE)
            return caught.value.caller

        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(denied, range(16))) == {Caller(ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/local")}
        operations = [call.operation for call in denying.aws.calls()]
        assert operations.count("GetCallerIdentity") == 1

    def test_is_told_without_it_where_it_cannot_be_had(self, denying: Server) -> None:
        denying.aws.inject(Fault("error", "GetCallerIdentity", code="AccessDenied", status=403))
        error = failure(AwsRefused, config(endpoint=denying.url), DESCRIBE)
        assert (error.code, error.caller) == ("AccessDeniedException", None)
        assert "belong" not in words(error)

    def test_takes_no_longer_than_the_rpc_may(self) -> None:
        denial = http(400, '{"__type": "AccessDeniedException", "Message": "no"}')
        began = time.monotonic()
        with (
            peer(lambda _, request: denial if b"DescribeGroup" in request else None) as server,
            pytest.raises(AwsRefused) as caught,
        ):
            aws(config(endpoint=server.url), timeout=1).send(DESCRIBE)
        assert time.monotonic() - began < 2
        assert caught.value.caller is None

    def test_by_a_key_of_kms_is_told_as_that(self) -> None:
        body = '{"__type": "AccessDeniedException", "Message": "no", "Reason": "KMS_ACCESS_DENIED"}'
        with peer(lambda _, request: http(400, body if b"DescribeGroup" in request else "")) as server:
            error = failure(AwsRefused, config(endpoint=server.url), DESCRIBE)
        assert error.reason == "KMS_ACCESS_DENIED"
        assert "the KMS key that encrypts the directory" in words(error)

    def test_identity_can_be_asked_for_without_a_denial(self, server: Server) -> None:
        connection = Connection(config(endpoint=server.url))
        for _ in range(2):
            assert connection.aws(silent).identity() == Caller(ACCOUNT, f"arn:aws:iam::{ACCOUNT}:user/local")
        assert len(server.aws.calls()) == 1

    def test_identity_never_fails(self, server: Server) -> None:
        connection = Connection(config(endpoint=server.url))
        connection.cancel()
        assert connection.aws(silent).identity() is None
        assert aws(Config(region="us-east-1")).identity() is None
        assert aws(config(endpoint="http://127.0.0.1:9")).identity() is None

    def test_of_the_question_itself_is_not_asked_about(self, server: Server) -> None:
        server.aws.inject(Fault("error", "GetCallerIdentity", code="AccessDenied", status=403))
        assert failure(AwsRefused, config(endpoint=server.url), WHO).caller is None
        assert len(server.aws.calls()) == 1


def test_an_error_has_its_facts_in_its_text() -> None:
    error: AwsError = AwsRefused(LIST, code="NoSuchResource", message="gone", status=404, request_id="7")
    assert str(error) == (
        "cloudfront ListKeyGroups: ListKeyGroups 404 NoSuchResource: gone [7] (0 attempts in 0.0 s)"
    )
    assert isinstance(error, Exception)
    assert not isinstance(error, TimedOut)


def test_a_refusal_as_it_is_made_in_tests_of_other_rooms() -> None:
    given: dict[str, Any] = {"code": "ConflictException", "reason": "CONCURRENT_MODIFICATION"}
    assert said(AwsRefused(CREATE, **given)) == "CreateGroup: ConflictException (CONCURRENT_MODIFICATION)"
