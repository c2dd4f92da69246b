"""Users in AWS, as someone else sees and changes them."""

from __future__ import annotations

from typing import Any

from tests.engine.harness import STORE, Stack

ENTERPRISE = "aws:identitystore:enterprise"
NAME = {"givenName": "Ada", "familyName": "Lovelace"}
WORK = {"value": "ada@example.org", "type": "work", "primary": True}


def where(stack: Stack, name: str = "ada") -> dict[str, str]:
    store, _, user_id = stack.state()[name]["id"].partition("/")
    return {"IdentityStoreId": store, "UserId": user_id}


def live(stack: Stack, name: str = "ada") -> dict[str, Any]:
    """All that AWS has of a user."""
    found = stack.outside("identitystore", "DescribeUser", **where(stack, name), Extensions=[ENTERPRISE])
    return dict(found)


def change_outside(stack: Stack, path: str, value: object) -> None:
    """Set one attribute as another script does."""
    operation = {"AttributePath": path, "AttributeValue": value}
    stack.outside("identitystore", "UpdateUser", **where(stack), Operations=[operation])


def made_outside(stack: Stack, **attributes: Any) -> str:
    """A user of somebody else's; its id."""
    made = stack.outside("identitystore", "CreateUser", IdentityStoreId=STORE, **attributes)
    return f"{STORE}/{made['UserId']}"


def operations(stack: Stack) -> dict[str, Any]:
    """What the last call, an UpdateUser, patched: path to value."""
    call = stack.aws.calls()[-1]
    assert call.operation == "UpdateUser"
    return {one["AttributePath"]: one["AttributeValue"] for one in call.params["Operations"]}
