"""The rest-xml protocol (CloudFront): https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from aws_groups.local.errors import AwsError
from aws_groups.local.wire import xml
from aws_groups.local.wire.messages import HttpRequest, HttpResponse
from aws_groups.local.wire.routes import Routes


class RestXml:
    """Reads the requests and writes the replies of a rest-xml service."""

    validation_error = "InvalidArgument"

    def __init__(self, model: Any) -> None:
        self._model = model
        self._namespace = f"http://{model.endpoint_prefix}.amazonaws.com/doc/{model.api_version}/"

    @cached_property
    def _routes(self) -> Routes:
        return Routes(self._model)

    def parse(self, request: HttpRequest) -> tuple[str, dict[str, Any]]:
        """The operation's name and its params. Raises AwsError for what cannot be read."""
        route = self._routes.find(request.method, request.target)
        if route is None:
            what = f"{request.method} {request.target}"
            raise AwsError("UnknownOperationException", f"No operation is at {what}", status=404)
        operation, labels, query = route
        shape = self._model.operation_model(operation).input_shape
        sources = {"uri": labels, "querystring": query, "header": request.headers}
        params: dict[str, Any] = {}
        for name, member in shape.members.items() if shape else ():
            source = sources.get(member.serialization.get("location"))
            if source is not None:
                key = member.serialization.get("name", name)
                key = key.lower() if source is request.headers else key
                if key in source:
                    params[name] = xml.scalar(member, source[key])
        payload = shape.serialization.get("payload") if shape else None
        if payload and request.body:
            params[payload] = xml.read(shape.members[payload], xml.parse(request.body))
        return operation, params

    def reply(self, operation: Any, result: dict[str, Any], request_id: str) -> HttpResponse:
        """The reply that says `result`: the payload member in the body, the others in headers."""
        status = operation.http.get("responseCode", 200)
        headers = {"x-amzn-requestid": request_id}
        shape = operation.output_shape
        if shape is None:
            return HttpResponse(status, headers)
        for name, member in shape.members.items():
            if member.serialization.get("location") == "header" and name in result:
                headers[member.serialization.get("name", name)] = result[name]
        payload = shape.serialization.get("payload")
        if payload not in result:
            return HttpResponse(status, headers)
        headers["content-type"] = "text/xml"
        member = shape.members[payload]
        tag = member.serialization.get("name", payload)
        body = xml.write(member, tag, result[payload], f' xmlns="{self._namespace}"')
        return HttpResponse(status, headers, f'<?xml version="1.0"?>\n{body}'.encode())

    def error(self, error: AwsError, request_id: str, status: int) -> HttpResponse:
        """The error reply."""
        body = xml.error_body(error, request_id, status=status, namespace=self._namespace)
        headers = {"x-amzn-requestid": request_id, "content-type": "text/xml"}
        return HttpResponse(status, headers, body)
