"""An AWS that refuses, or does what no AWS does, and quotes secrets each time."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote

from tests.aws.peers import Peer, http


class Quoted(NamedTuple):
    """What an answer quotes."""

    all: str
    """All that is to be quoted."""
    one: str
    """One text of it, on one line, for places where not more fits."""


Answer = Callable[[Quoted, bytes], bytes]
"""From what is quoted and a request to what is answered."""


@dataclass(frozen=True)
class Refusal:
    """An error answer, as the service of the request writes it."""

    code: str
    status: int = 400
    members: tuple[tuple[str, str], ...] = ()
    request_id: str = "a-request"

    def __call__(self, quoted: Quoted, request: bytes) -> bytes:
        if b"amz-json" in request.lower():
            body: dict[str, Any] = {"__type": self.code, "message": quoted.all, **dict(self.members)}
            return http(self.status, json.dumps(body), x_amzn_requestid=self.request_id)
        code, message = html.escape(self.code), html.escape(quoted.all)
        error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
        request_id = f"<RequestId>{html.escape(self.request_id)}</RequestId>"
        return http(self.status, f"<ErrorResponse>{error}{request_id}</ErrorResponse>")


def _reason(code: str, reason: str) -> Refusal:
    return Refusal(code, members=(("Reason", reason),))


def _about(code: str, resource_type: str) -> Refusal:
    return Refusal(code, members=(("ResourceType", resource_type), ("ResourceId", "it")))


def _page(status: int) -> Answer:
    return lambda quoted, request: http(status, f"<html><title>{html.escape(quoted.one)}</title>{quoted.all}")


def _body(status: int) -> Answer:
    return lambda quoted, request: http(status, quoted.all)


_ANY: dict[str, Answer] = {
    "denied": Refusal("AccessDeniedException"),
    "denied, as XML says it": Refusal("AccessDenied", 403),
    "denied by a key": _reason("AccessDeniedException", "KMS_ACCESS_DENIED"),
    "throttled": Refusal("ThrottlingException"),
    "a failure of its own": Refusal("InternalServerException", 500),
    "unavailable": Refusal("ServiceUnavailable", 503),
    "expired": Refusal("ExpiredTokenException"),
    "an unknown key": Refusal("UnrecognizedClientException"),
    "a wrong signature": Refusal("SignatureDoesNotMatch", 403),
    "an invalid signature": Refusal("InvalidSignatureException"),
    "an incomplete signature": Refusal("IncompleteSignatureException"),
    "a clock that is off": Refusal("RequestTimeTooSkewed", 403),
    "a code that nobody knows": Refusal("Whatever", 418),
    "an invalid value": Refusal("ValidationException"),
    # What no AWS says.
    "a code that quotes": lambda quoted, request: Refusal(quoted.one)(quoted, request),
    "a request id that quotes": lambda quoted, request: Refusal("It", request_id=quoted.one)(quoted, request),
    "a reason that quotes": lambda quoted, request: _reason("ConflictException", quoted.one)(quoted, request),
    "a redirect": lambda quoted, request: http(301, location=f"http://host/{quoted.one}"),
    "a redirect to a host": lambda quoted, request: http(
        302, location=f"http://{quote(quoted.one, safe='')}/"
    ),
    "a portal's page": _page(200),
    "a page that fails": _page(400),
    "a text": _body(200),
    "a text that fails": _body(400),
    "a proxy's refusal": _body(407),
    "JSON of something else": lambda quoted, request: http(200, json.dumps({"it": quoted.all})),
    "XML of something else": lambda quoted, request: http(200, f"<it>{html.escape(quoted.all)}</it>"),
    "half an answer": lambda quoted, request: http(200, json.dumps({"it": quoted.all}))[:-9],
    "nothing": lambda quoted, request: http(200),
    "the line hung up": lambda quoted, request: b"",
}
_CLOUDFRONT: dict[str, Answer] = {
    "a stale version": Refusal("PreconditionFailed", 412),
    "a version that it never had": Refusal("InvalidIfMatchVersion"),
    "a taken name of a key group": Refusal("KeyGroupAlreadyExists", 409),
    "a taken name of a public key": Refusal("PublicKeyAlreadyExists", 409),
    "no such key group": Refusal("NoSuchResource", 404),
    "no such public key": Refusal("NoSuchPublicKey", 404),
    "a key in use": Refusal("PublicKeyInUse", 409),
    "a group in use": Refusal("ResourceInUse", 409),
    "too many keys": Refusal("TooManyPublicKeys"),
    "too many keys in a group": Refusal("TooManyPublicKeysInKeyGroup"),
    "an invalid argument": Refusal("InvalidArgument"),
}
_IDENTITY_STORE: dict[str, Answer] = {
    "no such group": _about("ResourceNotFoundException", "GROUP"),
    "no such store": _about("ResourceNotFoundException", "IDENTITY_STORE"),
    "a stale revision": _reason("ConflictException", "CONCURRENT_MODIFICATION"),
    "a taken name": _reason("ConflictException", "UNIQUENESS_CONSTRAINT_VIOLATION"),
    "a conflict without a reason": Refusal("ConflictException"),
    "a quota": Refusal("ServiceQuotaExceededException"),
}
ANSWERS = {"": _ANY, "cloudfront": _CLOUDFRONT, "identitystore": _IDENTITY_STORE}
"""Each way to answer: of any service, and of one."""


class Parrot(Peer):
    """An AWS that quotes."""

    def __init__(self) -> None:
        self._answer_with, self._texts = _ANY["denied"], [""]
        super().__init__(self._quote)

    def says(self, answer: Answer, *texts: str) -> None:
        """From now on it answers so, and quotes these texts."""
        self._answer_with, self._texts = answer, list(texts)

    def _quote(self, number: int, request: bytes) -> bytes:
        one = " ".join(self._texts[number % len(self._texts)].split())
        return self._answer_with(Quoted(" ".join(self._texts), one), request)
