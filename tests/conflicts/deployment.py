"""A small engine: a program, a state, and the commands `up` and `refresh`, as Pulumi's engine gives them.

It speaks to the servicer in this process, with the messages of the protocol; what the engine would do
with the answers it does: what was refused leaves the state as it was, a refresh takes outputs and
inputs from what was read, a replacement is made before the old object goes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn

from aws_groups.aws import Connection
from aws_groups.plugin.engine import EngineLog
from aws_groups.plugin.servicer import Servicer
from tests.conflicts.rig import Waits
from tests.plugin.harness import GROUP, KEY_GROUP, PUBLIC_KEY, UNKNOWN, USER, Bag, Diff, Object, Plugin

ORDER = [PUBLIC_KEY, KEY_GROUP, GROUP, USER]
"""What others hold comes before what holds it."""


class Ref(NamedTuple):
    """The id of another resource of the program."""

    name: str


class Declared(NamedTuple):
    """A resource of a program."""

    token: str
    inputs: Bag


Program = Mapping[str, Declared]


class Kept(NamedTuple):
    """A resource in the state."""

    name: str
    token: str
    object: Object


class Refusal(Exception):
    """An RPC that failed, with its message."""


class Predicted(NamedTuple):
    """What a preview said of one resource."""

    op: str
    diff: Diff | None
    state: Bag
    request: str | None
    """The command line that was to be sent."""


@dataclass
class Run:
    """What `up` did."""

    errors: list[str] = field(default_factory=list)
    predicted: dict[str, Predicted] = field(default_factory=dict)
    done: dict[str, Object] = field(default_factory=dict)
    """What was made or updated."""
    before: dict[str, Object] = field(default_factory=dict)
    """Of what was updated or replaced, what the state had."""
    sent: dict[str, str | None] = field(default_factory=dict)
    """The first command line that was sent for what was made or updated."""
    checked: dict[str, Bag] = field(default_factory=dict)
    """Of what was there before, the inputs that its own were compared with."""


class Deployment:
    """A stack: its state, and the resources to be deleted that were replaced."""

    def __init__(self, connection: Connection, *, known: bool = True) -> None:
        """A stack with nothing in it.

        Args:
            known: whether the engine tells its provider which stack it serves, as older ones do not.
        """
        self.state: dict[str, Kept] = {}
        self.replaced: list[Kept] = []
        self._connection = connection
        self._plugin = _InProcess("the stack's provider" if known else None)
        self._runs = 0

    def refresh(self) -> list[str]:
        """Read every resource into the state; what is gone leaves it. Returns the errors."""
        self._configure()
        errors: list[str] = []
        for name, kept in list(self.state.items()):
            if (read := self._read(kept, errors)) is None:
                del self.state[name]
            else:
                self.state[name] = read
        reads = [self._read(kept, errors) for kept in self.replaced]
        self.replaced = [read for read in reads if read is not None]
        return errors

    def _read(self, kept: Kept, errors: list[str]) -> Kept | None:
        try:
            read = self._plugin.of(kept.name).read(
                kept.token, kept.object.id, state=kept.object.state, inputs=kept.object.inputs
            )
        except Refusal as error:
            errors.append(str(error))
            return kept
        return kept._replace(object=read) if read.id else None

    def take_over(self, name: str, token: str, id: str) -> None:
        """`pulumi import TOKEN NAME ID`."""
        self._configure()
        read = self._plugin.of(name).read(token, id)
        assert read.id, f"the import of {id} found nothing"
        self.state[name] = Kept(name, token, read)

    def up(self, program: Program, meanwhile: Callable[[Waits], object] | None = None) -> Run:
        """Preview, then update until something fails; deletes come last, and only if nothing did.

        Args:
            meanwhile: what happens while it waits for the first time.
        """
        self._configure(meanwhile)
        self._runs += 1
        run = Run()
        self._retire()
        ids = {name: kept.object.id for name, kept in self.state.items()}
        try:
            for name, declared in _in_order(program):
                run.predicted[name] = self._previewed(name, declared, ids)
            for name, declared in _in_order(program):
                self._update(name, declared, run)
            self._delete_what_is_not_in(program)
        except Refusal as error:
            run.errors.append(str(error))
        return run

    def _retire(self) -> None:
        """First, what was replaced and could not go: it may still be in the way of what comes."""
        for kept in list(self.replaced):
            with suppress(Refusal):
                self._delete(kept)
                self.replaced.remove(kept)

    def _delete_what_is_not_in(self, program: Program) -> None:
        """What holds others goes before them; what can't go stays where it is."""
        for token in reversed(ORDER):
            for kept in [kept for kept in self.replaced if kept.token == token]:
                self._delete(kept)
                self.replaced.remove(kept)
            for name in [name for name, kept in self.state.items() if kept.token == token]:
                if name not in program:
                    self._delete(self.state[name])
                    del self.state[name]

    def _delete(self, kept: Kept) -> None:
        self._plugin.of(kept.name).delete(kept.token, kept.object)

    def _configure(self, meanwhile: Callable[[Waits], object] | None = None) -> None:
        """A new command: the plugin is configured anew, but keeps its clients, which take long to make."""
        self._plugin.configure(endpoint="local", showRequests=True)
        waits = Waits()
        waits.begin_anew(meanwhile)
        connection = Connection(self._connection.config, cancelled=waits)
        connection._clients = self._connection._clients
        self._plugin.servicer._connection = connection

    def _previewed(self, name: str, declared: Declared, ids: dict[str, str]) -> Predicted:
        news = {key: _resolved(value, ids) for key, value in declared.inputs.items()}
        kept = self.state.get(name)
        token, old = declared.token, kept.object if kept else None
        plugin = self._plugin.of(name)
        plugin.log.lines.clear()
        if old is None:
            ids[name] = UNKNOWN
            made = plugin.create(token, self._checked(name, token, news, {}), preview=True)
            return Predicted("create", None, made.state, plugin.line("to send"))
        inputs = self._checked(name, token, news, old.inputs)
        diff = plugin.diff(token, old.inputs, inputs, state=old.state, id=old.id)
        if diff.replaces:
            ids[name] = UNKNOWN
            made = plugin.create(token, self._checked(name, token, news, {}), preview=True)
            return Predicted("replace", diff, made.state, plugin.line("to send"))
        if not diff.changes:
            return Predicted("same", diff, old.state, None)
        new = plugin.update(token, old, inputs, preview=True)
        return Predicted("update", diff, new.state, plugin.line("to send"))

    def _update(self, name: str, declared: Declared, run: Run) -> None:
        ids = {other: kept.object.id for other, kept in self.state.items()}
        news = {key: _resolved(value, ids) for key, value in declared.inputs.items()}
        kept = self.state.get(name)
        token, old = declared.token, kept.object if kept else None
        plugin = self._plugin.of(name)
        plugin.log.lines.clear()
        if old is not None:
            inputs = run.checked[name] = self._checked(name, token, news, old.inputs)
            diff = plugin.diff(token, old.inputs, inputs, state=old.state, id=old.id)
            if not diff.changes:
                self.state[name] = Kept(name, token, old._replace(inputs=inputs))
                return
            run.before[name] = old
            if not diff.replaces:
                new = plugin.update(token, old, inputs)
                run.done[name], run.sent[name] = new, plugin.line("sent")
                self.state[name] = Kept(name, token, new)
                return
        inputs = self._checked(name, token, news, {})
        made = plugin.create(token, inputs)
        run.done[name], run.sent[name] = made, plugin.line("sent")
        if old is not None:
            self.replaced.append(Kept(name, token, old))
        self.state[name] = Kept(name, token, made)

    def _checked(self, name: str, token: str, news: Bag, olds: Bag) -> Bag:
        seed = hashlib.sha256(f"{name} {self._runs}".encode()).digest()
        return self._plugin.of(name).checked(token, news, olds, name=name, seed=seed)


def _in_order(program: Program) -> Iterator[tuple[str, Declared]]:
    return iter(sorted(program.items(), key=lambda item: ORDER.index(item[1].token)))


def _resolved(value: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(value, Ref):
        return ids[value.name]
    return [_resolved(item, ids) for item in value] if isinstance(value, list) else value


class _Log(EngineLog):
    """The engine's log, kept."""

    def __init__(self) -> None:
        super().__init__(None)
        self.lines: list[str] = []

    def log(self, urn: str, message: str, *, severity: int, ephemeral: bool = False) -> None:
        self.lines.append(message)


class _InProcess(Plugin):
    """The plugin without its process."""

    def __init__(self, provider_id: str | None) -> None:
        self.servicer = Servicer()
        self.log = self.servicer._log = _Log()
        self._provider_id = provider_id
        self._resource = "it"

    def of(self, name: str) -> _InProcess:
        """The plugin; the next requests are about the resource of that name."""
        self._resource = name
        return self

    def rpc(self, name: str, request: Any) -> Any:
        if name == "Configure" and self._provider_id:
            request.id = self._provider_id
        elif getattr(request, "type", ""):
            request.urn = f"urn:pulumi:dev::project::{request.type}::{self._resource}"
            request.name = self._resource
        return getattr(self.servicer, name)(request, _Context())

    def line(self, tense: str) -> str | None:
        """The first command line said in that tense."""
        lines = (line.partition(": ") for line in self.log.lines)
        return next((command for said, _, command in lines if said == tense), None)


class _Context:
    """An RPC's context, in which an end is an exception."""

    def abort(self, code: Any, details: str) -> NoReturn:
        raise Refusal(details)
