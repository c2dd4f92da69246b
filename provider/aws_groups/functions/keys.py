"""``cloudfront:getKeyGroup`` and ``cloudfront:getPublicKey``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aws_groups.aws import Listing, Request
from aws_groups.functions.function import Function, Missed, NotThere, found, results_of
from aws_groups.functions.near import Near
from aws_groups.lifecycle import Run
from aws_groups.model.declaration import Input, Resource
from aws_groups.model.types import Text
from aws_groups.resources import cloudfront
from aws_groups.resources.key_group import KEY_GROUP
from aws_groups.resources.public_key import PUBLIC_KEY
from aws_groups.updates.creation import asking
from aws_groups.values import Properties


def _key_group(item: Mapping[str, Any]) -> tuple[str, str]:
    return item["KeyGroup"]["KeyGroupConfig"]["Name"], item["KeyGroup"]["Id"]


def _public_key(item: Mapping[str, Any]) -> tuple[str, str]:
    return item["Name"], item["Id"]


def _list(name: str) -> Listing:
    """CloudFront's list of what has this name: ``KeyGroup``."""
    reply = f"{name}List"
    request = Request("cloudfront", f"List{name}s", {})
    return Listing(request, f"{reply}/Items", token="Marker", next_token=f"{reply}/NextMarker")


def _answer(
    resource: Resource, pages: Listing, name_and_id: Callable[[Mapping[str, Any]], tuple[str, str]]
) -> Callable[[Run, Properties], Properties]:
    """The answer of a function that finds one object by its id, or in a list by its name."""

    def answer(run: Run, arguments: Properties) -> Properties:
        missed, count = Missed(("id",), arguments.get("id")), None
        object_id: str | None = arguments.get("id")
        if name := arguments.get("name"):
            ids = dict(map(name_and_id, run.aws.all(pages)))
            object_id, count = ids.get(name), len(ids)
            missed = Missed(("name",), name, Near(ids).to(name))
        reply = asking(run, resource)(resource.read, Id=object_id) if object_id else None
        if reply is None:
            raise NotThere(resource.noun, (missed,), count=count)
        return found(resource, reply)

    return answer


GET_KEY_GROUP = Function(
    token="cloudfront:getKeyGroup",
    doc="""Finds a CloudFront key group by its id or its name: also one that this program did not make.

Give one of `id` and `name`. One that is not there is an error, at preview too; it names the nearest name
that is.""",
    noun="key group",
    resource=KEY_GROUP,
    arguments=(
        Input("id", cloudfront.ID, "The key group's id."),
        Input("name", Text(min_length=1), "The key group's name, exactly as AWS has it."),
    ),
    one_of=("id", "name"),
    results=results_of(KEY_GROUP),
    answer=_answer(KEY_GROUP, _list("KeyGroup"), _key_group),
)
GET_PUBLIC_KEY = Function(
    token="cloudfront:getPublicKey",
    doc="""Finds a public key of CloudFront by its id or its name: also one that this program did not make.

Give one of `id` and `name`. One that is not there is an error, at preview too; it names the nearest name
that is.""",
    noun="public key",
    resource=PUBLIC_KEY,
    arguments=(
        Input("id", cloudfront.ID, "The key's id."),
        Input("name", Text(min_length=1), "The key's name, exactly as AWS has it."),
    ),
    one_of=("id", "name"),
    results=results_of(PUBLIC_KEY),
    answer=_answer(PUBLIC_KEY, _list("PublicKey"), _public_key),
)
