"""The reference for users, docs/reference.md, written from the declarations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aws_groups.configuration import CONFIGURATION
from aws_groups.functions import FUNCTIONS, Function
from aws_groups.model.containers import ListOf, Record, TextMap, TextSet, Wrapped
from aws_groups.model.declaration import Input, Output, Resource
from aws_groups.model.types import Amount, Choice, Text, Type
from aws_groups.resources import RESOURCES
from aws_groups.values import PACKAGE


def reference() -> str:
    """The whole reference, in Markdown."""
    lines = [
        "# Reference",
        "",
        "Made from the resources' declarations by `make schema`; don't edit it by hand.",
        "",
        "## Configuration",
        "",
        "`pulumi config set aws-groups:NAME VALUE`, or an argument of an explicit provider. What is not set "
        "follows boto3's own chain: environment, shared files, SSO, instance role.",
        "",
        "| property | type | what it is |",
        "|---|---|---|",
        *(f"| `{field.name}` | {_type(field.type)} | {field.doc} |" for field in CONFIGURATION),
    ]
    lines += _records(CONFIGURATION)
    for token, resource in RESOURCES.items():
        lines += ["", *_resource(token, resource)]
    for token, function in FUNCTIONS.items():
        lines += ["", *_function(token, function)]
    return "\n".join(lines) + "\n"


def _records(fields: Iterable[Input | Output]) -> list[str]:
    """A line for each field that is a record, or a list of records, with its members."""
    lines = []
    for field in fields:
        kind = field.type.element if isinstance(field.type, ListOf) else field.type
        if isinstance(kind, Record):
            lines += ["", f"Members of `{field.name}`: {'; '.join(_members(kind))}."]
    return lines


def _members(record: Record) -> Iterator[str]:
    for member in record.members:
        need = " (required)" if member.required else ""
        inner = f" ({', '.join(_members(member.type))})" if isinstance(member.type, Record) else ""
        yield f"`{member.name}`{need}, {member.doc[0].lower()}{member.doc[1:-1]}{inner}"


def _resource(token: str, resource: Resource) -> list[str]:
    name = token.rsplit(":", 1)[-1]
    return [
        f"## {token.removeprefix(PACKAGE + ':')}",
        "",
        resource.doc,
        "",
        f"Its id is {resource.id_doc}: `pulumi import {token} {name.lower()} ID`.",
        "",
        "| input | type | if changed | what it is |",
        "|---|---|---|---|",
        *(f"| `{f.name}`{_need(f)} | {_type(f.type)} | {_change(f)} | {f.doc} |" for f in resource.inputs),
        *(f"| `{f.name}` | {_type(f.type)} | nothing is sent | {f.doc} |" for f in resource.settings),
        *_records(resource.inputs),
        "",
        "| output | what it is |",
        "|---|---|",
        *(f"| `{field.name}` | {field.doc} |" for field in resource.outputs),
        *_records(resource.outputs),
    ]


def _function(token: str, function: Function) -> list[str]:
    return [
        f"## {token.removeprefix(PACKAGE + ':')}",
        "",
        function.doc,
        "",
        "| argument | type | what it is |",
        "|---|---|---|",
        *(f"| `{f.name}`{_need(f)} | {_type(f.type)} | {f.doc} |" for f in function.arguments),
        *_records(function.arguments),
        "",
        "| result | what it is |",
        "|---|---|",
        *(f"| `{field.name}` | {field.doc} |" for field in function.results),
    ]


def _need(field: Input) -> str:
    return " (required)" if field.required else ""


def _change(field: Input) -> str:
    return "made anew" if field.replaces else "updated in place"


def _type(kind: Type) -> str:
    if isinstance(kind, Wrapped):
        return _type(kind.type)
    if isinstance(kind, Text):
        return f"string{_limits(kind)}"
    if isinstance(kind, Choice):
        return " or ".join(f"`{value}`" for value in kind.values)
    if isinstance(kind, Amount):
        return "number or percentage"
    if isinstance(kind, TextSet):
        return "set of strings" + (f", at least {kind.min_items}" if kind.min_items else "")
    if isinstance(kind, ListOf):
        most = f", at most {kind.max_items}" if kind.max_items else ""
        return f"list of {_type(kind.element)}s{most}"
    if isinstance(kind, TextMap):
        return "map of strings"
    return str(kind.schema().get("type", "object"))


def _limits(kind: Text) -> str:
    if kind.max_length is None:
        return ""
    low = f"{kind.min_length} to " if kind.min_length else "at most "
    return f", {low}{kind.max_length} characters"
