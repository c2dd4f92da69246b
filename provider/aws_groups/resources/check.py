"""The check of a resource: completes what the program wrote and finds what is wrong with it, before
anything is asked of AWS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from aws_groups.resources.fields import Input
from aws_groups.resources.naming import AUTONAMED, Naming
from aws_groups.resources.resource import Resource
from aws_groups.resources.types import Problem, Text, is_absent, unknown_names
from aws_groups.values import UNKNOWN, Properties


class Checked(NamedTuple):
    """The inputs as they will be used, and what is wrong with them."""

    inputs: Properties
    problems: list[Problem]


def check(
    resource: Resource,
    old_inputs: Properties,
    news: Properties,
    *,
    naming: Naming,
    defaults: Properties,
) -> Checked:
    """Check what the program wrote.

    Args:
        old_inputs: the inputs in the state; empty for a new object or a replacement.
        news: what the program wrote, unknowns included.
        naming: how to name the object if the program does not.
        defaults: the provider's configuration, for inputs that default to it.
    """
    inputs = {name: value for name, value in news.items() if value is not None and name != AUTONAMED}
    problems = list(unknown_names(inputs, resource.input_names, outputs={o.name for o in resource.outputs}))
    for field in resource.inputs:
        if field.default_from_config and field.name not in inputs and not is_absent(defaults.get(field.name)):
            inputs[field.name] = defaults[field.name]
        if field.auto_named and field.name not in inputs:
            problems += _name(field, old_inputs, inputs, naming)
    problems += field_problems(resource.inputs, inputs)
    if not problems:
        problems += resource.problems(old_inputs, inputs, fixed_name=_is_fixed(resource, inputs, naming))
    return Checked(inputs, problems)


def field_problems(fields: Iterable[Input], inputs: Properties) -> Iterator[Problem]:
    """What each field's declaration finds wrong; unknown values are left for the update."""
    for field in fields:
        value = inputs.get(field.name)
        if value is UNKNOWN:
            continue
        if value is None:
            if field.required or field.default_from_config:
                yield Problem(field.name, _missing(field))
        else:
            yield from field.type.problems(field.name, value)


def _made(field: Input, naming: Naming) -> str | None:
    """A new name."""
    return naming.make(field.type.max_length if isinstance(field.type, Text) else None, field.made_of)


def _is_fixed(resource: Resource, inputs: Properties, naming: Naming) -> bool:
    """Whether a replacement would have the same name: the program gives it, or the project's own
    auto-naming has nothing random in it."""
    if AUTONAMED not in inputs:
        return True
    named = next(field for field in resource.inputs if field.auto_named)
    return naming.proposed is not None and bool(_made(named, naming) == inputs[named.name])


def _missing(field: Input) -> str:
    if field.default_from_config:
        return (
            f"is required: set it here, or for the whole stack with "
            f"`pulumi config set aws-groups:{field.name} VALUE`"
        )
    return "is required"


def _name(field: Input, old_inputs: Properties, inputs: Properties, naming: Naming) -> Iterator[Problem]:
    """Put the made name into ``inputs``: the one made before, or a new one."""
    name = old_inputs.get(AUTONAMED) or _made(field, naming)
    if name is None:
        yield Problem(field.name, "is required: auto-naming is disabled for this resource")
        return
    inputs[field.name] = inputs[AUTONAMED] = name
