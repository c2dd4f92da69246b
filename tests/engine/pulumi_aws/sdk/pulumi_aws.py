"""A stand-in for the Python SDK of pulumi-aws: the two classes that the example uses."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pulumi


class _Resource(pulumi.CustomResource):
    """A resource whose properties are told in Python's spelling, and sent in Pulumi's."""

    def __init__(self, token: str, name: str, properties: dict[str, Any]) -> None:
        super().__init__(token, name, _sent(properties))


class Distribution(_Resource):
    """A distribution of CloudFront."""

    def __init__(self, name: str, **properties: Any) -> None:
        outputs = {"domain_name": None}
        super().__init__("aws:cloudfront/distribution:Distribution", name, {**properties, **outputs})

    @property
    def domain_name(self) -> Any:
        """The host that it answers for."""
        return pulumi.get(self, "domainName")


class Parameter(_Resource):
    """A parameter of the Parameter Store. One property has the name of the resource's own argument."""

    def __init__(self, resource_name: str, **properties: Any) -> None:
        super().__init__("aws:ssm/parameter:Parameter", resource_name, properties)


cloudfront = SimpleNamespace(Distribution=Distribution)
ssm = SimpleNamespace(Parameter=Parameter)


def _sent(value: Any) -> Any:
    """The value with its names in Pulumi's spelling."""
    if isinstance(value, dict):
        return {_camel(name): _sent(each) for name, each in value.items()}
    return [_sent(each) for each in value] if isinstance(value, list) else value


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.title() for other in others)
