"""What is told of a create or an update that was done in part: the failure, and what is true now.

The engine stores it, and the next run reads the object before it compares. After a create the state has the
program's inputs; after an update it keeps the old ones.
"""

from __future__ import annotations

from typing import Any

from google.protobuf.any_pb2 import Any as AnyMessage

from aws_groups.lifecycle import Unfinished
from aws_groups.plugin.property_values import decode, encode, secret_outputs
from aws_groups.plugin.protocol import provider_pb2, status_pb2
from aws_groups.values import Properties

_UNKNOWN = 2
"""gRPC's status code UNKNOWN, with which the engine looks for details."""


def half_done(request: Any, error: Unfinished, state: Properties, text: str) -> tuple[tuple[str, bytes]]:
    """The metadata of the reply to ``request``."""
    update = error.verb == "updating"
    secret = secret_outputs(error.resource, decode(request.news if update else request.properties))
    detail = AnyMessage()
    detail.Pack(
        provider_pb2.ErrorResourceInitFailed(
            id=error.object_id,
            properties=encode(state, secret),
            reasons=[text],
            inputs=request.old_inputs if update else request.properties,
            refresh_before_update=True,
        )
    )
    status = status_pb2.Status(code=_UNKNOWN, message=text, details=[detail])
    return (("grpc-status-details-bin", status.SerializeToString()),)
