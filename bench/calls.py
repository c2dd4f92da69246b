"""How often AWS is called in each step of a resource's life."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from bench.cloud import STORE_ID, Counter, folder, local_aws
from bench.plugin import GROUP, Object, Plugin, struct
from bench.results import Result, Row
from bench.statistics import say

KEY_GROUP = "aws-groups:cloudfront:KeyGroup"
PUBLIC_KEY = "aws-groups:cloudfront:PublicKey"

KEY = """-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJZa0qJUCPOuHLKDrdT+jUlpTK/W/
y2BkYnzFTWE4v98uFTwg8bC0xyAIhpE+UyyKyxuzfQPHBMYTJhoVvvLp2Q==
-----END PUBLIC KEY-----
"""


class Life(NamedTuple):
    """A resource's inputs, and what they are changed to."""

    token: str
    before: dict[str, Any]
    after: dict[str, Any]


STEPS = ("preview of a create", "create", "no change", "read", "preview of an update", "update", "delete")
BARS = (0, 1, 0, 1, 0, 1, 1)


def measure() -> Result:
    """The calls of each step, and the most of any resource as rows."""
    say("calls: one life of each resource")
    with folder() as place, local_aws(place / "aws.sqlite") as aws, Plugin(place / "aws.sqlite") as plugin:
        plugin.ready()
        counter = Counter(aws)
        key = plugin.create("key", struct({"name": "key", "encodedKey": KEY}), PUBLIC_KEY)
        lives = (
            Life(
                PUBLIC_KEY, {"name": "k", "encodedKey": KEY}, {"name": "k", "encodedKey": KEY, "comment": "c"}
            ),
            Life(
                KEY_GROUP,
                {"name": "kg", "items": [key.id]},
                {"name": "kg", "items": [key.id], "comment": "c"},
            ),
            Life(GROUP, _group("one"), _group("other")),
        )
        counter.new()
        told = {life.token: _calls(plugin, life, counter) for life in lives}
    rows = [
        Row(f"AWS calls: {step}", max(len(calls[number]) for calls in told.values()), bar=BARS[number])
        for number, step in enumerate(STEPS)
    ]
    table = [["", *STEPS]]
    table += [
        [f"`{token.partition(':')[2]}`", *(", ".join(found) or "none" for found in calls)]
        for token, calls in told.items()
    ]
    return Result(rows, {"AWS calls by step": table})


def _group(description: str) -> dict[str, Any]:
    return {"identityStoreId": STORE_ID, "displayName": "life", "description": description}


def _calls(plugin: Plugin, life: Life, counter: Counter) -> list[list[str]]:
    """The calls of each of ``STEPS``."""
    token, told, kept = life.token, [], []

    def step(work: Callable[[], Any]) -> None:
        kept.append(work())
        told.append(counter.new())

    inputs = plugin.check("it", life.before, token)
    step(lambda: plugin.create("it", inputs, token, preview=True))
    step(lambda: plugin.create("it", inputs, token))
    made: Object = kept[-1]
    step(lambda: plugin.diff(made, life.before, token))
    step(lambda: plugin.read(made, token))
    plugin.check("it", life.after, token)
    step(
        lambda: plugin.diff(made, life.after, token) and plugin.update(made, life.after, token, preview=True)
    )
    step(lambda: plugin.update(made, life.after, token))
    step(lambda: plugin.delete(kept[-1], token))
    return told
