"""An object that the provider made, a program that is about to change it, and someone else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aws_groups import lifecycle
from aws_groups.values import Properties
from tests.conflicts.rig import Outcome, Rig
from tests.conflicts.subjects import KEY_GROUPS, Subject


class Scene:
    """A new object and its state.

    Properties are called by their parts here: `name` is any resource's name, `note` its comment or
    description; None is a note that is not there. A new name is said by its end: all names of a scene
    begin as its object's first one does, and so are nobody else's.
    """

    def __init__(self, rig: Rig, subject: Subject, *, note: str | None = "old") -> None:
        self.rig = rig
        self.subject = subject
        bare = subject.inputs(rig)
        self.name = str(bare[subject.label])
        self.inputs = {**bare, **self._properties({"note": note})} if note else bare
        self.id, self.state = subject.made(rig, self.inputs)
        self.held_by = "nothing"

    # What AWS has.

    @property
    def live(self) -> Properties | None:
        """The object as AWS has it, in the words of a state."""
        return self.subject.live(self.rig, self.id)

    @property
    def live_note(self) -> str | None:
        return (self.live or {}).get(self.subject.note)

    # What someone else does.

    def edit(self, **changes: str | None) -> None:
        self.subject.edit(self.rig, self.id, **self._properties(changes))

    def remove(self) -> None:
        self.subject.remove(self.rig, self.id)

    def change_there_and_back(self) -> None:
        self.edit(note="theirs")
        self.edit(note="old")

    def change_items(self) -> None:
        """Other keys in a key group."""
        self.subject.edit(self.rig, self.id, items=self.rig.keys[1:])

    def use(self) -> None:
        """Put the object in use, so that it can't be deleted; `held_by` is what holds it."""
        if self.subject is KEY_GROUPS:
            self.held_by = self.rig.distribution(self.id)
        else:
            holder = {"items": [self.id], "name": self.rig.name("holder")}
            self.held_by = f"{holder['name']} ({KEY_GROUPS.make(self.rig, holder)})"

    def take_name(self, end: str) -> None:
        """Make another object of that name, `held_by`."""
        inputs = {**self.subject.inputs(self.rig), **self._properties({"name": end})}
        self.held_by = self.subject.make(self.rig, inputs)

    def move_version(self) -> None:
        """AWS gives the object another version, its content being what it was."""
        self.rig.local.move_etag(self.id.rpartition("/")[2])

    # What the provider does.

    def update(self, program: Mapping[str, Any], *, state: Properties | None = None, **how: Any) -> Outcome:
        """Bring the object to what a program says; `program` is what is new in it."""
        changed = {**self.inputs, **self._properties(program)}
        wanted = {name: value for name, value in changed.items() if value is not None}
        old = self.state if state is None else state
        resource, old_inputs = self.subject.resource, self.inputs
        return self.rig.act(
            lambda run: lifecycle.update(run, resource, self.id, old, old_inputs, wanted), **how
        )

    def delete(self, **how: Any) -> Outcome:
        resource = self.subject.resource
        return self.rig.act(
            lambda run: lifecycle.delete(run, resource, self.id, self.state, self.inputs), **how
        )

    def read(self, **how: Any) -> Outcome:
        """Read it as a refresh does."""
        resource = self.subject.resource
        return self.rig.act(
            lambda run: lifecycle.read(run, resource, self.id, self.inputs, self.state, refresh=True), **how
        )

    def do(self, role: str, **how: Any) -> Outcome:
        """An operation by its role; an update has a new note, a create makes another object."""
        if role == "create":
            return self.subject.create(self.rig, self.subject.inputs(self.rig), **how)
        if role == "update":
            return self.update({"note": "new"}, **how)
        return self.read(**how) if role == "read" else self.delete(**how)

    # What can be said of it.

    def calls(self, outcome: Outcome) -> list[str]:
        """The provider's calls, as the tables say them."""
        return self.subject.calls(outcome)

    def committed(self, outcome: Outcome, role: str) -> int:
        """How many calls of that role AWS carried out."""
        return sum(
            self.subject.roles[call.operation] == role and 200 <= call.status < 300 for call in outcome.log
        )

    def written(self, outcome: Outcome, role: str) -> str:
        """What a conflict's message says of our own write. Of an update without an answer, no promise; what
        is still there was not deleted."""
        unsure = any("drop" in call or "error" in call for call in self.calls(outcome))
        if unsure and role == "update":
            return "; an attempt of this update got no answer and may have been carried out before"
        return ", so nothing was written"

    def doing(self, role: str) -> str:
        """How the message of a refusal begins; only a create has no id to say."""
        what = '"' if role == "create" else self.id
        return f"{role.removesuffix('e')}ing {self.subject.noun} {what}"

    def worded(self, row: str) -> str:
        """A row of a conflict with this scene's names and values in it."""
        return row.format(
            note=self.subject.note,
            name=self.subject.label,
            was=self.name,
            items=json.dumps(self.inputs.get("items")),
            live_items=json.dumps((self.live or {}).get("items")),
        )

    def _properties(self, parts: Mapping[str, Any]) -> Properties:
        names = {"note": self.subject.note, "name": self.subject.label}
        return {
            names.get(part, part): f"{self.name}-{value}" if part == "name" else value
            for part, value in parts.items()
        }
