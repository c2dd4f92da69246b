"""What a program and the configuration leave out, where AWS has one only: the account's identity store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from aws_groups.aws import AwsError, Cancelled, Listing, Request
from aws_groups.lifecycle.place import require_allowed
from aws_groups.model.declaration import Input, Named, OnlyOf, Resource
from aws_groups.model.problems import MalformedId, Reason, reason
from aws_groups.updates.run import Run
from aws_groups.values import Properties

Found: TypeAlias = Mapping[str, str | Reason]
"""Properties by name: the value that is meant, or why it is not known which one."""


def only_ones(run: Run, resource: Named, verb: str, fields: Iterable[Input], *known: Properties) -> Found:
    """The values of the fields that are in none of ``known``, and not in the configuration.

    It is one call in a run, however many ask; none is made where nothing is left out.

    Raises:
        WrongPlace: this is an account that must not be asked.
        Cancelled: the engine cancelled.
    """
    bags = (*known, run.configuration)
    left_out = [f for f in fields if f.only_of and all(bag.get(f.name) is None for bag in bags)]
    return {
        field.name: _only(run, resource, verb, field.name, field.only_of)
        for field in left_out
        if field.only_of
    }


def configuration_for(run: Run, resource: Resource, text: str) -> Properties:
    """The configuration with what an id's text leaves out.

    Raises:
        MalformedId: no object of this kind can have that id.
        WrongPlace, Cancelled: as ``only_ones``.
    """
    try:
        resource.id_parts(text, run.configuration)
    except MalformedId as error:
        if error.reason.key != "id_without_store":
            raise
        found = only_ones(run, resource, "reading", resource.inputs)
        return {**run.configuration, **{name: one for name, one in found.items() if isinstance(one, str)}}
    return run.configuration


def _only(run: Run, resource: Named, verb: str, name: str, only_of: OnlyOf) -> str | Reason:
    if (noted := run.objects.default(name)) is not None:
        return noted
    require_allowed(run, resource, verb, None)
    try:
        items = run.aws.all(Listing(Request(only_of.service, only_of.operation, {}), only_of.items))
    except Cancelled:
        raise
    except AwsError as error:
        return reason("only_not_known", name=name, error=error)
    values = sorted({str(item[only_of.member]) for item in items if item.get(only_of.member)})
    if len(values) != 1:
        return reason("only_of_several", name=name, values=values) if values else reason("only_of_none")
    run.objects.note_default(name, values[0])
    return values[0]
