"""The package's schema, written from the declarations
(https://www.pulumi.com/docs/iac/extending-pulumi/schema/)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from aws_groups import __version__
from aws_groups.plugin.configuration import CONFIGURATION
from aws_groups.resources import PACKAGE, RESOURCES
from aws_groups.resources.fields import Input
from aws_groups.resources.resource import Resource
from aws_groups.resources.types import Record, Records
from aws_groups.values import Properties

_LANGUAGE: dict[str, Any] = {
    "python": {
        "packageName": "pulumi_aws_groups",
        "pyproject": {"enabled": True},
        "respectSchemaVersion": True,
    },
    "nodejs": {"packageName": "pulumi-aws-groups", "respectSchemaVersion": True},
    "go": {
        "importBasePath": "github.com/pulumi-aws-groups/pulumi-aws-groups/sdk/go/awsgroups",
        "generateResourceContainerTypes": True,
        "respectSchemaVersion": True,
    },
}


def package_schema() -> Properties:
    """The whole schema, as the generators of the SDKs take it."""
    configuration = {field.name: _property(field) for field in CONFIGURATION}
    return {
        "name": PACKAGE,
        "displayName": "AWS groups",
        "version": __version__,
        "description": "CloudFront key groups and IAM Identity Center groups.",
        "keywords": ["pulumi", "aws", "cloudfront", "identitystore", "category/cloud"],
        "homepage": "https://github.com/pulumi-aws-groups/pulumi-aws-groups",
        "repository": "https://github.com/pulumi-aws-groups/pulumi-aws-groups",
        "license": "Apache-2.0",
        "meta": {"moduleFormat": "(.*)", "supportPack": True},
        "config": {"variables": configuration},
        "provider": {
            "description": "How to reach AWS. What is not set follows boto3's own chain.",
            "inputProperties": configuration,
        },
        "types": _types(),
        "resources": {token: _resource(resource) for token, resource in RESOURCES.items()},
        "language": _LANGUAGE,
    }


def _property(field: Input) -> Properties:
    spec = {"description": field.doc, **field.type.schema()}
    if field.secret:
        spec["secret"] = True
    return spec


def _resource(resource: Resource) -> Properties:
    inputs = {field.name: _property(field) for field in resource.inputs}
    outputs = {field.name: {"description": field.doc, **field.type.schema()} for field in resource.outputs}
    for field in resource.inputs:
        if field.replaces:
            inputs[field.name] = {**inputs[field.name], "willReplaceOnChanges": True}
    always = [f.name for f in resource.inputs if f.required or f.auto_named or f.default_from_config]
    return {
        "description": f"{resource.doc}\n\nIts id, which `pulumi import` takes, is {resource.id_doc}.",
        "inputProperties": inputs,
        "requiredInputs": [field.name for field in resource.inputs if field.required],
        "properties": {**{field.name: _property(field) for field in resource.inputs}, **outputs},
        "required": [*always, *(field.name for field in resource.outputs if not field.optional)],
    }


def _types() -> Properties:
    types: Properties = {}
    for kind in _kinds():
        if isinstance(kind, Record):
            types[f"{PACKAGE}:{kind.token}"] = {
                "type": "object",
                "description": kind.doc,
                "properties": {m.name: {"description": m.doc, **m.type.schema()} for m in kind.members},
                "required": [member.name for member in kind.members if member.required],
            }
        elif isinstance(kind, Records):
            types[f"{PACKAGE}:{kind.token}"] = {
                "type": "object",
                "properties": {
                    name: {"type": "string", "description": doc} for name, doc in kind.members.items()
                },
                "required": list(kind.members),
            }
    return types


def _kinds() -> Iterable[Any]:
    """Every type that a field has."""
    for resource in RESOURCES.values():
        yield from (field.type for field in resource.inputs)
        yield from (field.type for field in resource.outputs)
    yield from (field.type for field in CONFIGURATION)
