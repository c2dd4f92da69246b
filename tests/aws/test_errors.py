"""Each way in which a call can fail, as users read it: a line or two, the request id last."""

from __future__ import annotations

import http.server
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import botocore.exceptions
import botocore.parsers
import pytest

from aws_groups.aws import (
    AssumeRole,
    Aws,
    AwsError,
    AwsRefused,
    AwsUnreachable,
    Explained,
    Request,
    SetupError,
    translation,
)
from aws_groups.aws.call import Call, Silent
from aws_groups.local import Fault, Server
from tests.aws.calling import DESCRIBE, LIST, STORE, config, fails

REQUEST_ID = r"\(request id [0-9a-f-]{36}\)$"


class TestAwsRefuses:
    def test_in_one_line_with_the_request_id_last(self, server: Server) -> None:
        with pytest.raises(AwsRefused) as caught:
            Aws(config(endpoint=server.url)).send(DESCRIBE)
        error = caught.value
        expected = r"DescribeGroup: ResourceNotFoundException: GROUP not found\. " + REQUEST_ID
        assert re.match(expected, str(error))
        assert (error.code, error.status, error.reason) == ("ResourceNotFoundException", 400, None)
        assert (error.request, error.resource_type) == (DESCRIBE, "GROUP")
        assert error.request_id == server.aws.calls()[0].request_id

    def test_by_xml_as_by_json(self, server: Server) -> None:
        with pytest.raises(AwsRefused) as caught:
            Aws(config(endpoint=server.url)).send(Request("cloudfront", "GetKeyGroup", {"Id": "gone"}))
        assert re.match(r"GetKeyGroup: NoSuchResource: .+ " + REQUEST_ID, str(caught.value))
        assert (caught.value.code, caught.value.status) == ("NoSuchResource", 404)

    def test_with_a_reason(self, server: Server) -> None:
        aws = Aws(config(endpoint=server.url))
        create = Request("identitystore", "CreateGroup", {"IdentityStoreId": STORE, "DisplayName": "ops"})
        aws.send(create)
        with pytest.raises(AwsRefused) as caught:
            aws.send(create)
        assert caught.value.reason == "UNIQUENESS_CONSTRAINT_VIOLATION"
        assert "ConflictException (UNIQUENESS_CONSTRAINT_VIOLATION): Duplicate" in str(caught.value)

    @pytest.mark.parametrize(
        ("code", "status", "words"),
        [
            ("AccessDenied", 403, ["cloudfront:ListKeyGroups"]),
            ("ExpiredToken", 403, ["have expired", "aws sso login"]),
            ("InvalidClientTokenId", 403, ["the access key does not exist"]),
            ("SignatureDoesNotMatch", 403, ["the secret key"]),
            ("Throttling", 400, ["throttled", "maxAttempts"]),
            ("ServiceUnavailable", 503, ["AWS failed at ListKeyGroups"]),
        ],
    )
    def test_and_what_it_means_comes_first(
        self, server: Server, code: str, status: int, words: list[str]
    ) -> None:
        server.aws.inject(Fault("error", "ListKeyGroups", code=code, status=status))
        with fails(Explained, *words, code, "ListKeyGroups", lines=2):
            Aws(config(endpoint=server.url)).send(LIST)
        with pytest.raises(AwsError, match=REQUEST_ID):
            Aws(config(endpoint=server.url)).send(LIST)

    def test_the_role_under_its_own_name(self, server: Server) -> None:
        """It is AssumeRole that was refused, not the call that it was for."""
        role = AssumeRole(role_arn="arn:aws:iam::123456789012:user/no-role")
        with fails(AwsRefused, "AssumeRole", "arn:aws:iam::123456789012:user/no-role is invalid"):
            Aws(config(endpoint=server.url, assume_role=role)).send(LIST)

    def test_the_role_and_not_the_call(self, server: Server) -> None:
        server.aws.inject(Fault("error", "AssumeRole", code="AccessDenied", status=403))
        role = AssumeRole(role_arn="arn:aws:iam::123456789012:role/deploy")
        with fails(Explained, "sts:AssumeRole", lines=2):
            Aws(config(endpoint=server.url, assume_role=role)).send(LIST)


class TestNoAnswerComes:
    def test_where_nothing_listens(self) -> None:
        with fails(AwsUnreachable, "cloudfront ListKeyGroups", "http://127.0.0.1:9 cannot be reached"):
            Aws(config(endpoint="http://127.0.0.1:9")).send(LIST)

    def test_where_nothing_listens_by_the_environments_word(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
        with fails(AwsUnreachable, "cannot be reached", "http://127.0.0.1:9"):
            Aws(config(region=None)).send(DESCRIBE)

    @pytest.mark.parametrize("kind", ["drop-before", "drop-after"])
    def test_when_the_connection_breaks(self, server: Server, kind: str) -> None:
        server.aws.inject(Fault(kind, "ListKeyGroups"))
        with fails(AwsUnreachable, "cloudfront ListKeyGroups", server.url):
            Aws(config(endpoint=server.url)).send(LIST)

    def test_where_no_tls_is_spoken(self, server: Server) -> None:
        with fails(AwsUnreachable, "cloudfront ListKeyGroups", "https://127.0.0.1"):
            Aws(config(endpoint=server.url.replace("http:", "https:"))).send(LIST)

    @pytest.mark.parametrize("request_", [LIST, DESCRIBE], ids=lambda request: request.operation)
    @pytest.mark.parametrize("status", [200, 404, 500])
    def test_where_something_else_than_aws_listens(self, request_: Request, status: int) -> None:
        with web_page(status) as url, pytest.raises(AwsError) as caught:
            Aws(config(endpoint=url)).send(request_)
        assert request_.operation in str(caught.value)
        assert len(str(caught.value).splitlines()) <= 2

    @pytest.mark.parametrize(
        ("request_", "beginning"),
        [(LIST, b"<KeyGroupList><Item"), (DESCRIBE, b'{"GroupId": "9448')],
        ids=["of XML", "of JSON"],
    )
    def test_in_the_middle_of_the_answer(self, request_: Request, beginning: bytes) -> None:
        head = b"HTTP/1.1 200 OK\r\nx-amzn-requestid: 1\r\ncontent-length: 1000\r\n\r\n"
        with answering(head + beginning) as url, fails(AwsUnreachable, request_.operation, url):
            Aws(config(endpoint=url)).send(request_)


class TestTheRequestIsWrong:
    def test_by_botocores_judgement(self) -> None:
        with fails(AwsError, "identitystore CreateGroup", 'parameter in input: "IdentityStoreId"'):
            Aws(config(endpoint="http://127.0.0.1:9")).send(Request("identitystore", "CreateGroup", {}))


def every(kind: type[Exception]) -> Iterator[str]:
    """The names of an exception and of all that are one, as far as botocore defines them."""
    if kind.__module__ == "botocore.exceptions":
        yield kind.__name__
        for sub in kind.__subclasses__():
            yield from every(sub)


@pytest.mark.parametrize("name", sorted({*translation._SETUP, *translation._UNREACHABLE}))
def test_an_error_that_is_told_apart_is_one_of_botocores(name: str) -> None:
    """The names are by heart, as botocore is not to be imported for them."""
    modules = (botocore.exceptions, botocore.parsers)
    assert any(issubclass(getattr(module, name, int), Exception) for module in modules)


def told(name: str) -> AwsError:
    """What is made of that exception of botocore's."""
    kind = getattr(botocore.exceptions, name)
    error = kind.__new__(kind)
    Exception.__init__(error, "botocore's words")
    return translation.translated(error, Call(LIST, Silent(), threading.Event()), config())


@pytest.mark.parametrize(
    "name",
    sorted({*every(botocore.exceptions.HTTPClientError), *every(botocore.exceptions.ConnectionError)}),
)
def test_a_connection_that_fails_is_told_as_one(name: str) -> None:
    assert isinstance(told(name), AwsUnreachable)


@pytest.mark.parametrize(
    "name", sorted({*every(botocore.exceptions.SSOError), *every(botocore.exceptions.LoginError)})
)
def test_a_sign_in_that_fails_is_told_as_one(name: str) -> None:
    assert isinstance(told(name), SetupError)
    assert "no usable AWS credentials" in str(told(name))


@contextmanager
def web_page(status: int) -> Iterator[str]:
    """The URL of a web server that knows nothing of AWS."""
    page = b"<html><body><h1>It works!</h1><br></body></html>"

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            self.send_response(status)
            self.send_header("content-type", "text/html")
            self.send_header("content-length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        do_POST = do_GET

        def log_message(self, *_: Any) -> None: ...

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@contextmanager
def answering(answer: bytes) -> Iterator[str]:
    """The URL of a server that gives one answer, says no more, and hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def answer_one() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer)

    thread = threading.Thread(target=answer_one, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    thread.join(10)
    listener.close()
