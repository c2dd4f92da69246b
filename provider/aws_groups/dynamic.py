"""The same resources as ``pulumi.dynamic`` classes, for programs that want no plugin.

They run the very same resource code inside Pulumi's own dynamic provider. What is pickled into the
state is a reference to this module and a resource's token, nothing else. What the dynamic provider
cannot do, these cannot either: no detailed diffs, no secrets, no import, no error without a traceback
(https://github.com/pulumi/pulumi/issues/2209).
"""

from __future__ import annotations

import os
import re
import types
from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, ParamSpec, TypeVar

import pulumi
from pulumi import dynamic
from pulumi.runtime import rpc

from aws_groups.aws import Aws, AwsError
from aws_groups.plugin import configuration, messages
from aws_groups.resources import PACKAGE, RESOURCES
from aws_groups.resources.check import check
from aws_groups.resources.diff import diff
from aws_groups.resources.naming import Naming
from aws_groups.resources.resource import Resource
from aws_groups.updates.guard import Conflict, Gone
from aws_groups.values import UNKNOWN, Properties, is_internal

__all__ = ["Group", "KeyGroup", "PublicKey"]

_NAME = "__name"
"""The internal input that tells the provider the resource's logical name, for auto-naming."""


_P = ParamSpec("_P")
_R = TypeVar("_R")


def _in_words(call: Callable[_P, _R]) -> Callable[_P, _R]:
    """What ``call`` raises, as the plugin tells it. Pulumi prints a traceback above it; without what
    led to it, and without the handling of that, it stays a short one."""

    @wraps(call)
    def told(*args: _P.args, **named: _P.kwargs) -> _R:
        try:
            return call(*args, **named)
        except (AwsError, Conflict, Gone) as error:
            text = messages.failure(error)
        raise RuntimeError(text)

    return told


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
        if problems:
            raise ValueError("; ".join(messages.problem(found) for found in problems))
        self._defaults = values
        self._aws = Aws(configuration.config(values))

    @property
    def _resource(self) -> Resource:
        return RESOURCES[self.token]

    def _old_inputs(self, state: Properties) -> Properties:
        return {name: state[name] for name in self._resource.input_names if state.get(name) is not None}

    def check(self, _olds: Properties, news: Properties) -> dynamic.CheckResult:
        news = {name: _known(value) for name, value in news.items() if value is not None}
        naming = Naming(news.get(_NAME, "group"), os.urandom(16))
        inputs, problems = check(self._resource, _olds, news, naming=naming, defaults=self._defaults)
        failures = [dynamic.CheckFailure(found.path, messages.problem(found)) for found in problems]
        return dynamic.CheckResult({name: _wire(value) for name, value in inputs.items()}, failures)

    def diff(self, _id: str, _olds: Properties, _news: Properties) -> dynamic.DiffResult:
        news = {name: _known(value) for name, value in _news.items()}
        found = diff(self._resource, self._old_inputs(_olds), news)
        return dynamic.DiffResult(
            changes=bool(found.entries),
            replaces=list(dict.fromkeys(entry.name for entry in found.entries if entry.replaces)),
            stables=[field.name for field in self._resource.outputs if field.stable],
            delete_before_replace=found.delete_before_replace,
        )

    @_in_words
    def create(self, props: Properties) -> dynamic.CreateResult:
        made = self._resource.create(self._aws, props)
        return dynamic.CreateResult(made.id, {**_internal(props), **made.state})

    @_in_words
    def read(self, id_: str, props: Properties) -> dynamic.ReadResult:
        read = self._resource.read(self._aws, id_, self._old_inputs(props))
        if read is None:
            return dynamic.ReadResult("", {}, {})
        internal = _internal(props)
        return dynamic.ReadResult(read.id, {**internal, **read.state}, {**internal, **read.inputs})

    @_in_words
    def update(self, _id: str, _olds: Properties, _news: Properties) -> dynamic.UpdateResult:
        state = self._resource.update(self._aws, _id, _olds, self._old_inputs(_olds), _news)
        return dynamic.UpdateResult({**_internal(_news), **state})

    @_in_words
    def delete(self, _id: str, _props: Properties) -> None:
        self._resource.delete(self._aws, _id, _props, self._old_inputs(_props))


def _internal(props: Properties) -> Properties:
    """The internal inputs: they have to be in the state, as it is all that a read is given."""
    return {name: value for name, value in props.items() if is_internal(name)}


def _known(value: Any) -> Any:
    """A value with the SDK's unknowns as ours."""
    if isinstance(value, pulumi.output.Unknown) or value == rpc.UNKNOWN:
        return UNKNOWN
    return [_known(item) for item in value] if isinstance(value, list) else value


def _wire(value: Any) -> Any:
    """A value with our unknowns as the SDK's."""
    if value is UNKNOWN:
        return rpc.UNKNOWN
    return [_wire(item) for item in value] if isinstance(value, list) else value


def _snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: f"_{letter[0].lower()}", name)


class _Dynamic(dynamic.Resource):
    """A dynamic resource made from a declaration; its properties are the plugin's, in snake case."""

    _token: ClassVar[str]
    _camel: ClassVar[dict[str, str]]
    """Every property's name in the program to its name on the wire."""

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
        props = {**dict.fromkeys(self._camel), **inputs, _NAME: resource_name}
        super().__init__(Provider(self._token), resource_name, props, opts)

    def translate_input_property(self, prop: str) -> str:
        return self._camel.get(prop, prop)

    def translate_output_property(self, prop: str) -> str:
        return prop if prop.startswith("__") else _snake(prop)


def _dynamic_class(token: str) -> type[_Dynamic]:
    resource = RESOURCES[token]
    names = [*resource.input_names, *(field.name for field in resource.outputs)]
    class_name = token.rsplit(":", 1)[-1]
    members = {
        "__doc__": resource.doc,
        "__module__": __name__,
        "_token": token,
        "_camel": {_snake(name): name for name in names},
    }
    arguments = {"module": PACKAGE, "name": class_name}
    return types.new_class(class_name, (_Dynamic,), arguments, lambda body: body.update(members))


KeyGroup = _dynamic_class(f"{PACKAGE}:cloudfront:KeyGroup")
PublicKey = _dynamic_class(f"{PACKAGE}:cloudfront:PublicKey")
Group = _dynamic_class(f"{PACKAGE}:identitystore:Group")
