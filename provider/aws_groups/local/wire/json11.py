"""The json 1.1 protocol (Identity Store): https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html"""

from __future__ import annotations

import json
from typing import Any

from aws_groups.local.errors import AwsError
from aws_groups.local.marks import assumed, documented
from aws_groups.local.wire.messages import HttpRequest, HttpResponse

_DEEPEST = 100
MARKS = (
    documented("a document that the model calls one is any JSON, null among it"),
    assumed("a member that is null or unknown counts as not sent; a wrong type is SerializationException"),
    assumed(f"JSON deeper than {_DEEPEST} is SerializationException"),
)
_PYTHON: dict[str, Any] = {
    "structure": dict,
    "map": dict,
    "list": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "long": int,
}


class Json11:
    """Reads the requests and writes the replies of a json 1.1 service."""

    validation_error = "ValidationException"

    def __init__(self, model: Any) -> None:
        self._model = model
        self._prefix = f"{model.metadata['targetPrefix']}."

    def parse(self, request: HttpRequest) -> tuple[str, dict[str, Any]]:
        """The operation's name and its params. Raises AwsError for what cannot be read."""
        target = request.headers.get("x-amz-target", "")
        operation = target.removeprefix(self._prefix)
        if operation == target or operation not in self._model.operation_names:
            raise AwsError("UnknownOperationException", f"No operation is named {target!r}")
        body = _parse(request.body or b"{}")
        shape = self._model.operation_model(operation).input_shape
        return operation, _read(shape, body, "body")

    def reply(self, operation: Any, result: dict[str, Any], request_id: str) -> HttpResponse:
        """The reply that says `result`."""
        body = json.dumps(_write(operation.output_shape, result), ensure_ascii=False)
        return HttpResponse(200, _headers(request_id), body.encode())

    def error(self, error: AwsError, request_id: str, status: int) -> HttpResponse:
        """The error reply: code, message and members in the body."""
        body = {"__type": error.code, "Message": error.message, "RequestId": request_id}
        text = json.dumps({**body, **error.members}, ensure_ascii=False)
        return HttpResponse(status, _headers(request_id), text.encode())


def _parse(body: bytes) -> Any:
    """The JSON of a body. Refuses what the store and the replies could not hold."""
    try:
        value = json.loads(body, parse_constant=_no_constant)
        if _depth(value) > _DEEPEST:
            raise ValueError(f"it is deeper than {_DEEPEST}")
        # Half a surrogate pair is a character for Python, and none for anybody else.
        if b"\\u" in body:
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise AwsError("SerializationException", f"The body is no JSON: {error}") from None
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _depth(value: Any) -> int:
    """How deep lists and objects are nested, counted level by level."""
    depth, level = 0, [value]
    while level := [one for one in level if isinstance(one, (dict, list))]:
        depth += 1
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
    return depth


def _headers(request_id: str) -> dict[str, str]:
    return {"x-amzn-requestid": request_id, "content-type": "application/x-amz-json-1.1"}


def _read(shape: Any, value: Any, path: str) -> Any:
    """The value in the shape's members; a member that is null or unknown counts as not sent."""
    if _is_document(shape):
        return value
    wanted = _PYTHON.get(shape.type_name, object)
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        message = f"{path} must be a {shape.type_name}, not {type(value).__name__}"
        raise AwsError("SerializationException", message)
    if shape.type_name == "structure":
        return {
            name: _read(shape.members[name], element, name)
            for name, element in value.items()
            if name in shape.members and (element is not None or _is_document(shape.members[name]))
        }
    if shape.type_name == "list":
        return [_read(shape.member, element, path) for element in value]
    if shape.type_name == "map":
        return {key: _read(shape.value, element, f"{path}.{key}") for key, element in value.items()}
    return value


def _is_document(shape: Any) -> bool:
    return bool(getattr(shape, "is_document_type", False))


def _write(shape: Any, value: Any) -> Any:
    """The value as JSON says it; members the shape does not know are left out."""
    if shape.type_name == "structure":
        return {
            name: _write(shape.members[name], element)
            for name, element in value.items()
            if name in shape.members
        }
    if shape.type_name == "list":
        return [_write(shape.member, element) for element in value]
    return value
