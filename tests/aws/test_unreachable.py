"""Each reason why no answer of AWS's comes, by a server that does just that."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from aws_groups.aws import AwsRefused, AwsUnreachable, NotSent, NotSentCause, Request, UnreachableCause
from aws_groups.words.reaching import failure as words
from tests.aws.calling import CREATE, DELETE, DESCRIBE, LIST, STORE, WHO, aws, config, failure
from tests.aws.peers import CERTIFICATE, accepting_nothing, http, peer

Cause = UnreachableCause
PAGE = "<!DOCTYPE html><html><head><title>Sign in to the hotel</title></head><body>Hello<br></body></html>"
GET_KEY_GROUP = Request("cloudfront", "GetKeyGroup", {"Id": "one"})
UPDATE = Request(
    "identitystore",
    "UpdateGroup",
    {"IdentityStoreId": STORE, "GroupId": "one", "Operations": [{"AttributePath": "description"}]},
)
ROOMS_OF_XML = "<KeyGroupList><MaxItems>1</MaxItems><Quantity>0</Quantity></KeyGroupList>"


def unreachable(url: str, request: Request = LIST, **more: Any) -> AwsUnreachable:
    """The failure at a URL, told in a line or two with the endpoint and the call in it."""
    error = failure(AwsUnreachable, config(endpoint=url, **more), request)
    text = words(error)
    assert error.endpoint == url
    assert f"{request.service} {request.operation}: {url} " in text
    assert 1 <= len(text.splitlines()) <= 2, text
    assert "None" not in text
    assert "<" not in text, "no page and no object is printed"
    return error


class TestNoConnection:
    def test_where_nothing_listens(self) -> None:
        error = unreachable("http://127.0.0.1:9")
        assert (error.cause, error.text) == (Cause.CONNECT, "[Errno 111] Connection refused")
        assert "cannot be reached" in words(error)
        assert "region" in words(error)

    def test_where_the_host_has_no_address(self) -> None:
        error = unreachable("http://no-such-host.invalid")
        assert error.cause is Cause.CONNECT

    def test_where_packets_get_lost(self) -> None:
        with accepting_nothing() as url:
            error = unreachable(url, connect_timeout=0.2)
        assert (error.cause, error.lost) == (Cause.TIMEOUT, False)

    def test_where_the_environment_says(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
        error = failure(AwsUnreachable, config(region=None), DESCRIBE)
        assert (error.endpoint, error.region) == ("http://127.0.0.1:9", "eu-central-1")


class TestTls:
    def test_by_a_certificate_that_nobody_knows(self) -> None:
        with peer(http(), tls=True) as server:
            error = unreachable(server.url, CREATE)
        assert (error.cause, error.lost, error.attempts) == (Cause.CERTIFICATE, False, 1)
        assert "AWS_CA_BUNDLE" in words(error)

    def test_where_none_is_spoken(self) -> None:
        with plain_text() as url:
            error = unreachable(url, CREATE, max_attempts=3)
        assert (error.cause, error.lost, error.attempts) == (Cause.TLS, False, 1)

    def test_that_ends_in_the_middle(self) -> None:
        with plain_text(b"") as url:
            error = unreachable(url, CREATE)
        assert (error.cause, error.lost) == (Cause.CLOSED, False)


class TestProxy:
    def test_that_is_not_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTPS_PROXY", "http://me:secret@127.0.0.1:9")
        error = failure(AwsUnreachable, config(), LIST)
        assert (error.cause, error.lost) == (Cause.PROXY, False)
        assert "through the proxy http://***:***@127.0.0.1:9" in words(error)
        assert "secret" not in words(error)

    @pytest.mark.parametrize("tunnel", [True, False])
    def test_that_wants_a_password(self, monkeypatch: pytest.MonkeyPatch, tunnel: bool) -> None:
        with peer(http(407, PAGE)) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", proxy.url)
            monkeypatch.setenv("HTTP_PROXY", proxy.url)
            monkeypatch.setenv("NO_PROXY", "")
            url = "https://example.invalid" if tunnel else "http://example.invalid"
            error = failure(AwsUnreachable, config(endpoint=url), LIST)
        assert error.cause is Cause.PROXY
        assert "407" in words(error)


class TestHangsAndHangsUp:
    def test_without_an_answer(self) -> None:
        with peer(b"") as server:
            error = unreachable(server.url, CREATE)
        assert (error.cause, error.lost) == (Cause.CLOSED, True)

    def test_forever(self) -> None:
        with peer(None) as server:
            error = unreachable(server.url, CREATE, read_timeout=0.2)
        assert (error.cause, error.lost) == (Cause.TIMEOUT, True)

    @pytest.mark.parametrize(
        "beginning", [b"HTTP/1.1 200", b"HTTP/1.1 200 OK\r\nx-amzn-req", b"garbage\r\n\r\n"]
    )
    def test_in_the_middle_of_the_head(self, beginning: bytes) -> None:
        with peer(beginning) as server:
            error = unreachable(server.url)
        assert error.cause in (Cause.CLOSED, Cause.NOT_AWS, Cause.EMPTY_ANSWER)

    @pytest.mark.parametrize(
        ("request_", "beginning"),
        [(LIST, b"<KeyGroupList><Item"), (DESCRIBE, b'{"GroupId": "9448')],
        ids=["of XML", "of JSON"],
    )
    @pytest.mark.parametrize("length", ["content-length: 1000\r\n", "connection: close\r\n"])
    def test_in_the_middle_of_the_body(self, request_: Request, beginning: bytes, length: str) -> None:
        head = f"HTTP/1.1 200 OK\r\nx-amzn-requestid: 1\r\n{length}\r\n".encode()
        with peer(head + beginning) as server:
            error = unreachable(server.url, request_)
        assert error.cause is Cause.HALF_ANSWER

    def test_in_the_middle_of_a_chunk(self) -> None:
        head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
        with peer(head + b"40\r\n<KeyGroupList>") as server:
            error = unreachable(server.url)
        assert error.cause in (Cause.CLOSED, Cause.HALF_ANSWER)


class TestAnswersThatAreNotAws:
    @pytest.mark.parametrize("request_", [LIST, DESCRIBE, WHO, DELETE], ids=lambda request: request.operation)
    @pytest.mark.parametrize("status", [200, 403, 404])
    def test_a_web_page(self, request_: Request, status: int) -> None:
        with peer(http(status, PAGE, content_type="text/html")) as server:
            error = unreachable(server.url, request_, max_attempts=3)
        assert (error.cause, error.attempts) == (Cause.NOT_AWS, 1)
        assert error.text == f"status {status} with a web page titled 'Sign in to the hotel'"

    @pytest.mark.parametrize("status", [500, 502, 503])
    def test_a_web_page_of_a_failing_server_is_a_failing_server(self, status: int) -> None:
        """AWS's own load balancers have such pages."""
        with peer(http(status, PAGE)) as server:
            error = failure(AwsRefused, config(endpoint=server.url, max_attempts=2), DESCRIBE)
        assert (error.status, error.attempts, error.message) == (status, 2, "")
        assert "<" not in words(error)

    @pytest.mark.parametrize("request_", [LIST, DESCRIBE, WHO], ids=lambda request: request.operation)
    @pytest.mark.parametrize("body", ["It works!", "[]", "<a>1</a>", '{"hello": 1}'])
    def test_something_else(self, request_: Request, body: str) -> None:
        with peer(http(200, body)) as server:
            error = unreachable(server.url, request_)
        assert error.cause in (Cause.NOT_AWS, Cause.EMPTY_ANSWER)

    @pytest.mark.parametrize("request_", [LIST, DESCRIBE, WHO], ids=lambda request: request.operation)
    @pytest.mark.parametrize("body", ["", "404 page not found", "{}", "<a/>"])
    def test_an_error_without_a_code(self, request_: Request, body: str) -> None:
        with peer(http(404, body)) as server:
            error = unreachable(server.url, request_)
        assert (error.cause, error.lost) == (Cause.NOT_AWS, False)

    @pytest.mark.parametrize("status", [301, 302, 307, 308])
    @pytest.mark.parametrize("request_", [LIST, DESCRIBE], ids=lambda request: request.operation)
    def test_a_redirect(self, request_: Request, status: int) -> None:
        with peer(http(status, PAGE, location="https://portal.example/login?token=secret")) as server:
            error = unreachable(server.url, request_, max_attempts=3)
            assert len(server.requests) == 1
        assert (error.cause, error.text) == (Cause.REDIRECT, f"status {status} to https://portal.example")


class TestAnswersWithoutContent:
    @pytest.mark.parametrize(
        ("request_", "body"),
        [
            (LIST, ""),
            (GET_KEY_GROUP, ""),
            (DESCRIBE, ""),
            (DESCRIBE, "{}"),
            (CREATE, "{}"),
            (WHO, ""),
            (GET_KEY_GROUP, "<KeyGroup/>"),
            (GET_KEY_GROUP, "<KeyGroup><Id>1</Id></KeyGroup>"),
            (DESCRIBE, '{"GroupId": "g", "DisplayName": "it"}'),
            (DESCRIBE, '{"GroupId": ["g"], "IdentityStoreId": "d-1"}'),
            (DESCRIBE, '{"GroupId": "\\ud83d", "IdentityStoreId": "d-1"}'),
            (CREATE, '{"GroupId": "", "IdentityStoreId": "d-1"}'),
        ],
        ids=lambda value: value.operation if isinstance(value, Request) else value or "nothing",
    )
    def test_are_none(self, request_: Request, body: str) -> None:
        with peer(http(200, body, etag="E1")) as server:
            error = unreachable(server.url, request_)
        assert error.cause is Cause.EMPTY_ANSWER
        assert error.lost is request_.writes

    @pytest.mark.parametrize(
        ("request_", "status", "body"),
        [
            (UPDATE, 200, ""),
            (UPDATE, 200, "{}"),
            (DELETE, 204, ""),
            (CREATE, 200, '{"GroupId": "group-00000001", "IdentityStoreId": "d-1"}'),
            (LIST, 200, ROOMS_OF_XML),
        ],
        ids=["an update", "an update in JSON", "a delete", "another make of AWS", "an empty list"],
    )
    def test_are_enough_where_nothing_else_is_needed(self, request_: Request, status: int, body: str) -> None:
        with peer(http(status, body)) as server:
            assert aws(config(endpoint=server.url)).send(request_)


class TestAnswersThatCannotBeRead:
    """A time that is none, for example."""

    @pytest.mark.parametrize("time", ['"never"', "1e300", "[]", '{"a": 1}', '"2026-99-99"'])
    def test_are_not_of_aws(self, time: str) -> None:
        body = f'{{"GroupId": "g", "IdentityStoreId": "d-1", "CreatedAt": {time}}}'
        with peer(http(200, body)) as server:
            error = unreachable(server.url, DESCRIBE, max_attempts=3)
        assert (error.cause, error.attempts) == (Cause.NOT_AWS, 1)
        assert "gave an answer that is not one of AWS" in words(error)


class TestTheClock:
    def refuse(self, code: str, text: str, date: str) -> Any:
        body = f"<ErrorResponse><Error><Code>{code}</Code><Message>{text}</Message></Error></ErrorResponse>"
        with peer(http(403, body, date=date)) as server:
            return failure_of_any(server.url)

    @pytest.mark.parametrize("code", ["SignatureDoesNotMatch", "InvalidSignatureException"])
    def test_is_the_cause_of_a_refused_signature_if_it_is_wrong(self, code: str) -> None:
        error = self.refuse(
            code, "The signature does not match.", formatdate(time.time() - 1200, usegmt=True)
        )
        assert isinstance(error, AwsUnreachable)
        assert (error.cause, error.attempts) == (Cause.CLOCK, 1)
        assert error.skew == pytest.approx(-1200, abs=60)
        assert error.refused is not None
        assert error.refused.code == code
        assert re.search("its clock is (19|20|21) minutes behind this machine's", words(error))
        assert f"AWS said ListKeyGroups: {code}" in words(error)

    @pytest.mark.parametrize("code", ["SignatureDoesNotMatch", "InvalidSignatureException"])
    def test_is_not_if_it_is_right(self, code: str) -> None:
        error = self.refuse(code, "The signature does not match.", formatdate(usegmt=True))
        assert isinstance(error, AwsRefused)
        assert "the secret key does not belong to the access key" in words(error)

    @pytest.mark.parametrize("code", ["RequestTimeTooSkewed", "RequestExpired"])
    def test_is_if_aws_says_so(self, code: str) -> None:
        error = self.refuse(code, "Too skewed.", formatdate(usegmt=True))
        assert isinstance(error, AwsUnreachable)
        assert error.cause is Cause.CLOCK

    def test_wrong_session_token_and_signature_are_not_quoted(self) -> None:
        text = (
            "The request signature we calculated does not match the signature you provided. Check your "
            "key.\n\nThe Canonical String for this request should have been\n'POST x-amz-security-token:TOKEN"
        )
        error = self.refuse("SignatureDoesNotMatch", text, formatdate(usegmt=True))
        assert error.message.endswith("the signature you provided.")
        assert "TOKEN" not in f"{error} {words(error)} {error.__dict__}"


def failure_of_any(url: str) -> Any:
    """The failure at a URL, of whatever kind."""
    try:
        aws(config(endpoint=url)).send(LIST)
    except (AwsRefused, AwsUnreachable) as error:
        return error
    raise AssertionError


class TestCertificates:
    """What the AWS_CA_BUNDLE is for, and what is wrong with it itself."""

    def test_in_a_file_that_is_given_are_trusted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_CA_BUNDLE", str(CERTIFICATE))
        with peer(http(200, ROOMS_OF_XML), tls=True) as server:
            assert aws(config(endpoint=server.url)).send(LIST)

    def test_are_checked_if_the_variable_is_blank(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """botocore takes that for the wish to check none."""
        monkeypatch.setenv("AWS_CA_BUNDLE", "")
        with peer(http(200, ROOMS_OF_XML), tls=True) as server:
            assert unreachable(server.url).cause is Cause.CERTIFICATE

    @pytest.mark.parametrize("variable", ["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])
    @pytest.mark.parametrize("content", [None, "no certificate"])
    def test_in_a_file_that_is_none(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str, content: str | None
    ) -> None:
        path = tmp_path / "ca.pem"
        if content is not None:
            path.write_text(content)
        monkeypatch.setenv(variable, str(path))
        with peer(http(), tls=True) as server:
            error = failure(NotSent, config(endpoint=server.url, max_attempts=3), CREATE)
        assert (error.cause, error.subject) == (NotSentCause.CA_BUNDLE, str(path))
        assert (error.attempts, error.lost) == (1, False)
        assert str(path) in words(error)


@contextmanager
def plain_text(answer: bytes = b"HTTP/1.1 400 Bad Request\r\n\r\n") -> Iterator[str]:
    """The https URL of a server that answers a TLS hello by text."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
