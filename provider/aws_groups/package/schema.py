"""The package's schema, written from the declarations
(https://www.pulumi.com/docs/iac/extending-pulumi/schema/)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aws_groups import __version__
from aws_groups.configuration import CONFIGURATION
from aws_groups.functions import FUNCTIONS, Function
from aws_groups.model.containers import ListOf, Record
from aws_groups.model.declaration import Input, Resource
from aws_groups.resources import RESOURCES
from aws_groups.values import PACKAGE, Properties

DOWNLOAD_URL = "github://api.github.com/pulumi-aws-groups"
"""Where an engine that finds no plugin asks for one: the release of this version, in the repository
``pulumi-aws-groups`` of this owner (https://www.pulumi.com/docs/iac/concepts/plugins/). An engine that
is not told asks every place that it knows of."""

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
        "pluginDownloadURL": DOWNLOAD_URL,
        "meta": {"moduleFormat": "(.*)", "supportPack": True},
        "config": {"variables": configuration},
        "provider": {
            "description": "How to reach AWS. What is not set follows boto3's own chain.",
            "inputProperties": configuration,
        },
        "types": _types(),
        "resources": {token: _resource(resource) for token, resource in RESOURCES.items()},
        "functions": {token: _function(function) for token, function in FUNCTIONS.items()},
        "language": _LANGUAGE,
    }


def _property(field: Input) -> Properties:
    spec = {"description": field.doc, **field.type.schema()}
    if field.secret:
        spec["secret"] = True
    return spec


def _resource(resource: Resource) -> Properties:
    inputs = {field.name: _property(field) for field in (*resource.inputs, *resource.settings)}
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


def _function(function: Function) -> Properties:
    results = {field.name: {"description": field.doc, **field.type.schema()} for field in function.results}
    return {
        "description": function.doc,
        "inputs": {
            "type": "object",
            "properties": {field.name: _property(field) for field in function.arguments},
            "required": [field.name for field in function.arguments if field.required],
        },
        "outputs": {
            "type": "object",
            "properties": results,
            "required": [field.name for field in function.results if not field.optional],
        },
    }


def _types() -> Properties:
    return {
        f"{PACKAGE}:{record.token}": {
            "type": "object",
            "description": record.doc,
            "properties": {m.name: {"description": m.doc, **m.type.schema()} for m in record.members},
            "required": [member.name for member in record.members if member.required],
        }
        for record in records()
    }


def records() -> Iterator[Record]:
    """Every record that a field has, also inside of others."""
    for resource in RESOURCES.values():
        for field in resource.properties:
            yield from _records(field.type)
    for function in FUNCTIONS.values():
        for argument in function.arguments:
            yield from _records(argument.type)
        for result in function.results:
            yield from _records(result.type)
    for field in CONFIGURATION:
        yield from _records(field.type)


def _records(kind: Any) -> Iterator[Record]:
    if isinstance(kind, ListOf):
        yield from _records(kind.element)
    elif isinstance(kind, Record):
        yield kind
        for member in kind.members:
            yield from _records(member.type)
