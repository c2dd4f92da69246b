"""YAML programs in Python's words."""

from __future__ import annotations

from typing import Any

from tests.engine.harness import ROOT

KEYS = [path.read_text() for path in sorted((ROOT / "tests" / "engine" / "keys").glob("*.pem"))]
"""Four public keys: two of P-256, two of RSA 2048."""

Resource = dict[str, Any]


def public_key(encoded_key: Any, **properties: Any) -> Resource:
    """A `cloudfront:PublicKey`."""
    return resource("cloudfront:PublicKey", encodedKey=encoded_key, **properties)


def key_group(*items: Any, **properties: Any) -> Resource:
    """A `cloudfront:KeyGroup`."""
    return resource("cloudfront:KeyGroup", items=list(items), **properties)


def group(display_name: Any, **properties: Any) -> Resource:
    """An `identitystore:Group`."""
    return resource("identitystore:Group", displayName=display_name, **properties)


def user(user_name: Any, **properties: Any) -> Resource:
    """An `identitystore:User` with all that a new one needs."""
    needed = {"displayName": "Ada Lovelace", "name": {"givenName": "Ada", "familyName": "Lovelace"}}
    return resource("identitystore:User", userName=user_name, **{**needed, **properties})


def resource(token: str, **properties: Any) -> Resource:
    """Any resource of the package."""
    return {"type": f"aws-groups:{token}", "properties": properties}


def secret(value: Any) -> Resource:
    """A value that is a secret."""
    return {"fn::secret": value}


def with_options(resource: Resource, **options: Any) -> Resource:
    """`resource` with options such as ``ignoreChanges=["name"]``; ``import_`` for ``import``."""
    return {**resource, "options": {name.rstrip("_"): value for name, value in options.items()}}
