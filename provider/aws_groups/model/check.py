"""The check of a resource: it completes what the program wrote and finds what is wrong with it, before
anything is asked of AWS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from aws_groups.model.declaration import Input, Resource
from aws_groups.model.naming import AUTONAMED, FIXED, OF_RUN, OF_STACK, SEEDED, Naming
from aws_groups.model.paths import value_at
from aws_groups.model.problems import Problem, Reason, Wrong, reason, unknown_names
from aws_groups.model.types import Text
from aws_groups.values import UNKNOWN, Properties, has_unknown, is_absent


class Checked(NamedTuple):
    """The inputs as they will be used, and what is wrong with them."""

    inputs: Properties
    problems: list[Problem]
    defaulted: tuple[str, ...]
    """The inputs that have the value of the provider's configuration."""
    doubts: list[Problem]
    """What may be wrong, for warnings."""


def check(
    resource: Resource,
    old_inputs: Properties,
    news: Properties,
    *,
    naming: Naming,
    configuration: Properties,
    found: Mapping[str, str | Reason] = MappingProxyType({}),
) -> Checked:
    """Check what the program wrote.

    Args:
        old_inputs: the inputs in the state; empty for a new object or a replacement.
        news: what the program wrote, unknowns included.
        naming: how to name the object if the program does not.
        configuration: the provider's configuration, for inputs that default to it.
        found: what is meant by inputs that are left out there too, or why that is not known.
    """
    made = (AUTONAMED, FIXED, SEEDED)
    inputs = {name: value for name, value in news.items() if value is not None and name not in made}
    outputs = [output.name for output in resource.outputs]
    known = [*resource.input_names, *(setting.name for setting in resource.settings)]
    problems = list(unknown_names(inputs, known, outputs=outputs))
    defaulted = []
    for field in resource.inputs:
        if field.default_from_config and field.name not in inputs:
            if not is_absent(configuration.get(field.name)):
                inputs[field.name] = configuration[field.name]
                defaulted.append(field.name)
            elif field.only_of and isinstance(one := old_inputs.get(field.name, found.get(field.name)), str):
                inputs[field.name] = one
        elif field.auto_named:
            problems += _name(resource, field, old_inputs, inputs, naming)
    problems += with_reasons(field_problems((*resource.inputs, *resource.settings), inputs), found)
    problems += _needed(resource, old_inputs, inputs)
    if not problems:
        problems += resource.problems(old_inputs, inputs)
    doubts = [] if problems else list(_doubts(resource.inputs, inputs))
    return Checked(inputs, problems, tuple(defaulted), doubts)


def _needed(resource: Resource, old_inputs: Properties, inputs: Properties) -> Iterator[Problem]:
    """What a new object lacks, or one that has it: AWS takes none of it away."""
    for path in resource.needed:
        had, whole = value_at(old_inputs, path), inputs.get(str(path[0]))
        wrong = len(path) > 1 and not (whole is None or isinstance(whole, dict))
        if not wrong and value_at(inputs, path) is None and (not old_inputs or not is_absent(had)):
            yield Problem(path, Reason("required"))


def with_reasons(problems: Iterable[Problem], found: Mapping[str, str | Reason]) -> Iterator[Problem]:
    """``problems``, those of what was looked for and not found with the reason why it was not."""
    for each in problems:
        why = found.get(str(each.path[0])) if each.reason.key == "required_or_configured" else None
        yield each._replace(reason=why) if isinstance(why, Reason) else each


def _doubts(fields: Iterable[Input], inputs: Properties) -> Iterator[Problem]:
    for field in fields:
        value = inputs.get(field.name)
        if field.doubt and isinstance(value, str) and (why := field.doubt(value)):
            yield Problem((field.name,), why, value)


def require_right(doing: str, fields: Iterable[Input], inputs: Properties) -> None:
    """Check values that are to be used now, though a check before has found them right.

    Raises:
        Wrong: some are not right, or not known.
    """
    fields = tuple(fields)
    problems = [*field_problems(fields, inputs)]
    missing = [field.name for field in fields if has_unknown(inputs.get(field.name))]
    problems += [Problem((name,), Reason("not_known")) for name in missing]
    nameless = [field.name for field in fields if field.auto_named and is_absent(inputs.get(field.name))]
    problems += [Problem((name,), Reason("required")) for name in nameless]
    if problems:
        raise Wrong(doing, problems)


def field_problems(fields: Iterable[Input], inputs: Properties) -> Iterator[Problem]:
    """What each field's declaration finds wrong; unknown values are left for the update."""
    for field in fields:
        value = inputs.get(field.name)
        if value is UNKNOWN:
            continue
        if value is not None:
            yield from field.type.problems((field.name,), value)
        elif field.default_from_config:
            yield Problem((field.name,), reason("required_or_configured", name=field.name))
        elif field.required:
            yield Problem((field.name,), Reason("required"))


def _name(
    resource: Resource, field: Input, old_inputs: Properties, inputs: Properties, naming: Naming
) -> Iterator[Problem]:
    """Put the made name into ``inputs``, the one made before or a new one, unless the program has one.

    ``ignoreChanges`` has the engine write the old name into the program's inputs: that is a made name
    all the same.
    """
    old = old_inputs.get(AUTONAMED)
    old = old if isinstance(old, str) else None
    if field.name in inputs and (old is None or inputs[field.name] != old):
        return
    longest = field.type.max_length if isinstance(field.type, Text) else None
    made = naming.make(longest, field.made_of)
    name = old or made
    if name is None:
        yield Problem((field.name,), Reason("required_unnamed"))
        return
    inputs[field.name] = inputs[AUTONAMED] = name
    if old is not None and SEEDED in old_inputs:
        inputs[SEEDED] = old_inputs[SEEDED]
    elif old is None and naming.proposed is None:
        inputs[SEEDED] = OF_STACK if naming.of_stack else OF_RUN
    if old is not None and naming.proposed is not None and made == old:
        inputs[FIXED] = True
