"""Keys that take turns: what `updates.over_time` plans is carried out here.

Each step leaves a state that is true, and the next update goes on from there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from aws_groups.aws import AwsError, AwsRefused, Because, TimedOut
from aws_groups.lifecycle.key_ring import live, over_time
from aws_groups.lifecycle.names import when_free
from aws_groups.lifecycle.refusals import Failed, explained
from aws_groups.lifecycle.state import Unfinished, complete
from aws_groups.model import times
from aws_groups.model.declaration import Holder, Means, Resource
from aws_groups.model.diff import differ
from aws_groups.model.mapping import object_id, to_properties
from aws_groups.updates import creation, full_object, guard
from aws_groups.updates.over_time import SIGNING, Held, Key, Plan, Wanted, plan
from aws_groups.updates.requests import read_request
from aws_groups.updates.run import Run
from aws_groups.values import Properties

LONGEST_WAIT = 3600.0
"""Seconds that an update waits for what uses the group, where the resource has no `customTimeouts`."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 15.0
"""Seconds between two looks: they grow from the first to the second."""


class NotDeployed(Exception):
    """What uses the group does not have its new key yet, and there is no more time to wait."""

    def __init__(self, key_id: str, pending: tuple[Holder, ...], of: int, waited: float) -> None:
        super().__init__(key_id)
        self.key_id, self.pending, self.of, self.waited = key_id, pending, of, waited


class RotationEnded(Unfinished):
    """A create or an update that was ended on its way.

    Attributes:
        cause: what ended it.
        begun: whether a part is done for sure; if not, it may be.
        signing: the id of the key that is signed with now, if there is one.
    """

    def __init__(
        self,
        verb: str,
        resource: Resource,
        object_id: str,
        state: Properties,
        cause: Exception,
        *,
        begun: bool,
    ) -> None:
        super().__init__(verb, resource, object_id, state)
        self.cause, self.begun, self.signing = cause, begun, state.get(SIGNING)


@dataclass(frozen=True)
class LeftInUse:
    """An event: a key that was to be deleted is in use elsewhere, so it stays."""

    resource: Resource
    key_id: str
    owner: str | None = None
    """The URN of the other resource of the program that has the key; None where something else uses it."""


class Rotation:
    """One group, on its way to what the program says.

    Attributes:
        held: the keys that there are by now.
        group: the rest of the group by now, as properties.
        touched: whether AWS has changed anything for it.
    """

    def __init__(self, run: Run, resource: Resource, id: str, group: Properties, held: Held) -> None:
        self._run, self._resource, self._id = run, resource, id
        self._change = over_time(resource)
        self.group, self.held, self.touched = group, held, False

    @property
    def now(self) -> datetime:
        """This instant."""
        return times.whole_second(self._run.clock())

    def outputs(self) -> Properties:
        """What a state says of it now."""
        group = {name: self.group.get(name) for name in ("name", "comment", self._resource.version)}
        return {**group, **self.held.outputs(), "keyGroupId": self._id}

    def carry_out(self, inputs: Properties, want: Wanted) -> None:
        """Come to what the program says.

        Raises:
            NotDeployed: what uses the group does not have the new key in time.
            Failed, WriteFailed, AwsError: as the single steps.
        """
        steps = plan(self.held, want, self.now)
        self.held = steps.held
        signing = steps.signing
        if signing is None:
            self._make_room(inputs, steps)
            signing = self._add(inputs, want, steps)
        else:
            self._write(inputs, steps.items(None))
        self._clear(steps)
        if steps.switches:
            self._wait(signing.id)
        self.held = self.held.switched(signing.id, self.now, want.overlap)

    def catch_up(self, error: guard.Conflict, state: Properties, want: Wanted) -> bool:
        """Take in what AWS has now, where it differs from the state only by what a run before has done that
        was killed: nobody else's key has come, and none is missing but those that go anyway."""
        texts = [row for row in error.rows if row.path != ("items",)]
        theirs = any(differ(error.resource, row.path, row.live, row.program) for row in texts)
        if self.touched or theirs:
            return False
        before = Held.of(state)
        seen = live(self._run, self._resource, self._id, state, imported=False)
        others = {key.id for key in seen.held.others} == {key.id for key in before.others}
        missing = set(before.items) - set(seen.held.items)
        if not others or not missing <= set(plan(before, want, self.now).gone):
            return False
        self.group, self.held = seen.group, seen.held
        return True

    def _make_room(self, inputs: Properties, steps: Plan) -> None:
        """Clear away what goes before a key is added, so that quotas count what is left."""
        if steps.gone and (stay := steps.items(None)):
            self._write(inputs, stay)
            self._clear(steps)

    def _add(self, inputs: Properties, want: Wanted, steps: Plan) -> Key:
        """Make the key to sign with, and put it into the group."""
        new, made = make_key(self._run, self._resource, inputs, want.fingerprint)
        before, touched = self.held, self.touched
        self.held, self.touched = self.held.with_key(new), True
        try:
            self._write(inputs, steps.items(new.id))
        except (Failed, guard.WriteFailed) as error:
            if made and not error.cause.lost and discard(self._run, self._resource, new.id):
                self.held, self.touched = before, touched
            raise
        return new

    def _write(self, inputs: Properties, items: list[str]) -> None:
        """Give the group its name, its comment and these keys, in one call or in none."""
        base = {**self.group, "items": list(self.held.items)}
        new = {"items": items, "name": inputs["name"], "comment": inputs.get("comment")}
        group, run, id = self._change.group, self._run, self._id
        if full_object.plan(group, id, base, new) is None:
            return
        with explained(run, self._resource, "updating", inputs, id):
            self.group = when_free(
                run, self._resource, inputs, id, lambda: full_object.update(run, group, id, base, new)
            )
        self.held, self.touched = replace(self.held, items=tuple(self.group["items"])), True

    def _clear(self, steps: Plan) -> None:
        """Delete the keys that have gone out of the group, and forget others'."""
        known = {key.id for key in self.held.keys}
        for id in steps.clears:
            if id in known:
                with explained(self._run, self._change.key, "deleting", {}, id):
                    delete_key(self._run, self._resource, id)
                self.held, self.touched = self.held.without([id]), True
        self.held = self.held.without(steps.drops)

    def _wait(self, key_id: str) -> None:
        """Wait until all that uses the group has a key of it in use."""
        ask, aws = creation.asking(self._run, self._resource), self._run.aws
        ready: set[str] = set()
        waited, pause = 0.0, FIRST_PAUSE
        pending: tuple[Holder, ...] = ()
        count = 0
        while True:
            try:
                holders = self._change.group.holders(ask, self._id)
                for one in holders:
                    if one.id not in ready and self._change.knows(ask, one.id, self._id, key_id):
                        ready.add(one.id)
                pending, count = tuple(one for one in holders if one.id not in ready), len(holders)
                if not pending:
                    return
                if waited >= LONGEST_WAIT:
                    raise NotDeployed(key_id, pending, count, waited)
                done = f"{count - len(pending)} of {count} {pending[0].noun}s have the new key"
                aws.pause(pause, Because.DEPLOYMENT, f"{done}, after {waited:.0f} s")
                aws.begin_anew()
            except TimedOut as error:
                raise NotDeployed(key_id, pending, count, waited) from error
            waited, pause = waited + pause, min(LONGEST_PAUSE, pause * 2)


@contextmanager
def in_part(rotation: Rotation, verb: str, resource: Resource, id: str, state: Properties) -> Iterator[None]:
    """Within, a failure after which something may have changed is told with what is true then.

    Args:
        state: what the state is, but for what the rotation knows better.

    Raises:
        RotationEnded: in place of that failure.
    """
    try:
        yield
    except (Failed, guard.WriteFailed, AwsError, NotDeployed) as error:
        cause = error.cause if isinstance(error, Failed | guard.WriteFailed) else error
        lost = isinstance(cause, AwsError) and cause.lost
        if not rotation.touched and not lost and not isinstance(error, NotDeployed):
            raise
        told = complete(resource, {**state, **rotation.outputs()})
        raise RotationEnded(verb, resource, id, told, error, begun=rotation.touched) from error


def make_key(run: Run, resource: Resource, inputs: Properties, fingerprint: str) -> tuple[Key, bool]:
    """Make the key that the program signs with, or find the one that a run before has made; and whether it
    was made now. Its name is made from the group's and the fingerprint: nothing else makes such a one.

    Raises:
        Failed, AwsError: AWS refused it.
    """
    change = over_time(resource)
    name = change.key_name(inputs["name"], fingerprint)
    asked = {"encodedKey": inputs["encodedKey"], "name": name}
    with explained(run, change.key, "creating", asked):
        try:
            reply, adopted = creation.create(run, change.key, asked)
        except creation.Unproved as error:
            if error.reply is None or not _same_key(change.key, asked, error.reply):
                raise
            reply, adopted = error.reply, True
    return Key(object_id(change.key, reply), fingerprint), not adopted


def _same_key(key: Resource, asked: Properties, reply: Mapping[str, Any]) -> bool:
    live = to_properties(key, reply)
    return not any(differ(key, (name,), asked[name], live.get(name)) for name in asked)


def delete_key(run: Run, resource: Resource, id: str) -> None:
    """Delete a key. One that something else uses, or another resource has, stays, which is told.

    Raises:
        TooBusy, AwsError: as ``guard.delete``.
    """
    key = over_time(resource).key
    owner = run.objects.owner(key, id)
    if owner not in (None, run.urn):
        run.tell(LeftInUse(key, id, owner))
        return
    try:
        live = to_properties(key, run.aws.send(read_request(key, id)))
        guard.delete(run, key, id, owned=(), state=live)
    except AwsRefused as error:
        if key.means(error) is Means.IN_USE:
            run.tell(LeftInUse(key, id))
        elif key.means(error) is not Means.GONE:
            raise


def discard(run: Run, resource: Resource, id: str) -> bool:
    """Delete a key that was made for nothing; whether that was done."""
    with suppress(AwsError, guard.WriteFailed):
        delete_key(run, resource, id)
        return True
    return False
