"""Random programs, someone else's random hands, random faults: whatever happens, nothing is lost.

Every run of the tests has the same lives; `AWS_GROUPS_LIVES=5000` makes as many new ones.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import HealthCheck, Phase, event, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from aws_groups.aws import Config, Connection
from aws_groups.resources import RESOURCES
from aws_groups.values import Properties
from tests.conflicts.deployment import Deployment, Kept, Program, Run
from tests.conflicts.programs import NAMES, NOTES, declared, programs, without_dangling_items
from tests.conflicts.rig import Rig, Waits
from tests.conflicts.subjects import DIRECTORY, GROUPS, KEY_GROUPS, PUBLIC_KEYS, SUBJECTS, USERS, Subject
from tests.conflicts.test_shown_requests import COMPUTED, parsed
from tests.conflicts.truth import Live, all_live, is_as_planned, means, owned, value
from tests.conflicts.weather import ATTEMPTS, LOSSES, WEATHER, WORDS
from tests.plugin.harness import PUBLIC_KEY, UNKNOWN

LIVES = os.environ.get("AWS_GROUPS_LIVES")

SUBJECT = {f"aws-groups:{subject.token}": subject for subject in SUBJECTS}


class Life(RuleBasedStateMachine):
    """A stack, someone else, and the weather."""

    def __init__(self, rig: Rig, connection: Connection) -> None:
        super().__init__()
        rig.empty()
        self.rig = rig
        self.connection = connection
        self.stack = Deployment(connection)
        self.program: Program = {}
        self.theirs: dict[str, Live] = {}
        """What someone else made, as he made it."""

    # The program's owner.

    @initialize(
        program=programs().filter(lambda program: len(program) > 3),
        losses=st.lists(st.sampled_from(LOSSES), max_size=1),
        known=st.booleans(),
    )
    def begin(self, program: Program, losses: list[str], known: bool) -> None:
        self.program = program
        self.stack = Deployment(self.connection, known=known)
        self._up(losses)

    @rule(program=programs(), names=st.sets(st.sampled_from(NAMES), min_size=1, max_size=3), weather=WEATHER)
    def rewrite(self, program: Program, names: set[str], weather: list[str]) -> None:
        """Take some resources over from another program, or leave them out as it does."""
        taken = {name: program[name] for name in names if name in program}
        kept = {name: declared for name, declared in self.program.items() if name not in names}
        self.program = without_dangling_items({**kept, **taken})
        self._up(weather)

    @rule(data=st.data(), weather=WEATHER)
    def annotate(self, data: st.DataObject, weather: list[str]) -> None:
        """Another note for a resource, or none."""
        if self.program:
            self._annotate(data, data.draw(st.sampled_from(sorted(self.program))))
            self._up(weather)

    def _annotate(self, data: st.DataObject, name: str) -> None:
        token, inputs = self.program[name]
        changed = {**inputs, SUBJECT[token].note: data.draw(NOTES)}
        self.program = {**self.program, name: declared(token, **changed)}

    @rule(weather=WEATHER)
    def up(self, weather: list[str]) -> None:
        self._up(weather)

    @rule(weather=WEATHER)
    def refresh(self, weather: list[str]) -> None:
        with self.rig.watching():
            self._break(weather)
            self._may_end_with(self.stack.refresh())

    def _break(self, weather: Sequence[str]) -> None:
        """Let faults strike the operations of every resource."""
        for fault in weather:
            role, _, rest = fault.partition("=")
            self.rig.inject(*(f"{subject.operations[role]}={rest}" for subject in SUBJECTS))

    # Someone else.

    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        """Change one of ours."""
        self._edit(data)

    @rule(data=st.data(), weather=WEATHER)
    def race(self, data: st.DataObject, weather: list[str]) -> None:
        """Change one of ours just before its owner does."""
        name = self._edit(data)
        if name is not None and name in self.program:
            self._annotate(data, name)
        self._up(weather)

    def _edit(self, data: st.DataObject) -> str | None:
        """Change a note, the items or a name, or nothing but the version; returns whose."""
        if (found := self._one_of_ours(data)) is None:
            return None
        name, subject, id = found
        what = data.draw(st.sampled_from(["note", "name", "items", "version"]))
        if what == "name" and subject is not PUBLIC_KEYS:
            subject.edit(self.rig, id, **{subject.label: f"{name}-theirs"})
        elif what == "items" and subject is KEY_GROUPS:
            subject.edit(self.rig, id, items=data.draw(self._some_keys()))
        elif what == "version":
            self.rig.local.move_etag(id.rpartition("/")[2])
        else:
            subject.edit(self.rig, id, **{subject.note: data.draw(NOTES)})
        return name

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        """Delete one of ours; but a public key may be in use."""
        found = self._one_of_ours(data)
        if found is not None and found[1] is not PUBLIC_KEYS:
            found[1].remove(self.rig, found[2])

    @rule(name=st.sampled_from(["t1-a", "u1-a", "g1-a"]), data=st.data())
    def take_a_name(self, name: str, data: st.DataObject) -> None:
        """Make an object that ours may have to be; a key group also holds keys of ours."""
        holders: dict[str, Subject] = {"t1-a": GROUPS, "u1-a": USERS, "g1-a": KEY_GROUPS}
        subject = holders[name]
        items = data.draw(self._some_keys())
        self._make(subject, {subject.label: name, subject.note: "theirs", "items": items})

    # Creates whose replies are lost.

    @rule(program=programs(), losses=st.lists(st.sampled_from(LOSSES), min_size=1, max_size=2))
    def lose(self, program: Program, losses: list[str]) -> None:
        """Declare what another program has too; what AWS says of the first creates is lost."""
        self.program = {**program, **self.program}
        self._up(losses)

    @rule(program=programs(), loss=st.sampled_from(LOSSES), stays=st.booleans())
    def be_faster(self, program: Program, loss: str, stays: bool) -> None:
        """The same; and someone else makes exactly what the program is about to make."""
        self.program = {**program, **self.program}
        before = dict(self.theirs)

        def make_all(_: Waits) -> None:
            self.rig.local.clear_faults()  # they are for us
            self._make_all_that_is_declared()
            self._break([loss])

        self._up([loss], meanwhile=make_all)
        if not stays:
            self._take_away({id: live for id, live in self.theirs.items() if id not in before})

    def _take_away(self, some: dict[str, Live]) -> None:
        """Delete what is not ours; a key group before its keys."""
        for id, (token, _) in sorted(some.items(), key=lambda it: it[1].token == PUBLIC_KEY):
            SUBJECT[token].remove(self.rig, id)
            del self.theirs[id]

    @rule(program=programs(), when=st.sampled_from(["before", "after"]))
    def interrupt(self, program: Program, when: str) -> None:
        """The same; and the run is interrupted when the first reply is lost: nothing is sent after that."""
        self.program = {**program, **self.program}
        self._up([f"create=drop-{when},times=1"], meanwhile=lambda waits: waits.set())

    def _make_all_that_is_declared(self) -> None:
        """Everything that has a fixed name and is not there yet; a key group only of keys that are."""
        ids = {name: kept.object.id for name, kept in self.stack.state.items()}
        for token, inputs in self.program.values():
            subject = SUBJECT[token]
            items = [ids.get(key.name) for key in inputs.get("items", [])]
            if inputs.get(subject.label) and None not in items:
                self._make(subject, {**inputs, "items": items})

    def _make(self, subject: Subject, inputs: Properties) -> None:
        if not subject.named(self.rig, inputs[subject.label]):
            id = subject.make(self.rig, inputs)
            self.theirs[id] = all_live(self.rig)[id]

    # The end.

    def teardown(self) -> None:
        """The sky clears, someone else takes his own and goes: now the program has its way."""
        self._take_away(dict(self.theirs))
        assert self.stack.refresh() == []
        errors = self._up().errors
        while self._takes_another_name(errors):
            errors = self._up().errors
        assert errors == []
        self._is_as_the_program_wants()
        with self.rig.watching() as log:
            assert self.stack.up(self.program).errors == []
        assert log == [], "a second update makes no call"

    def _takes_another_name(self, errors: list[str]) -> bool:
        """Whether a key was to get back the name of one that it replaced, which is still in use: it does as
        the message says, and goes without."""
        for kept in self.stack.replaced:
            if any(f"is taken by the public key {kept.object.id}" in error for error in errors):
                token, inputs = self.program[kept.name]
                self.program = {**self.program, kept.name: declared(token, **{**inputs, "name": None})}
                return True
        return False

    def _is_as_the_program_wants(self) -> None:
        live = all_live(self.rig)
        assert self.stack.state.keys() == self.program.keys()
        for name, wanted in self.program.items():
            kept = self.stack.state[name]
            for part, wish in wanted.inputs.items():
                assert part == "items" or kept.object.inputs[part] == wish
            for part in owned(kept.token, kept.object.inputs):
                assert value(live[kept.object.id].inputs, part) == value(kept.object.inputs, part), part

    # What is right at every step.

    def _up(self, weather: Sequence[str] = (), meanwhile: Callable[[Waits], object] | None = None) -> Run:
        """`pulumi up`, held against what there was before; and what its errors tell to do next."""
        state, gone, before = dict(self.stack.state), list(self.stack.replaced), all_live(self.rig)
        with self.rig.watching() as log:
            self._break(weather)
            run = self.stack.up(self.program, meanwhile)
        after = all_live(self.rig)
        note(f"up: {[call.operation for call in log]} {run.errors}")
        self._may_end_with(run.errors)
        if not any("stale-read" in fault for fault in weather):
            self._stopped_for_a_reason(run.errors, [*state.values(), *gone], before)
        self._lost_nothing([*state.values(), *gone], before, after)
        self._left_theirs_alone(after)
        for name in run.done:
            self._did_what_the_preview_said(name, run)
        if not run.errors:
            changing = {name for name, said in run.predicted.items() if said.op != "same"}
            assert run.done.keys() == changing
        for id in sorted(after.keys() - self._known() - self.theirs.keys()):
            self._take_over(id, after[id], run.errors)
        return run

    def _known(self) -> set[str]:
        """The ids of all that the state knows."""
        return {kept.object.id for kept in [*self.stack.state.values(), *self.stack.replaced]}

    def _take_over(self, id: str, left: Live, errors: list[str]) -> None:
        """A create whose reply was lost has left something: the error names it, or says how it will be."""
        (error,) = errors
        subject = SUBJECT[left.token]
        name = left.inputs[subject.label]
        event(f"{subject!r} left")
        wanting = [n for n, said in self.program.items() if said.inputs.get(subject.label) == name]
        if any(f"`pulumi import {left.token} {resource} {id}`" in error for resource in wanting):
            assert f'creating {subject.noun} "{name}": ' in error
            assert "with exactly the properties asked for" in error
            self.stack.take_over(wanting[0], left.token, id)
        elif "look for it, and delete it" in error:
            assert f'there is a {subject.noun} "{name}" now' in error
            subject.remove(self.rig, id)
        else:
            assert "Whether AWS carried it out is not known. Run `pulumi up` again" in error
            self._up()
            assert id in self._known()

    def _may_end_with(self, errors: list[str]) -> None:
        for error in errors:
            known = [words for words in WORDS if words in error]
            assert known, error
            event(known[0])

    def _lost_nothing(self, state: list[Kept], before: dict[str, Live], after: dict[str, Live]) -> None:
        """What someone else wrote to what we own, and we have not seen, is there still: we would have been
        told. What we do not own is there anyway."""
        for kept in state:
            id, known = kept.object.id, kept.object.state
            if id not in before:
                continue
            ours = owned(kept.token, kept.object.inputs)
            for part in ours:
                was = value(before[id].inputs, part)
                if was != value(known, part):
                    assert id in after, "nobody deletes what someone else changed"
                    assert value(after[id].inputs, part) == was
            wants = self._wants(id)
            subject = SUBJECT[kept.token]
            if subject in DIRECTORY and id in after and subject.note not in ours | wants:
                assert value(after[id].inputs, subject.note) == value(before[id].inputs, subject.note)

    def _stopped_for_a_reason(self, errors: list[str], state: list[Kept], before: dict[str, Live]) -> None:
        """Where someone else is said to have changed something, someone else did, and something of ours."""
        for kept in state:
            id, known = kept.object.id, kept.object.state
            if any(f" {id}: someone else changed it" in error for error in errors):
                ours = owned(kept.token, kept.object.inputs) | owned(kept.token, self._wants(id))
                assert any(value(before[id].inputs, part) != value(known, part) for part in ours)

    def _wants(self, id: str) -> set[str]:
        """The inputs that the program declares of an object."""
        names = [name for name, kept in self.stack.state.items() if kept.object.id == id]
        return {part for name in names if name in self.program for part in self.program[name].inputs}

    def _left_theirs_alone(self, after: dict[str, Live]) -> None:
        """What someone else made is as he made it, and is in no state of ours."""
        assert not self._known() & self.theirs.keys()
        assert {id: after.get(id) for id in self.theirs} == self.theirs

    def _did_what_the_preview_said(self, name: str, run: Run) -> None:
        said, done, token = run.predicted[name], run.done[name], self.stack.state[name].token
        for part, planned in said.state.items():
            assert is_as_planned(done.state.get(part), planned, UNKNOWN), part
        outputs = {field.name for field in RESOURCES[token].outputs}
        assert done.state.keys() - said.state.keys() - {"__aws"} <= outputs
        sent = run.sent[name]
        if said.request is None:
            # What is declared from now on was there already, nobody's: only the state changes.
            assert sent is None
            assert done.state == run.before[name].state
        else:
            assert sent is not None
            assert is_as_planned(parsed(sent)._asdict(), parsed(said.request)._asdict(), COMPUTED)
        if said.diff is not None:
            old, new = run.before[name], run.checked[name]
            names = RESOURCES[token].input_names
            changed = {part for part in names if means(old.inputs, part) != means(new, part)}
            unsure = {part for part in said.diff.diffs if UNKNOWN in json.dumps(said.state.get(part, ""))}
            assert set(said.diff.diffs) - unsure == changed - unsure
            assert {re.split(r"[.[]", path)[0] for path in said.diff.detailed} == set(said.diff.diffs)

    # What there is.

    def _one_of_ours(self, data: st.DataObject) -> tuple[str, Subject, str] | None:
        """The name, the kind and the id of an object in the state that is there."""
        found = [
            (name, SUBJECT[kept.token], kept.object.id) for name, kept in sorted(self.stack.state.items())
        ]
        there = [one for one in found if one[1].live(self.rig, one[2]) is not None]
        return data.draw(st.sampled_from(there)) if there else None

    def _some_keys(self) -> st.SearchStrategy[list[str]]:
        """A few public keys, ours or the rig's. Drawn by number: their ids are others each time."""
        ours = [id for id in PUBLIC_KEYS.all(self.rig) if id not in self.theirs]
        ids = sorted(ours, key=lambda id: (PUBLIC_KEYS.live(self.rig, id) or {})["createdTime"])
        numbers = st.lists(st.integers(0, len(ids) - 1), min_size=1, max_size=3, unique=True)
        return numbers.map(lambda drawn: [ids[number] for number in drawn])


def test_whatever_happens_nothing_is_lost(rig: Rig) -> None:
    connection = rig.configured(Config(endpoint="local", max_attempts=ATTEMPTS))

    class LifeHere(Life):
        def __init__(self) -> None:
            super().__init__(rig, connection)

    how = settings(
        max_examples=int(LIVES or 80),
        stateful_step_count=14,
        derandomize=LIVES is None,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
        report_multiple_bugs=False,
    )
    run: Any = run_state_machine_as_test  # untyped in the hypothesis that Python 3.10 gets
    run(LifeHere, settings=how)
