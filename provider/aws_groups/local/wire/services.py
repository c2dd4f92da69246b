"""The services a local AWS has: their models, their wires, and which one a request is for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from botocore.loaders import Loader
from botocore.model import ServiceModel

from aws_groups.local.errors import AwsError
from aws_groups.local.wire.json11 import Json11
from aws_groups.local.wire.messages import HttpRequest, HttpResponse
from aws_groups.local.wire.query import Query
from aws_groups.local.wire.rest_xml import RestXml

_SCOPE = re.compile(r"Credential=([^/,\s]+)/[^,\s]*?/([a-z0-9-]+)/aws4_request")


class Wire(Protocol):
    """A protocol at work for one service."""

    validation_error: str
    """The code a request that breaks the model's constraints is refused with."""

    def parse(self, request: HttpRequest) -> tuple[str, dict[str, Any]]:
        """The operation's name and its params. Raises AwsError for what cannot be read."""
        ...

    def reply(self, operation: Any, result: dict[str, Any], request_id: str) -> HttpResponse:
        """The reply that says `result`."""
        ...

    def error(self, error: AwsError, request_id: str, status: int) -> HttpResponse:
        """The error reply."""
        ...


_WIRES: dict[str, type[RestXml] | type[Json11] | type[Query]] = {
    "rest-xml": RestXml,
    "json": Json11,
    "query": Query,
}
"""By the protocol that a service model names."""


@dataclass(frozen=True)
class Service:
    """A service: its botocore ServiceModel, and the wire that speaks its protocol."""

    name: str
    model: Any
    wire: Wire

    @property
    def throttled(self) -> str:
        """The error code for too many requests: the model's, or the one that all services know."""
        return self._code("ThrottlingException", "Throttling")

    @property
    def failed(self) -> str:
        """The error code for a failure of the service itself."""
        return self._code("InternalServerException", "InternalError")

    def _code(self, modelled: str, common: str) -> str:
        return modelled if modelled in self.model.shape_names else common

    def status_of(self, error: AwsError) -> int:
        """The HTTP status of an error: its own, the model's, or 400."""
        if error.status is not None:
            return error.status
        if error.code not in self.model.shape_names:
            return 400
        modelled = self.model.shape_for(error.code).metadata.get("error", {})
        return int(modelled.get("httpStatusCode", 400))


_SIGNED_AS = {"sso": "sso-admin"}
"""The services whose signing name is not botocore's name for them."""


class Services:
    """The services of some names, each model read when it is first needed.

    `loader` is the botocore loader they are read by; a session's has what it read at hand.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.loader = _loader()
        self.names = tuple(names)
        self._known: dict[str, Service] = {}

    def get(self, name: str) -> Service | None:
        """The service of that signing name, or None if the local AWS does not have it."""
        name = _SIGNED_AS.get(name, name)
        if name not in self._known and name in self.names:
            # Not load_service_model: that looks through the folders of all of AWS's services.
            version = self.loader.determine_latest_version(name, "service-2")
            data, _ = self.loader.load_data_with_path(f"{name}/{version}/service-2")
            model = ServiceModel(data, name)
            self._known[name] = Service(name, model, _WIRES[model.metadata["protocol"]](model))
        return self._known.get(name)


@cache
def _loader() -> Any:
    """One for the process, as it keeps what it read: CloudFront's model takes 10 ms to parse."""
    return Loader()


def signer_of(request: HttpRequest) -> tuple[str, str]:
    """The access key id and the signing name of the service a request was signed for.

    An unsigned request has no key; its service is told by the first label of its host.
    """
    scope = _SCOPE.search(request.headers.get("authorization", ""))
    if scope:
        return scope[1], scope[2]
    return "", request.headers.get("host", "").partition(".")[0]
