"""Finding groups and users of an identity store: by id, by a unique attribute, or all of them.

One look-up is GetGroupId and DescribeGroup. Many that follow each other closely are pages of ListGroups
(``aws/bulk.py``). A directory that does not know GetGroupId, such as a Managed AD, is asked for a list of
the one name, and then for the list of all; one that has no list still answers by id and by name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aws_groups.aws import AwsError, AwsRefused, Cancelled, Listing, OneOf, Wanted
from aws_groups.functions.function import MOST_TOLD, Missed, NotThere, found
from aws_groups.functions.near import Near
from aws_groups.lifecycle import Run
from aws_groups.model.containers import TextSet
from aws_groups.model.declaration import Input, Means, Resource
from aws_groups.model.paths import Path
from aws_groups.model.types import Text
from aws_groups.resources import identitystore
from aws_groups.updates.creation import asking
from aws_groups.updates.requests import listing
from aws_groups.values import Properties

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Way:
    """One way to say which object is meant."""

    argument: str
    values: Callable[[Item], Iterable[str]]
    """The values of an item of the list that an argument is compared with."""
    identifier: Callable[[Any], Mapping[str, Any]] | None = None
    """An argument as AWS's AlternateIdentifier; None where it is the id itself."""
    filter: str = ""
    """The attribute that a list can be filtered by."""
    key: Callable[[Any], str] = str
    """An argument as it is among ``values``."""


class NoWay(Exception):
    """The directory answers neither by this argument nor with a list.

    Attributes:
        argument, value: what it was asked for.
        refused: why it does not answer by it.
        unlisted: why there is no list.
        instead: the argument by which every directory answers.
    """

    def __init__(
        self,
        resource: Resource,
        argument: str,
        value: Any,
        refused: AwsRefused,
        unlisted: AwsRefused,
        instead: str,
    ) -> None:
        super().__init__(resource.noun, argument)
        self.resource, self.argument, self.value = resource, argument, value
        self.refused, self.unlisted, self.instead = refused, unlisted, instead


def by_id(argument: str, member: str) -> Way:
    """By the id, of which the resource's id and the ARN are forms."""
    return Way(argument, lambda item: [item[member]], key=identitystore.last_part)


def by_attribute(
    argument: str, path: str, values: Callable[[Item], Iterable[str]], *, filter: str = ""
) -> Way:
    """By an attribute that is unique in the store."""

    def identifier(value: Any) -> Mapping[str, Any]:
        return {"UniqueAttribute": {"AttributePath": path, "AttributeValue": value}}

    return Way(argument, values, identifier, filter)


def _external_keys(item: Item) -> list[str]:
    return [json.dumps([one["Issuer"], one["Id"]]) for one in item.get("ExternalIds", ())]


BY_EXTERNAL_ID = Way(
    "externalId",
    _external_keys,
    lambda value: {"ExternalId": {"Issuer": value["issuer"], "Id": value["id"]}},
    key=lambda value: json.dumps([value["issuer"], value["id"]]),
)
EXTERNAL_ID = Input(
    "externalId",
    identitystore.EXTERNAL_ID,
    "The id that the directory gave which IAM Identity Center is synchronised from.",
)
PREFIX = "namePrefix"


def store_of(arguments: Properties) -> str:
    """The bare id of the store to look in."""
    return identitystore.bare_id(arguments["identityStoreId"])


def one(resource: Resource, ways: Sequence[Way]) -> Callable[[Run, Properties], Properties]:
    """The answer of a function that finds one object by one of ``ways``."""

    def answer(run: Run, arguments: Properties) -> Properties:
        way = next(way for way in ways if way.argument in arguments)
        return found(resource, find_one(run, resource, way, arguments))

    return answer


def several(
    resource: Resource, way: Way, names: str, plural: str, ids: str
) -> Callable[[Run, Properties], Properties]:
    """The answer of a function that finds all objects, those of some ``names``, or those whose names begin
    in one way.

    Args:
        plural, ids: the results that have the objects, and their ids alone.
    """

    def answer(run: Run, arguments: Properties) -> Properties:
        if names in arguments:
            items = find_named(run, resource, way, arguments, names)
        else:
            prefix = arguments.get(PREFIX, "")
            every = run.aws.all(all_of(resource, store_of(arguments)))
            chosen = [item for item in every if not prefix or _begins(way, item, prefix)]
            items = sorted(chosen, key=lambda item: (*way.values(item), item[resource.id_members[-1]]))
        objects = [found(resource, item) for item in items]
        return {
            "identityStoreId": store_of(arguments),
            plural: objects,
            ids: [item[resource.id_members[-1]] for item in items],
        }

    return answer


def _begins(way: Way, item: Item, prefix: str) -> bool:
    return any(value.startswith(prefix) for value in way.values(item))


def find_one(run: Run, resource: Resource, way: Way, arguments: Properties) -> Item:
    """The object that an argument says.

    Raises:
        NotThere: nothing has it.
        NoWay: the directory does not answer by it.
        AwsError: AWS could not be asked, or refused.
    """
    path, value = (way.argument,), arguments[way.argument]
    return _find(run, resource, way, store_of(arguments), [(path, value)])[0]


def find_named(run: Run, resource: Resource, way: Way, arguments: Properties, names: str) -> list[Item]:
    """The objects that a list of names says, in its order. All that are missing are told at once."""
    wanted: list[tuple[Path, Any]] = [((names, index), name) for index, name in enumerate(arguments[names])]
    return _find(run, resource, way, store_of(arguments), wanted)


def all_of(resource: Resource, store: str) -> Listing:
    """The list of all objects of a kind in a store."""
    return listing(resource, {"IdentityStoreId": store})


def look_up(run: Run, resource: Resource, way: Way, store: str, values: Iterable[Any]) -> list[Item | None]:
    """The objects that some values say, in their order; None for each that is not there."""
    pages = all_of(resource, store)

    def wanted(value: Any) -> Wanted:
        one = OneOf(pages, way.argument, way.key(value), way.values)
        return Wanted(lambda: _alone(run, resource, way, store, value), one)

    return run.aws.look_up([wanted(value) for value in values])


def _find(
    run: Run, resource: Resource, way: Way, store: str, wanted: Sequence[tuple[Path, Any]]
) -> list[Item]:
    replies = look_up(run, resource, way, store, (value for _, value in wanted))
    missing = [each for each, reply in zip(wanted, replies, strict=True) if reply is None]
    if missing:
        raise _not_there(run, resource, way, store, missing)
    return [reply for reply in replies if reply is not None]


def _alone(run: Run, resource: Resource, way: Way, store: str, value: Any) -> Item | None:
    """The object, read by itself."""
    ask, id_member = asking(run, resource), resource.id_members[-1]
    if way.identifier is None:
        object_id = way.key(value)
    else:
        try:
            reply = ask(f"Get{id_member}", IdentityStoreId=store, AlternateIdentifier=way.identifier(value))
        except AwsRefused as refused:
            if not _other_way_is_worth_it(resource, refused):
                raise
            return _listed(run, resource, way, store, value, refused)
        if reply is None:
            return None
        object_id = reply[id_member]
    params = {"IdentityStoreId": store, id_member: object_id, **resource.read_params}
    return ask(resource.read, **params)


def _other_way_is_worth_it(resource: Resource, refused: AwsRefused) -> bool:
    no_store = resource.means(refused) is Means.NO_CONTAINER
    return not (no_store or refused.is_throttling or refused.is_server_failure)


def _listed(
    run: Run, resource: Resource, way: Way, store: str, value: Any, refused: AwsRefused
) -> Item | None:
    """The object, from a list: of the one name, or else of all."""
    try:
        items = _filtered(run, resource, way, store, value)
        items = run.aws.all(all_of(resource, store)) if items is None else items
    except AwsRefused as unlisted:
        if refused.is_denial:
            raise refused from unlisted
        instead = f"{resource.noun}Id"
        raise NoWay(resource, way.argument, value, refused, unlisted, instead) from refused
    return next((item for item in items if way.key(value) in way.values(item)), None)


def _filtered(run: Run, resource: Resource, way: Way, store: str, value: Any) -> Sequence[Item] | None:
    """The items of a list that AWS has filtered; None where it does not."""
    if not way.filter or resource.bulk is None:
        return None
    condition = {"AttributePath": way.filter, "AttributeValue": value}
    try:
        reply = asking(run, resource)(
            resource.bulk.operation, IdentityStoreId=store, Filters=[condition], **resource.read_params
        )
    except AwsRefused:
        return None
    items: Sequence[Item] = (reply or {}).get(resource.bulk.member, ())
    return items


def _not_there(
    run: Run, resource: Resource, way: Way, store: str, missing: Sequence[tuple[Path, Any]]
) -> NotThere:
    """What is missing, and what there is instead. To find that out is worth a list, if there is one."""
    if way.identifier is None:
        return NotThere(resource.noun, tuple(Missed(*each) for each in missing), store)
    try:
        items = run.aws.all(all_of(resource, store))
    except Cancelled:
        raise
    except AwsError as error:
        return NotThere(resource.noun, tuple(Missed(*each) for each in missing), store, because=error)
    near = Near(value for item in items for value in way.values(item))
    missed = tuple(
        Missed(path, value, near.to(value) if isinstance(value, str) and number < MOST_TOLD else None)
        for number, (path, value) in enumerate(missing)
    )
    return NotThere(resource.noun, missed, store, len(items))


def names_input(name: str, element: Text, doc: str) -> Input:
    """An argument that is a list of names."""
    return Input(name, TextSet(element=element, noun="name"), doc)


def prefix_input(what: str) -> Input:
    """An argument that is how names begin."""
    return Input(PREFIX, Text(min_length=1), f"How the {what} begin; case counts.")
