"""The reference for users, docs/reference.md, written from the declarations."""

from __future__ import annotations

from collections.abc import Iterator

from aws_groups.plugin.configuration import CONFIGURATION
from aws_groups.resources import PACKAGE, RESOURCES
from aws_groups.resources.fields import Input
from aws_groups.resources.resource import Resource
from aws_groups.resources.types import Record, Text, TextSet


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
        *(f"| `{field.name}` | {_type(field)} | {field.doc} |" for field in CONFIGURATION),
    ]
    for field in CONFIGURATION:
        if isinstance(field.type, Record):
            lines += ["", f"Members of `{field.name}`: {'; '.join(_members(field.type))}."]
    for token, resource in RESOURCES.items():
        lines += ["", *_resource(token, resource)]
    return "\n".join(lines) + "\n"


def _members(record: Record) -> Iterator[str]:
    for member in record.members:
        need = " (required)" if member.required else ""
        yield f"`{member.name}`{need}, {member.doc[0].lower()}{member.doc[1:-1]}"


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
        *(f"| `{f.name}`{_need(f)} | {_type(f)} | {_change(f)} | {f.doc} |" for f in resource.inputs),
        "",
        "| output | what it is |",
        "|---|---|",
        *(f"| `{field.name}` | {field.doc} |" for field in resource.outputs),
    ]


def _need(field: Input) -> str:
    return " (required)" if field.required else ""


def _change(field: Input) -> str:
    return "made anew" if field.replaces else "updated in place"


def _type(field: Input) -> str:
    kind = field.type
    if isinstance(kind, Text):
        return f"string{_limits(kind)}"
    if isinstance(kind, TextSet):
        return f"set of strings, at least {kind.min_items}"
    return str(kind.schema().get("type", "object"))


def _limits(kind: Text) -> str:
    if kind.max_length is None:
        return ""
    low = f"{kind.min_length} to " if kind.min_length else "at most "
    return f", {low}{kind.max_length} characters"
