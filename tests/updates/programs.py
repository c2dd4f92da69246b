"""Random states and programs of the two kinds of object, small enough to meet each other often."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from aws_groups.resources.group import GROUP
from aws_groups.resources.key_group import KEY_GROUP
from aws_groups.resources.public_key import PUBLIC_KEY

__all__ = ["GROUP", "GROUPS", "KEY_GROUP", "KEY_GROUPS", "PROPERTY", "PUBLIC_KEY", "TEXT", "bags", "meaning"]

TEXT = st.sampled_from(["red", "green", "blue"])
IDS = st.lists(st.sampled_from(["K1", "K2", "K3", "K4"]), min_size=1, unique=True)

PROPERTY = settings(deadline=None)


def bags(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Property bags: what a program declares, or what an object has of it."""
    return st.fixed_dictionaries(required, optional=optional)


KEY_GROUPS = bags({"items": IDS, "name": TEXT}, {"comment": TEXT})
GROUPS = bags({"identityStoreId": st.just("d-1234567890"), "displayName": TEXT}, {"description": TEXT})


def meaning(key_group: dict[str, Any]) -> dict[str, Any]:
    """A key group as AWS understands it: the items are a set, an empty comment is none."""
    return {
        "items": frozenset(key_group["items"]),
        "name": key_group["name"],
        "comment": key_group.get("comment") or None,
    }
