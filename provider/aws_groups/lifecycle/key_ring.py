"""A group whose keys take turns, as its inputs and its state say it, and as AWS tells it."""

from __future__ import annotations

from collections.abc import Container
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from aws_groups.model import pem, times
from aws_groups.model.check import field_problems
from aws_groups.model.containers import TextSet
from aws_groups.model.declaration import OverTime, Resource
from aws_groups.model.diff import Diff, changes
from aws_groups.model.mapping import object_id, to_properties
from aws_groups.model.types import Change, ChangeKind
from aws_groups.updates.creation import asking
from aws_groups.updates.over_time import (
    KEYS,
    OTHERS,
    SIGNING,
    Held,
    Key,
    Plan,
    Wanted,
    listed_key,
    observed,
    plan,
)
from aws_groups.updates.requests import read_request
from aws_groups.updates.run import Run
from aws_groups.values import UNKNOWN, Properties, has_unknown, is_absent

USUAL_QUOTA = 5
"""Keys in a group, by default (https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html)."""


def over_time(resource: Resource) -> OverTime:
    """How the resource changes."""
    assert isinstance(resource.change, OverTime)
    return resource.change


def wanted(resource: Resource, inputs: Properties, state: Properties) -> Wanted:
    """What the program says; the state has the overlap that its ends were made with."""
    revoked = resource.fields["revoked"].type
    assert isinstance(revoked, TextSet)
    prints = frozenset(revoked.element.canonical(text) for text in inputs.get("revoked") or ())
    now, before = _overlap(resource, inputs), _overlap(resource, state)
    return Wanted(pem.fingerprint(inputs["encodedKey"]), prints, now, now - before)


def _overlap(resource: Resource, values: Properties) -> timedelta:
    text = values.get("overlap")
    return times.duration(text if isinstance(text, str) else over_time(resource).overlap) or timedelta()


def planned(resource: Resource, state: Properties, inputs: Properties, now: datetime) -> Plan | None:
    """What an update is to do; None where not all of that is known yet, or right."""
    if any(has_unknown(inputs.get(name)) for name in ("encodedKey", "overlap", "revoked")):
        return None
    if any(field_problems(resource.inputs, inputs)):
        return None
    return plan(Held.of(state), wanted(resource, inputs, state), now)


def differences(
    resource: Resource, state: Properties, old_inputs: Properties, inputs: Properties, steps: Plan | None
) -> Diff:
    """What an update would change: inputs, and keys that go."""
    found = list(changes(resource.inputs, old_inputs, inputs))
    if steps is None:
        return Diff(tuple(found))
    if steps.switches and not any(change.path == ("encodedKey",) for change in found):
        found.append(Change(("encodedKey",), ChangeKind.UPDATE))
    for name, ids in ((KEYS, steps.clears), (OTHERS, steps.drops)):
        entries = state.get(name)
        found += [
            Change((name, index), ChangeKind.DELETE)
            for index, entry in enumerate(entries if isinstance(entries, list) else [])
            if listed_key(entry) in ids
        ]
    return Diff(tuple(found))


def previewed(resource: Resource, state: Properties, inputs: Properties, now: datetime) -> Properties:
    """What of the keys a preview of an update knows."""
    steps = planned(resource, state, inputs, now)
    if steps is None:
        return {}
    after = steps.held.without(steps.gone)
    signing = steps.signing.id if steps.signing else UNKNOWN
    keys = UNKNOWN if steps.switches else after.outputs()[KEYS]
    return {SIGNING: signing, KEYS: keys, OTHERS: after.outputs()[OTHERS]}


def crowd(steps: Plan) -> int:
    """How many keys the group would have, if these are more than now and more than a group may have by
    default; or else 0."""
    count = len(steps.items(None if steps.signing else "new"))
    return count if count > max(USUAL_QUOTA, len(steps.held.items)) else 0


@dataclass(frozen=True)
class Going:
    """An event: the next update takes a key out of the group."""

    key: Key
    revoked: bool
    own: bool
    """Whether it is the program's, and so is deleted too."""


def going(steps: Plan, revoked: Container[str]) -> list[Going]:
    """The keys that an update takes out of the group, and why; ``revoked`` are fingerprints."""
    keys = [(key, True) for key in steps.held.keys] + [(key, False) for key in steps.held.others]
    return [Going(key, key.fingerprint in revoked, own) for key, own in keys if key.id in steps.gone]


class Live(NamedTuple):
    """A group as AWS has it now."""

    group: Properties
    held: Held
    signing_key: str | None
    """The PEM of the key that is signed with."""


def live(run: Run, resource: Resource, id: str, state: Properties, *, imported: bool) -> Live:
    """Read a group and its keys, in two calls (more, if the account has more than a hundred keys).

    Args:
        imported: whether it is not known which key is signed with: then it is the newest.

    Raises:
        AwsError: AWS could not be asked, or refused; also where the group does not exist.
    """
    change = over_time(resource)
    group = to_properties(change.group, run.aws.send(read_request(resource, id, run.configuration)))
    replies = change.all_keys(asking(run, change.key))
    found = {object_id(change.key, reply): to_properties(change.key, reply) for reply in replies}
    keys = {key_id: _key(key_id, properties) for key_id, properties in found.items()}
    names = [name for name in (group["name"], state.get("name")) if name]
    ours = [
        key_id
        for key_id, properties in found.items()
        if properties["name"] in [change.key_name(name, keys[key_id].fingerprint) for name in names]
    ]
    newest = max(
        (id for id in group["items"] if id in keys), key=lambda id: str(keys[id].since), default=None
    )
    if imported and newest:
        ours = list(dict.fromkeys([*ours, newest]))
    now = times.whole_second(run.clock())
    later = now + _overlap(resource, state)
    held = observed(Held.of(state), keys, group["items"], ours, later, now)
    if imported and newest:
        held = held.given_out(newest)
    signing = found[held.signing]["encodedKey"] if held.signing else None
    return Live(group, held, signing)


def _key(id: str, properties: Properties) -> Key:
    fingerprint = ""
    # The account can have keys of another kind, for other purposes.
    with suppress(ValueError):
        fingerprint = pem.fingerprint(properties["encodedKey"])
    return Key(id, fingerprint, times.moment(properties["createdTime"]))


def outputs(resource: Resource, id: str, live: Live) -> Properties:
    """The outputs of a live group, and what of it is internal."""
    return {**live.held.outputs(), "keyGroupId": id, resource.version: live.group.get(resource.version)}


def declared(live: Live, old_inputs: Properties) -> Properties:
    """The inputs of a program that says what is live."""
    inputs = {
        "encodedKey": live.signing_key,
        "overlap": old_inputs.get("overlap"),
        "revoked": old_inputs.get("revoked"),
        "name": live.group.get("name"),
        "comment": live.group.get("comment"),
    }
    return {name: value for name, value in inputs.items() if not is_absent(value)}
