"""How a resource is named, and what names are made from: the engine's id of the provider, and the URN."""

from __future__ import annotations

import hashlib
from typing import Any

from aws_groups.model.naming import Mode, Naming
from aws_groups.model.problems import Problem, Wrong, reason
from aws_groups.plugin.property_values import UNKNOWN_TEXT


def seed(provider_id: str | None, urn: str) -> bytes | None:
    """What is the same in each run for one resource of one stack, and for no other; None where the provider
    has no id yet."""
    if provider_id in (None, "", UNKNOWN_TEXT):
        return None
    return hashlib.sha256(f"{provider_id} {urn}".encode()).digest()


def naming(request: Any, provider_id: str | None, made_name: str | None) -> Naming:
    """How the resource of a Check is named. A made name comes from the seed, so that a run after one that was
    killed asks for the same object.

    Args:
        made_name: the made name of the object that is replaced; None where none is.

    Raises:
        Wrong: the engine wants it named in a way that there was not when this was written.
    """
    options = request.autonaming if request.HasField("autonaming") else None
    return Naming(
        request.name or request.urn.rsplit("::", 1)[-1],
        bytes(request.randomSeed) if provider_id is None else seed(provider_id, request.urn),
        options.proposed_name if options else None,
        _mode(options.mode) if options else Mode.PROPOSE,
        provider_id is not None,
        made_name,
    )


def _mode(number: int) -> Mode:
    if number not in {mode.value for mode in Mode}:
        raise Wrong("naming the resource", [Problem(("autonaming",), reason("naming_mode"), number)])
    return Mode(number)
