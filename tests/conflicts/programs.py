"""Random programs: public keys, key groups of them, groups, and users."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.conflicts.deployment import Declared, Program, Ref
from tests.local.helpers import P256, STORE, pem
from tests.plugin.harness import GROUP, KEY_GROUP, PUBLIC_KEY, USER

MATERIAL = [pem(P256 + bytes([number]) * 64) for number in (1, 2)]
NAMES = ["k1", "k2", "k3", "g1", "g2", "t1", "t2", "u1"]
NOTES = st.none() | st.sampled_from(["red", "green"])


def declared(token: str, **inputs: Any) -> Declared:
    return Declared(token, {name: value for name, value in inputs.items() if value is not None})


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Keys, key groups of them, groups, a user; there or not, named or not, with a note or not."""
    program: dict[str, Declared] = {}
    keys = draw(st.lists(st.sampled_from(["k1", "k2", "k3"]), unique=True))
    for name in keys:
        number = draw(st.sampled_from([0, 1]))
        fixed = draw(st.sampled_from([None, f"{name}-{number}"]))
        program[name] = declared(PUBLIC_KEY, encodedKey=MATERIAL[number], name=fixed, comment=draw(NOTES))
    for name in draw(st.lists(st.sampled_from(["g1", "g2"]), unique=True)) if keys else []:
        items = [Ref(key) for key in draw(st.lists(st.sampled_from(keys), min_size=1, unique=True))]
        fixed = draw(st.sampled_from([None, f"{name}-a", f"{name}-b"]))
        program[name] = declared(KEY_GROUP, items=items, name=fixed, comment=draw(NOTES))
    for name in draw(st.lists(st.sampled_from(["t1", "t2"]), unique=True)):
        fixed = draw(st.sampled_from([f"{name}-a", f"{name}-b"]))
        program[name] = declared(GROUP, identityStoreId=STORE, displayName=fixed, description=draw(NOTES))
    if draw(st.booleans()):
        named = {"userName": draw(st.sampled_from(["u1-a", "u1-b"])), "displayName": "Ada"}
        parts = {"givenName": draw(st.sampled_from(["Ada", "Augusta"])), "familyName": "Lovelace"}
        program["u1"] = declared(USER, identityStoreId=STORE, **named, name=parts, title=draw(NOTES))
    return program


def without_dangling_items(program: Program) -> Program:
    """The same program, its key groups with those keys only that are in it; one without a key goes."""
    found = {}
    for name, (token, inputs) in program.items():
        items = [key for key in inputs.get("items", []) if key.name in program]
        if token != KEY_GROUP:
            found[name] = Declared(token, inputs)
        elif items:
            found[name] = Declared(token, {**inputs, "items": items})
    return found
