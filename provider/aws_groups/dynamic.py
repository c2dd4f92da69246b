"""The same resources as ``pulumi.dynamic`` classes, for programs that want no plugin.

They run the very same resource code inside Pulumi's own dynamic provider. What is pickled into the
state is a reference to this module and a resource's token, nothing else. What the dynamic provider
cannot do, these cannot either: no detailed diffs, no secrets, no import, no functions, no error without a
traceback (https://github.com/pulumi/pulumi/issues/2209).
"""

from __future__ import annotations

import os
import re
import traceback
import types
from collections.abc import Callable, Iterator
from functools import reduce, wraps
from operator import or_
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeAlias, TypeVar

import pulumi
from pulumi import dynamic
from pulumi.runtime import rpc

from aws_groups import configuration, lifecycle
from aws_groups.aws import Connection
from aws_groups.lifecycle import Run
from aws_groups.model.check import check
from aws_groups.model.containers import ListOf, Record
from aws_groups.model.declaration import Resource
from aws_groups.model.naming import Naming
from aws_groups.model.types import Type
from aws_groups.resources import RESOURCES
from aws_groups.secrets import Secrets
from aws_groups.updates.objects import Objects
from aws_groups.values import PACKAGE, UNKNOWN, Properties, is_internal
from aws_groups.words.checks import failures, problem, top_level
from aws_groups.words.failures import TELLABLE, failure

__all__ = ["Group", "GroupMembers", "GroupMembership", "KeyGroup", "PublicKey", "SigningKeys", "User"]

_NAME = "__name"
"""The internal input that tells the provider the resource's logical name, for auto-naming."""

_EXTERNAL_ID = ("assumeRole", "externalId")
"""A part of the configuration that most people mark as a secret."""


_P = ParamSpec("_P")
_R = TypeVar("_R")
_OfProvider: TypeAlias = "Callable[Concatenate[Provider, _P], _R]"


def _in_words(call: _OfProvider[_P, _R]) -> _OfProvider[_P, _R]:
    """What ``call`` raises, as the plugin tells it, secrets masked; of what nobody foresaw, the trace. Pulumi
    prints a traceback above it; without what led to it, and without the handling of that, it stays short."""

    @wraps(call)
    def answer(self: Provider, /, *args: _P.args, **named: _P.kwargs) -> _R:
        try:
            return call(self, *args, **named)
        except Exception as error:
            secrets = self.secrets_of(*args)
            told = isinstance(error, TELLABLE)
            text = failure(error, secrets) if told else "".join(traceback.format_exception(error))
        raise RuntimeError(secrets.masked(text))

    return answer


class Provider(dynamic.ResourceProvider):
    """One resource behind the dynamic provider's interface."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.token = token

    def __getstate__(self) -> Properties:
        return {"token": self.token}

    def configure(self, req: dynamic.ConfigureRequest) -> None:
        """Read the stack's ``aws-groups:…`` configuration, the same that configures the plugin."""
        names = [field.name for field in configuration.CONFIGURATION]
        written = {name: req.config.get(f"{PACKAGE}:{name}") for name in names}
        values, problems = configuration.check({name: v for name, v in written.items() if v is not None})
        secret = configuration.secret_names(values) | {_EXTERNAL_ID}
        self._secrets = configuration.secrets_of_environment() | Secrets.of(values, secret)
        if problems:
            texts = (self._secrets.masked(problem(found, self._secrets)) for found in problems)
            raise ValueError("; ".join(texts))
        self._configuration = values
        self._connection = Connection(configuration.way_to_aws(values))
        self._objects = Objects()

    def secrets_of(self, *bags: object) -> Secrets:
        """What must not be shown in the texts of a call, as far as it can be known: what the program or the
        configuration has marked as a secret comes without its mark."""
        given = (Secrets.of(bag) for bag in bags if isinstance(bag, dict))
        return reduce(or_, given, self._secrets)

    @property
    def _resource(self) -> Resource:
        return RESOURCES[self.token]

    @property
    def _run(self) -> Run:
        on_conflict = configuration.on_conflict(self._configuration)
        aws = self._connection.aws(lambda event: None)
        given = configuration.for_a_run(self._configuration)
        return Run(aws=aws, on_conflict=on_conflict, configuration=given, objects=self._objects)

    def _old_inputs(self, state: Properties) -> Properties:
        return {name: state[name] for name in self._resource.input_names if state.get(name) is not None}

    def _state(self, props: Properties, state: Properties, inputs: Properties) -> Properties:
        """The state as the dynamic provider keeps it: it has no inputs beside the outputs, so an input in
        the state is one that the program declared."""
        declared = {name: inputs.get(name) for name in self._resource.input_names}
        return {**_internal(props), **state, **declared}

    @_in_words
    def check(self, _olds: Properties, news: Properties) -> dynamic.CheckResult:
        news = {name: _known(value) for name, value in news.items() if value is not None}
        naming = Naming(news.get(_NAME, "group"), os.urandom(16))
        inputs, problems, _, _ = check(
            self._resource,
            _olds,
            news,
            naming=naming,
            configuration=self._configuration,
            found=lifecycle.only_ones(
                self._run, self._resource, "checking", self._resource.inputs, _olds, news
            ),
        )
        secrets = self.secrets_of(inputs)
        failed = [dynamic.CheckFailure(path, text) for path, text in failures(problems, inputs, secrets)]
        return dynamic.CheckResult({name: _wire(value) for name, value in inputs.items()}, failed)

    @_in_words
    def diff(self, _id: str, _olds: Properties, _news: Properties) -> dynamic.DiffResult:
        news = {name: _known(value) for name, value in _news.items()}
        found = lifecycle.differences(self._run, self._resource, _olds, self._old_inputs(_olds), news)
        replacing = (change for change in found.changes if change.replaces)
        return dynamic.DiffResult(
            changes=bool(found.changes),
            replaces=list(dict.fromkeys(top_level(change.path) for change in replacing)),
            stables=[output.name for output in self._resource.outputs if output.stable],
            delete_before_replace=found.delete_before_replace,
        )

    @_in_words
    def create(self, props: Properties) -> dynamic.CreateResult:
        made = lifecycle.create(self._run, self._resource, props)
        return dynamic.CreateResult(made.id, self._state(props, made.state, props))

    @_in_words
    def read(self, id_: str, props: Properties) -> dynamic.ReadResult:
        old_inputs = self._old_inputs(props)
        read = lifecycle.read(self._run, self._resource, id_, old_inputs, props, refresh=True)
        if read is None:
            return dynamic.ReadResult("", {}, {})
        state = self._state(props, read.state, read.inputs)
        return dynamic.ReadResult(read.id, state, {**_internal(props), **read.inputs})

    @_in_words
    def update(self, _id: str, _olds: Properties, _news: Properties) -> dynamic.UpdateResult:
        old_inputs = self._old_inputs(_olds)
        state = lifecycle.update(self._run, self._resource, _id, _olds, old_inputs, _news)
        return dynamic.UpdateResult(self._state(_news, state, _news))

    @_in_words
    def delete(self, _id: str, _props: Properties) -> None:
        lifecycle.delete(self._run, self._resource, _id, _props, self._old_inputs(_props))


def _internal(props: Properties) -> Properties:
    """The internal inputs: they have to be in the state, as it is all that a read is given."""
    return {name: value for name, value in props.items() if is_internal(name)}


def _known(value: Any) -> Any:
    """A value with the SDK's unknowns as ours."""
    if isinstance(value, pulumi.output.Unknown) or value == rpc.UNKNOWN:
        return UNKNOWN
    return _each(value, _known)


def _wire(value: Any) -> Any:
    """A value with our unknowns as the SDK's."""
    if value is UNKNOWN:
        return rpc.UNKNOWN
    return _each(value, _wire)


def _each(value: Any, function: Callable[[Any], Any]) -> Any:
    """``value`` with ``function`` of each of its parts."""
    if isinstance(value, list):
        return [function(item) for item in value]
    return {name: function(item) for name, item in value.items()} if isinstance(value, dict) else value


def _snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: f"_{letter[0].lower()}", name)


class _Dynamic(dynamic.Resource):
    """A dynamic resource made from a declaration; its properties are the plugin's, in snake case."""

    _token: ClassVar[str]
    _camel: ClassVar[dict[str, str]]
    """Every name of a property or a member in the program to its name on the wire."""
    _properties: ClassVar[tuple[str, ...]]
    """The names of all properties in the program."""

    def __init__(self, resource_name: str, opts: pulumi.ResourceOptions | None = None, **inputs: Any) -> None:
        """
        Args:
            resource_name: the resource's logical name.
            opts: the resource's options.
            inputs: the resource's inputs, in snake case (``display_name=…``).

        Raises:
            TypeError: there is no such input.
        """
        known = [_snake(name) for name in RESOURCES[self._token].input_names]
        if wrong := [name for name in inputs if name not in known]:
            raise TypeError(f"{type(self).__name__} has no input {wrong[0]!r}; it has {', '.join(known)}")
        # What is among the properties can be read off the resource: the outputs have to be, as null.
        props = {**dict.fromkeys(self._properties), **inputs, _NAME: resource_name}
        super().__init__(Provider(self._token), resource_name, props, opts)

    def translate_input_property(self, prop: str) -> str:
        return self._camel.get(prop, prop)

    def translate_output_property(self, prop: str) -> str:
        return prop if prop.startswith("__") else _snake(prop)


def _member_names(kind: Type) -> Iterator[str]:
    """The names of a type's members, at any depth: the SDK translates them as it does properties' names."""
    if isinstance(kind, ListOf):
        yield from _member_names(kind.element)
    elif isinstance(kind, Record):
        for member in kind.members:
            yield member.name
            yield from _member_names(member.type)


def _dynamic_class(token: str) -> type[_Dynamic]:
    resource = RESOURCES[token]
    fields = resource.properties
    names = [name for field in fields for name in (field.name, *_member_names(field.type))]
    class_name = token.rsplit(":", 1)[-1]
    members = {
        "__doc__": resource.doc,
        "__module__": __name__,
        "_token": token,
        "_camel": {_snake(name): name for name in names},
        "_properties": tuple(_snake(field.name) for field in fields),
    }
    arguments = {"module": PACKAGE, "name": class_name}
    return types.new_class(class_name, (_Dynamic,), arguments, lambda body: body.update(members))


KeyGroup = _dynamic_class(f"{PACKAGE}:cloudfront:KeyGroup")
PublicKey = _dynamic_class(f"{PACKAGE}:cloudfront:PublicKey")
SigningKeys = _dynamic_class(f"{PACKAGE}:cloudfront:SigningKeys")
Group = _dynamic_class(f"{PACKAGE}:identitystore:Group")
User = _dynamic_class(f"{PACKAGE}:identitystore:User")
GroupMembers = _dynamic_class(f"{PACKAGE}:identitystore:GroupMembers")
GroupMembership = _dynamic_class(f"{PACKAGE}:identitystore:GroupMembership")
