"""Random programs, someone else's random hands, random faults: whatever happens, nothing is lost.

Every run of the tests has the same lives; `AWS_GROUPS_LIVES=5000` makes as many new ones.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, event, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from aws_groups.aws import Aws, Config
from aws_groups.resources import RESOURCES
from aws_groups.values import Properties
from tests.conflicts.deployment import Declared, Deployment, Kept, Program, Ref, Run
from tests.conflicts.rig import Rig
from tests.conflicts.subjects import GROUPS, KEY_GROUPS, PUBLIC_KEYS, SUBJECTS, Subject
from tests.conflicts.test_shown_requests import COMPUTED, parsed
from tests.local.helpers import P256, STORE, pem
from tests.plugin.harness import GROUP, KEY_GROUP, PUBLIC_KEY, UNKNOWN

LIVES = os.environ.get("AWS_GROUPS_LIVES")
ATTEMPTS = 3

SUBJECT = {f"aws-groups:{subject.token}": subject for subject in SUBJECTS}
MATERIAL = [pem(P256 + bytes([number]) * 64) for number in (1, 2)]
NAMES = ["k1", "k2", "k3", "g1", "g2", "t1", "t2"]
NOTES = st.none() | st.sampled_from(["red", "green"])


# Programs.


def declared(token: str, **inputs: Any) -> Declared:
    return Declared(token, {name: value for name, value in inputs.items() if value is not None})


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Keys, key groups of them, and groups; each may be there or not, named or not, with a note or not."""
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
    return program


def _without_dangling_items(program: Program) -> Program:
    """The same program, its key groups with those keys only that are in it; one without a key goes."""
    found = {}
    for name, (token, inputs) in program.items():
        items = [key for key in inputs.get("items", []) if key.name in program]
        if token != KEY_GROUP:
            found[name] = Declared(token, inputs)
        elif items:
            found[name] = Declared(token, {**inputs, "items": items})
    return found


# The weather.

FAULTS = [
    *(
        f"{role}={kind},times={times}"
        for role in ("create", "update", "delete")
        for kind in ("throttle", "error", "drop-before", "drop-after")
        for times in (1, ATTEMPTS)
    ),
    *(f"{role}={kind},times=2" for role in ("read", "find") for kind in ("throttle", "error", "drop-after")),
    *(f"{role}=etag-move,times={times}" for role in ("update", "delete") for times in (1, 9)),
    *(f"read=stale-read,times={times}" for times in (1, 9)),
]
"""Some of them pass, some last until a write is given up."""
WEATHER = st.lists(st.sampled_from(FAULTS), max_size=2)
"""What strikes one command."""
WORDS = (
    "someone else changed it",
    "is taken by the",
    "it is in use by",
    "it no longer exists",
    "until it was given up",
    "AWS failed at",
    "closed the connection without an answer",
    "its version moved 5 times",
)
"""How a command may end that does not do all the program wants."""


# What AWS has, and what it should have.


class Live(NamedTuple):
    """An object as AWS has it, in the words of inputs."""

    token: str
    inputs: Properties


def owned(token: str, declared: Iterable[str]) -> set[str]:
    """The inputs that can move and that a program owns which declares some."""
    if token == GROUP:
        return {"displayName", "description"} & set(declared)
    return {"items", "name", "comment"} & set(RESOURCES[token].input_names)


def value(inputs: Properties, name: str) -> Any:
    """What an input means."""
    return frozenset(inputs["items"]) if name == "items" else inputs.get(name) or None


class Life(RuleBasedStateMachine):
    """A stack, someone else, and the weather."""

    def __init__(self, rig: Rig, aws: Aws) -> None:
        super().__init__()
        rig.empty()
        self.rig = rig
        self.stack = Deployment(aws)
        self.program: Program = {}
        self.theirs: dict[str, Subject] = {}
        """What someone else made."""

    # The program's owner.

    @initialize(program=programs().filter(lambda program: len(program) > 3))
    def begin(self, program: Program) -> None:
        self.program = program
        self._up()

    @rule(program=programs(), names=st.sets(st.sampled_from(NAMES), min_size=1, max_size=3), weather=WEATHER)
    def rewrite(self, program: Program, names: set[str], weather: list[str]) -> None:
        """Take some resources over from another program, or leave them out as it does."""
        taken = {name: program[name] for name in names if name in program}
        kept = {name: declared for name, declared in self.program.items() if name not in names}
        self.program = _without_dangling_items({**kept, **taken})
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

    @rule(name=st.sampled_from(["t1-a", "g1-a"]), data=st.data())
    def take_a_name(self, name: str, data: st.DataObject) -> None:
        """Make an object that ours may have to be; a key group also holds keys of ours."""
        subject: Subject = GROUPS if name == "t1-a" else KEY_GROUPS
        if not subject.named(self.rig, name):
            inputs = {subject.label: name, subject.note: "theirs", "items": data.draw(self._some_keys())}
            self.theirs[subject.make(self.rig, inputs)] = subject

    # The end.

    def teardown(self) -> None:
        """The sky clears, someone else takes his own and goes: now the program has its way."""
        for id, subject in self.theirs.items():
            if subject.live(self.rig, id) is not None:
                subject.remove(self.rig, id)
        self.theirs.clear()
        assert self.stack.refresh() == []
        assert self._up().errors == []
        self._is_as_the_program_wants()
        with self.rig.watching() as log:
            assert self.stack.up(self.program).errors == []
        assert log == [], "a second update makes no call"

    def _is_as_the_program_wants(self) -> None:
        live = self._live()
        assert self.stack.state.keys() == self.program.keys()
        for name, wanted in self.program.items():
            kept = self.stack.state[name]
            for part, wish in wanted.inputs.items():
                assert part == "items" or kept.object.inputs[part] == wish
            for part in owned(kept.token, kept.object.inputs):
                assert value(live[kept.object.id].inputs, part) == value(kept.object.inputs, part), part

    # What is right at every step.

    def _up(self, weather: Sequence[str] = ()) -> Run:
        """`pulumi up`, held against what there was before."""
        state, gone, before = dict(self.stack.state), list(self.stack.replaced), self._live()
        with self.rig.watching() as log:
            self._break(weather)
            run = self.stack.up(self.program)
        after = self._live()
        note(f"up: {[call.operation for call in log]} {run.errors}")
        self._may_end_with(run.errors)
        if not any("stale-read" in fault for fault in weather):
            self._stopped_for_a_reason(run.errors, [*state.values(), *gone], before)
        self._lost_nothing([*state.values(), *gone], before, after)
        self._made_no_orphans(after)
        for name in run.done:
            self._did_what_the_preview_said(name, run)
        if not run.errors:
            changing = {name for name, said in run.predicted.items() if said.op != "same"}
            assert run.done.keys() == changing
        return run

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
            if kept.token == GROUP and id in after and "description" not in ours | wants:
                assert value(after[id].inputs, "description") == value(before[id].inputs, "description")

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

    def _made_no_orphans(self, after: dict[str, Live]) -> None:
        """Whatever there is, the state or someone else knows it."""
        known = {kept.object.id for kept in [*self.stack.state.values(), *self.stack.replaced]}
        assert after.keys() <= known | self.theirs.keys()

    def _did_what_the_preview_said(self, name: str, run: Run) -> None:
        said, done, token = run.predicted[name], run.done[name], self.stack.state[name].token
        for part, planned in said.state.items():
            assert _is_as_planned(done.state.get(part), planned, UNKNOWN), part
        outputs = {field.name for field in RESOURCES[token].outputs}
        assert done.state.keys() - said.state.keys() <= outputs
        sent = run.sent[name]
        assert said.request is not None
        assert sent is not None
        assert _is_as_planned(parsed(sent)._asdict(), parsed(said.request)._asdict(), COMPUTED)
        if said.diff is not None:
            old, new = run.before[name], run.checked[name]
            names = RESOURCES[token].input_names
            changed = {part for part in names if _means(old.inputs, part) != _means(new, part)}
            unsure = {part for part in said.diff.diffs if UNKNOWN in json.dumps(said.state.get(part, ""))}
            assert set(said.diff.diffs) - unsure == changed - unsure
            assert {path.partition("[")[0] for path in said.diff.detailed} == set(said.diff.diffs)

    # What there is.

    def _live(self) -> dict[str, Live]:
        """All objects but the rig's own keys, by id."""
        ids = {id: subject for subject in SUBJECTS for id in subject.all(self.rig) if id not in self.rig.keys}
        found = {id: (subject, subject.live(self.rig, id)) for id, subject in ids.items()}
        return {
            id: Live(f"aws-groups:{s.token}", live) for id, (s, live) in found.items() if live is not None
        }

    def _one_of_ours(self, data: st.DataObject) -> tuple[str, Subject, str] | None:
        """The name, the kind and the id of an object in the state that is there."""
        found = [
            (name, SUBJECT[kept.token], kept.object.id) for name, kept in sorted(self.stack.state.items())
        ]
        there = [one for one in found if one[1].live(self.rig, one[2]) is not None]
        return data.draw(st.sampled_from(there)) if there else None

    def _some_keys(self) -> st.SearchStrategy[list[str]]:
        """A few public keys, whosever they are. Drawn by number: their ids are others each time."""
        ids = sorted(
            PUBLIC_KEYS.all(self.rig), key=lambda id: (PUBLIC_KEYS.live(self.rig, id) or {})["createdTime"]
        )
        numbers = st.lists(st.integers(0, len(ids) - 1), min_size=1, max_size=3, unique=True)
        return numbers.map(lambda drawn: [ids[number] for number in drawn])


def _means(inputs: Properties, name: str) -> Any:
    found = inputs.get(name)
    return frozenset(found) if isinstance(found, list) else found or None


def _is_as_planned(done: Any, planned: Any, unknown: str) -> bool:
    """Whether `done` is what was planned, wherever that was known."""
    if planned == unknown:
        return True
    if isinstance(planned, dict) and isinstance(done, dict):
        return planned.keys() == done.keys() and all(
            _is_as_planned(done[k], planned[k], unknown) for k in planned
        )
    if isinstance(planned, list) and isinstance(done, list) and len(planned) == len(done):
        return all(_is_as_planned(one, other, unknown) for one, other in zip(done, planned, strict=True))
    return bool(done == planned)


def test_whatever_happens_nothing_is_lost(rig: Rig) -> None:
    aws = rig.configured(Config(endpoint="local", max_attempts=ATTEMPTS))

    class LifeHere(Life):
        def __init__(self) -> None:
            super().__init__(rig, aws)

    how = settings(
        max_examples=int(LIVES or 80),
        stateful_step_count=12,
        derandomize=LIVES is None,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
        report_multiple_bugs=False,
    )
    run: Any = run_state_machine_as_test  # untyped in the hypothesis that Python 3.10 gets
    run(LifeHere, settings=how)
