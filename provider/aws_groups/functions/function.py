"""What a function's file is written in: its arguments, its results, and how it finds them.

A function looks something up in AWS and changes nothing. What it is about is a resource's declaration,
so its results are that resource's properties, read as the resource reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from aws_groups.aws import AwsError
from aws_groups.lifecycle import Found, Run, only_ones, require_allowed
from aws_groups.lifecycle.refusals import explained
from aws_groups.lifecycle.state import complete
from aws_groups.model.check import field_problems, with_reasons
from aws_groups.model.containers import ListOf, Member, Record
from aws_groups.model.declaration import Input, Output, Resource
from aws_groups.model.mapping import object_id, to_properties
from aws_groups.model.paths import Path
from aws_groups.model.problems import Problem, reason, unknown_names
from aws_groups.values import Properties


@dataclass(frozen=True, kw_only=True)
class Function:
    """One function."""

    token: str
    """``identitystore:getGroup``: module and name, without the package."""
    doc: str
    noun: str
    """What AWS's documentation calls what it looks for."""
    resource: Resource | None = None
    """The resource that it looks for, if that is one."""
    arguments: tuple[Input, ...]
    results: tuple[Output, ...]
    one_of: tuple[str, ...] = ()
    """The arguments of which it needs one, and takes one only."""
    at_most_one_of: tuple[str, ...] = ()
    answer: Callable[[Run, Properties], Properties]
    """Looks it up, by checked arguments."""
    problems: Callable[[Properties, Properties], Iterator[Problem]] = lambda old, new: iter(())
    """What is wrong with checked arguments beyond their fields, as with a resource's."""


class Missed(NamedTuple):
    """A value that nothing has."""

    path: Path
    value: Any
    nearest: str | None = None
    """The value that is most like it; None where none is, or it is not known."""


MOST_TOLD = 20
"""So many of the values that nothing has are told one by one."""


class NotThere(Exception):
    """What was looked for does not exist.

    Attributes:
        noun: what was looked for.
        missed: the arguments that nothing has.
        where: what it was looked for in: an identity store; None for the account.
        count: how many there are; None where they were not or could not be counted.
        because: why they could not be counted.
    """

    def __init__(
        self,
        noun: str,
        missed: tuple[Missed, ...],
        where: str | None = None,
        count: int | None = None,
        because: AwsError | None = None,
    ) -> None:
        super().__init__(noun, missed)
        self.noun, self.missed, self.where = noun, missed, where
        self.count, self.because = count, because


class Checked(NamedTuple):
    """The arguments as they will be used, and what is wrong with them."""

    arguments: Properties
    problems: list[Problem]


def check(function: Function, run: Run, written: Properties) -> Checked:
    """Check a program's arguments, and complete them.

    Raises:
        WrongPlace: this is an account that must not be asked.
        Cancelled: the engine cancelled.
    """
    fields = function.arguments
    found = only_ones(run, function, "looking up", fields, written)
    arguments = {**written, **_defaults(fields, run.configuration, written, found)}
    problems = [
        *unknown_names(written, [field.name for field in fields]),
        *with_reasons(field_problems(fields, arguments), found),
        *_one_of(function, arguments),
    ]
    return Checked(arguments, problems or list(function.problems({}, arguments)))


def call(function: Function, run: Run, arguments: Properties) -> Properties:
    """Look it up.

    Raises:
        NotThere: it does not exist.
        WrongPlace: this is an account that must not be asked.
        Failed, AwsError: AWS could not be asked, or refused.
    """
    require_allowed(run, function, "looking up", None)
    resource = function.resource
    if resource is None:
        return function.answer(run, arguments)
    asked_for = next((arguments[name] for name in function.one_of if name in arguments), None)
    with explained(run, resource, "looking up", arguments, asked_for if isinstance(asked_for, str) else None):
        return function.answer(run, arguments)


def _defaults(
    fields: tuple[Input, ...], configuration: Properties, written: Properties, found: Found
) -> Properties:
    left_out = [field.name for field in fields if field.default_from_config and field.name not in written]
    values = {name: configuration.get(name, found.get(name)) for name in left_out}
    return {name: value for name, value in values.items() if isinstance(value, str) and value}


def _one_of(function: Function, arguments: Properties) -> Iterator[Problem]:
    given = [name for name in (*function.one_of, *function.at_most_one_of) if name in arguments]
    if function.one_of and not given:
        yield Problem((function.one_of[0],), reason("required_or_other", others=function.one_of[1:]))
    for name in given[1:]:
        yield Problem((name,), reason("beside", other=given[0]))


def results_of(resource: Resource) -> tuple[Output, ...]:
    """The properties of a resource, as what a function finds."""
    inputs = (
        Output(
            field.name,
            _first_sentence(field.doc),
            field.type,
            optional=not (field.required or field.auto_named or field.default_from_config),
        )
        for field in resource.inputs
    )
    # What more their sentences say is about updates.
    outputs = (replace(output, doc=_first_sentence(output.doc)) for output in resource.outputs)
    return (Output("id", f"Its id, as the resource has it: {resource.id_doc}."), *inputs, *outputs)


def _first_sentence(doc: str) -> str:
    return f"{doc.partition('. ')[0].rstrip('.')}."


def found(resource: Resource, reply: Any) -> Properties:
    """What a reply, or an item of a list, tells of an object: a value for each of ``results_of``."""
    return {"id": object_id(resource, reply), **complete(resource, to_properties(resource, reply))}


def list_of(resource: Resource, token: str) -> ListOf:
    """A list of what functions find."""
    members = tuple(Member(f.name, f.type, f.doc, required=not f.optional) for f in results_of(resource))
    return ListOf(element=Record(token, f"A {resource.noun} that was found.", members))
