"""Which HTTP requests the server takes: those of an AWS client on this machine.

A web page can send requests to a port of this machine as well. It cannot help sending an `Origin`
with most of them, and a `Host` that is its own name when it has that name point here. It has no
AWS credentials to sign with.
"""

from __future__ import annotations

import ipaddress
import re
from email.message import Message
from urllib.parse import urlsplit

from aws_groups.local.errors import AwsError
from aws_groups.local.wire.messages import HttpRequest
from aws_groups.local.wire.services import signer_of

MOST_BYTES = 10 * 1024 * 1024


def refusal(request: HttpRequest, bound_to: str) -> str | None:
    """Why a request is not one of an AWS client on this machine; None if it is one.

    `bound_to` is the host that the server was told to listen on.
    """
    if "origin" in request.headers:
        return "Requests of web pages are refused (there is an Origin header)."
    host = request.headers.get("host", "")
    if not _is_here(host, bound_to):
        return f"The Host {host!r} is no name of this machine's loopback, such as localhost."
    if not signer_of(request)[0]:
        return "The request is not signed: there is no AWS credential in its Authorization header."
    return None


def content_length(headers: Message) -> int:
    """How long the body is. Raises AwsError if that is not said properly, or is too much."""
    sent = headers.get_all("content-length") or ["0"]
    if headers.get("transfer-encoding") is not None:
        text = "Send a Content-Length: the local AWS takes no Transfer-Encoding."
        raise AwsError("MissingContentLength", text, status=411)
    if len(sent) > 1 or not re.fullmatch(r"\s*[0-9]+\s*", sent[0], re.ASCII):
        raise AwsError("InvalidRequest", f"The Content-Length is not valid: {', '.join(sent)}", status=400)
    digits = sent[0].strip().lstrip("0") or "0"
    if len(digits) > len(str(MOST_BYTES)) or int(digits) > MOST_BYTES:
        raise AwsError("RequestEntityTooLarge", f"The body is over {MOST_BYTES} bytes.", status=413)
    return int(digits)


def _is_here(host: str, bound_to: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    if name in ("localhost", bound_to):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
