"""The query protocol (STS): https://smithy.io/2.0/aws/protocols/aws-query-protocol.html"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from aws_groups.local.errors import AwsError
from aws_groups.local.wire import xml
from aws_groups.local.wire.messages import HttpRequest, HttpResponse

_MOST_FIELDS = 1000


class Query:
    """Reads the requests and writes the replies of a query service."""

    validation_error = "ValidationError"

    def __init__(self, model: Any) -> None:
        self._model = model
        self._namespace = model.metadata["xmlNamespace"]

    def parse(self, request: HttpRequest) -> tuple[str, dict[str, Any]]:
        """The operation's name and its params. Raises AwsError for what cannot be read."""
        form = _form(request)
        operation = form.get("Action", "")
        if operation not in self._model.operation_names:
            message = f"Could not find operation {operation} for version {form.get('Version')}"
            raise AwsError("InvalidAction", message)
        shape = self._model.operation_model(operation).input_shape
        return operation, _read_structure(shape, form, "") if shape else {}

    def reply(self, operation: Any, result: dict[str, Any], request_id: str) -> HttpResponse:
        """The reply that says `result`."""
        shape = operation.output_shape
        wrapper = shape.serialization.get("resultWrapper", f"{operation.name}Result")
        body = (
            f'<{operation.name}Response xmlns="{self._namespace}">'
            f"{xml.write(shape, wrapper, result)}"
            f"<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
            f"</{operation.name}Response>"
        )
        return HttpResponse(200, _headers(request_id), body.encode())

    def error(self, error: AwsError, request_id: str, status: int) -> HttpResponse:
        """The error reply."""
        body = xml.error_body(error, request_id, status=status, namespace=self._namespace)
        return HttpResponse(status, _headers(request_id), body)


def _headers(request_id: str) -> dict[str, str]:
    return {"x-amzn-requestid": request_id, "content-type": "text/xml"}


def _form(request: HttpRequest) -> dict[str, str]:
    try:
        text = request.body.decode() or request.target.partition("?")[2]
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise AwsError("MalformedQueryString", f"The request is no form: {error}") from None


def _read_structure(shape: Any, form: dict[str, str], prefix: str) -> dict[str, Any]:
    found = {}
    for name, member in shape.members.items():
        key = f"{prefix}{member.serialization.get('name', name)}"
        if key in form or any(sent.startswith(f"{key}.") for sent in form):
            found[name] = _read(member, form, key)
    return found


def _read(shape: Any, form: dict[str, str], key: str) -> Any:
    if shape.type_name == "structure":
        return _read_structure(shape, form, f"{key}.")
    if shape.type_name == "list":
        return _read_list(shape, form, f"{key}.{shape.member.serialization.get('name', 'member')}")
    return xml.scalar(shape, form[key])


def _read_list(shape: Any, form: dict[str, str], prefix: str) -> list[Any]:
    found: list[Any] = []
    while True:
        key = f"{prefix}.{len(found) + 1}"
        if key not in form and not any(sent.startswith(f"{key}.") for sent in form):
            return found
        found.append(_read(shape.member, form, key))
