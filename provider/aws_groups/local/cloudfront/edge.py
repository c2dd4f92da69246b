"""The edge: whether CloudFront takes a signed URL, or signed cookies, at this instant.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PrivateContent.html
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from aws_groups.local.aws import LocalAws
from aws_groups.local.cloudfront.deployments import Behavior, Deployment, on_edges
from aws_groups.local.kinds import Body

Verify = Callable[[str, bytes, bytes], bool]
"""``verify(pem, signed, signature)``: whether the private key of a public key has made the signature, with
SHA-1, as RSA (PKCS#1 v1.5) or as ECDSA."""

_PREFIX = "CloudFront-"
_PARAMETERS = ("Expires", "Policy", "Signature", "Key-Pair-Id")
_UNSAFE = str.maketrans("-_~", "+=/")
"""CloudFront's Base64 for URLs, and what stands for these characters elsewhere."""


@dataclass(frozen=True)
class Answer:
    """What the viewer gets."""

    status: int
    code: str = ""
    """Of a refusal, such as ``InvalidKey``."""
    message: str = ""

    @property
    def taken(self) -> bool:
        """Whether it is the file."""
        return self.status == 200


@dataclass(frozen=True)
class Viewing:
    """A viewer's request."""

    url: str
    cookies: Mapping[str, str] = field(default_factory=dict)
    address: str = "192.0.2.1"


class _Statement(NamedTuple):
    """What a policy allows."""

    resource: str
    begins: int
    ends: int
    network: ipaddress.IPv4Network


TAKEN = Answer(200)
_MISSING_KEY = Answer(403, "MissingKey", "Missing Key-Pair-Id query parameter or cookie value")
_UNKNOWN_KEY = Answer(403, "InvalidKey", "Unknown Key")
_MALFORMED = Answer(403, "MalformedPolicy", "Malformed Policy")
_DENIED = Answer(403, "AccessDenied", "Access denied")
_DISABLED = Answer(403, "AccessDenied", "The distribution is disabled")
_NOT_THERE = Answer(404, "NoSuchDistribution", "No edge answers for this host")


class Edge:
    """CloudFront as viewers meet it: it goes by what is deployed at the local AWS's present instant.

    While a change is under way some edges have it and others don't. So a request is taken only if both
    kinds take it.
    """

    def __init__(self, aws: LocalAws, verify: Verify) -> None:
        self._aws = aws
        self._verify = verify

    def answer(self, viewing: Viewing) -> Answer:
        """Take the request, or refuse it."""
        now = self._aws.clock()
        body = self._distribution(urlsplit(viewing.url).hostname or "")
        found = on_edges(body, now) if body else []
        if not found or found[0].done > now:
            return _NOT_THERE
        answers = [self._of(deployment, viewing, now) for deployment in found]
        return next((answer for answer in answers if not answer.taken), TAKEN)

    def _distribution(self, host: str) -> Body | None:
        name, _, domain = host.partition(".")
        return self._aws.body(f"E{name[1:].upper()}") if domain == "cloudfront.net" else None

    def _of(self, deployment: Deployment, viewing: Viewing, now: float) -> Answer:
        """What the edges say that have this deployment."""
        if not deployment.enabled:
            return _DISABLED
        behavior = _behavior(deployment, urlsplit(viewing.url).path)
        keys = {id: pem for group in behavior.groups.values() for id, pem in group.items()}
        if not behavior.groups:
            return TAKEN
        given = _given(viewing)
        if not given.get("Key-Pair-Id"):
            return _MISSING_KEY
        if given["Key-Pair-Id"] not in keys:
            return _UNKNOWN_KEY
        url = _base(viewing.url)
        try:
            policy, signature = _policy(given, url), _decoded(given.get("Signature", ""))
            statement = _statement(policy)
        except ValueError:
            return _MALFORMED
        right = self._verify(keys[given["Key-Pair-Id"]], policy, signature)
        return TAKEN if right and _allows(statement, url, viewing.address, now) else _DENIED


def _behavior(deployment: Deployment, path: str) -> Behavior:
    return next(found for found in deployment.behaviors if not found.path or _fits(found.path, path))


def _fits(pattern: str, path: str) -> bool:
    return _matches("/" + pattern.removeprefix("/"), path)


def _matches(pattern: str, text: str) -> bool:
    """Whether ``text`` is as ``pattern`` says, in which ``*`` is any text and ``?`` any character."""
    escaped = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(escaped, text, re.DOTALL) is not None


def _given(viewing: Viewing) -> dict[str, str]:
    """The parameters of a signed URL; where it has none, those of the signed cookies."""
    parts = (part.partition("=") for part in urlsplit(viewing.url).query.split("&"))
    in_url = {name: value for name, _, value in parts if name in _PARAMETERS}
    if "Signature" in in_url or "Key-Pair-Id" in in_url:
        return in_url
    cookies = viewing.cookies
    return {name: cookies[_PREFIX + name] for name in _PARAMETERS if _PREFIX + name in cookies}


def _base(url: str) -> str:
    """The URL without what CloudFront adds to sign it."""
    address, _, query = url.partition("?")
    own = [part for part in query.split("&") if part.partition("=")[0] not in _PARAMETERS]
    return f"{address}?{'&'.join(own)}" if any(own) else address


def _policy(given: Mapping[str, str], url: str) -> bytes:
    """What was signed: the custom policy, or the canned one for the URL."""
    if "Policy" in given:
        return _decoded(given["Policy"])
    expires = int(given.get("Expires", ""))
    condition = {"DateLessThan": {"AWS:EpochTime": expires}}
    canned = {"Statement": [{"Resource": url, "Condition": condition}]}
    return json.dumps(canned, separators=(",", ":")).encode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.translate(_UNSAFE), validate=True)
    except binascii.Error as error:
        raise ValueError(text) from error


def _statement(policy: bytes) -> _Statement:
    """The one statement of a policy. Raises ValueError if it is none, or has no end."""
    try:
        (found,) = json.loads(policy)["Statement"]
        condition = found["Condition"]
        network = condition.get("IpAddress", {}).get("AWS:SourceIp", "0.0.0.0/0")
        return _Statement(
            str(found.get("Resource", "*")),
            int(condition.get("DateGreaterThan", {}).get("AWS:EpochTime", 0)),
            int(condition["DateLessThan"]["AWS:EpochTime"]),
            ipaddress.IPv4Network(network, strict=False),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(policy) from error


def _allows(statement: _Statement, url: str, address: str, now: float) -> bool:
    """Whether a statement is about this URL, this instant and this viewer."""
    return (
        _matches(statement.resource, url)
        and statement.begins <= now < statement.ends
        and ipaddress.IPv4Address(address) in statement.network
    )
