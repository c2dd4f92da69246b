"""What every resource is made of. A resource is one class in one file: its fields, the requests
that manage it, and how AWS's replies read. All else is derived from that.
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from aws_groups.aws import Aws, AwsError, AwsRefused, Explained, Listing, Request
from aws_groups.resources.fields import Input, Output
from aws_groups.resources.types import Problem, is_absent
from aws_groups.updates import attribute_patch, creation, full_object, guard
from aws_groups.updates.attribute_patch import Operation
from aws_groups.values import UNKNOWN, Properties, is_internal


class Made(NamedTuple):
    """An object that now exists."""

    id: str
    state: Properties


class Read(NamedTuple):
    """A live object, as the state is to have it and as a program would declare it."""

    id: str
    state: Properties
    inputs: Properties


class Refused(NamedTuple):
    """A refusal, and what was being done."""

    error: AwsRefused
    verb: str
    """``creating``, ``reading``, ``updating`` or ``deleting``."""
    object_id: str | None
    properties: Properties
    """The inputs of a create or update, the state of a delete."""


class MalformedId(ValueError):
    """An id that cannot be one of this resource; says which forms are right."""


class Resource(ABC):
    """One kind of resource. Instances hold no state; there is one per class."""

    token: ClassVar[str]
    """``cloudfront:KeyGroup``: module and name, without the package."""
    noun: ClassVar[str]
    """What AWS's documentation calls it: ``key group``."""
    inputs: ClassVar[tuple[Input, ...]]
    outputs: ClassVar[tuple[Output, ...]]
    id_doc: ClassVar[str]
    """What the id looks like, for messages and docs."""
    version: ClassVar[str]
    """The output that guards writes: the ETag or the Revision."""
    label: ClassVar[str]
    """The input that a person would call the object by."""
    has_token: ClassVar[bool] = False
    """Whether a create carries a token that only one call has."""

    def __init__(self) -> None:
        self.fields = {field.name: field for field in self.inputs}
        self.input_names = tuple(self.fields)
        self.doc = inspect.getdoc(type(self)) or ""

    # What a resource's file says.

    @abstractmethod
    def create_request(self, inputs: Properties) -> Request:
        """The call that makes the object."""

    @abstractmethod
    def read_request(self, object_id: str) -> Request:
        """The call that reads it.

        Raises:
            MalformedId: no object of this kind can have that id.
        """

    @abstractmethod
    def delete_request(self, object_id: str, version: str | None) -> Request:
        """The call that deletes it, guarded by ``version`` if there is one."""

    @abstractmethod
    def id_of(self, reply: Mapping[str, Any]) -> str:
        """The object's id in the reply of a create or a read."""

    @abstractmethod
    def state_of(self, reply: Mapping[str, Any]) -> Properties:
        """The properties that a reply tells; absent ones left out."""

    @abstractmethod
    def is_gone(self, error: AwsRefused) -> bool:
        """Whether ``error`` says that the object does not exist."""

    @abstractmethod
    def is_stale(self, error: AwsRefused) -> bool:
        """Whether ``error`` says that the version sent is not the object's."""

    @abstractmethod
    def find(self, aws: Aws, inputs: Properties) -> Mapping[str, Any] | None:
        """The reply of reading the object that has the unique name in ``inputs``; None if there is none."""

    @abstractmethod
    def made_at(self, reply: Mapping[str, Any]) -> datetime | None:
        """When the object in a read's reply was made, or last changed; None where it does not say."""

    @abstractmethod
    def meaning(self, aws: Aws, refused: Refused) -> str | None:
        """What a refusal means for this resource and what to do about it; None for nothing to add."""

    @abstractmethod
    def _update(
        self, aws: Aws, object_id: str, state: Properties, old_inputs: Properties, inputs: Properties
    ) -> Properties:
        """Change the object and return its new state."""

    @abstractmethod
    def planned(
        self, object_id: str, state: Properties, old_inputs: Properties, inputs: Properties
    ) -> Request | None:
        """The request that an update will send first; None when it needs none. Pure."""

    @abstractmethod
    def owned(self, old_inputs: Properties) -> tuple[str, ...]:
        """The inputs that the program owns."""

    @abstractmethod
    def declared(self, live: Properties, old_inputs: Properties | None) -> Properties:
        """Of a live object, the inputs that a program owns; all of them when it is imported (None)."""

    def problems(self, old_inputs: Properties, inputs: Properties, *, fixed_name: bool) -> Iterator[Problem]:
        """What is wrong with the inputs beyond their fields.

        ``fixed_name`` is whether a replacement would have the name of the object it replaces.
        """
        return iter(())

    def listing(self, object_id: str) -> Listing | None:
        """How the object can be read among many; None where that is no gain."""
        return None

    def collides(self, old_inputs: Properties, inputs: Properties) -> bool:
        """Whether a replacement cannot exist beside the object it replaces."""
        return False

    # What is derived.

    def taken(self, aws: Aws, properties: Properties, otherwise: str) -> str | None:
        """Who has the unique name in ``properties``, and how to manage that object, unless the user does
        ``otherwise``; None where nobody is found."""
        holder = self.find(aws, properties)
        if holder is None:
            return None
        object_id = self.id_of(holder)
        return (
            f"{self.label} {properties[self.label]!r} is taken by the {self.noun} {object_id}. {otherwise}, "
            f"or manage that one: `pulumi import aws-groups:{self.token} NAME {object_id}`."
        )

    def refused_property(self, refused: Refused) -> str | None:
        """Which property AWS's text is about: the one it names in quotes, the one whose value it has,
        or the one whose name it says."""
        message = refused.error.message
        named = [name for name in self.fields if f"'{name.lower()}'" in message.lower()]
        quoted = {
            text: name
            for name, value in refused.properties.items()
            if name in self.fields
            for text in map(str, value if isinstance(value, list) else [value])
            if len(text) > 2 and text in message
        }
        # The longest text: a short name may be a word of AWS's sentence.
        longest = [quoted[max(quoted, key=len)]] if quoted else []
        said = [name for name in self.fields if name.lower() in message.lower().replace(" ", "")]
        name = next(iter([*named, *longest, *said]), None)
        return f"AWS does not take {name} as it is." if name else None

    def differ(self, name: str, one: Any, other: Any) -> bool:
        """Whether two values of an input mean different things."""
        if is_absent(one) or is_absent(other):
            return is_absent(one) != is_absent(other)
        return any(True for _ in self.fields[name].type.changes(name, one, other))

    def create(self, aws: Aws, inputs: Properties) -> Made:
        """Make the object, in one call."""
        with self._explaining(aws, "creating", inputs):
            reply = creation.create(aws, self, self.create_request(inputs), inputs)
        return Made(self.id_of(reply), {**_own(inputs), **self._kept_spelling(self.state_of(reply), inputs)})

    def read(self, aws: Aws, object_id: str, old_inputs: Properties | None) -> Read | None:
        """Read the live object in one call; None when it does not exist.

        Args:
            old_inputs: the inputs in the state; None for an import.
        """
        try:
            reply = aws.read(self.read_request(object_id), self.listing(object_id))
        except AwsRefused as error:
            if self.is_gone(error):
                return None
            raise self._explained(aws, Refused(error, "reading", object_id, {})) from error
        live = self._kept_spelling(self.state_of(reply), old_inputs or {})
        inputs = self.declared(live, old_inputs)
        outputs = {name: value for name, value in live.items() if name not in self.fields}
        internal = {name: value for name, value in (old_inputs or {}).items() if is_internal(name)}
        return Read(self.id_of(reply), {**inputs, **outputs}, {**inputs, **internal})

    def update(
        self, aws: Aws, object_id: str, state: Properties, old_inputs: Properties, inputs: Properties
    ) -> Properties:
        """Change the object, in one call or in none, and return its new state.

        Raises:
            Conflict, Gone, AwsError: as ``guard.write``.
        """
        with self._explaining(aws, "updating", inputs, object_id):
            new = self._update(aws, object_id, state, _own(old_inputs), _own(inputs))
        return self._kept_spelling(new, inputs)

    def delete(self, aws: Aws, object_id: str, state: Properties, old_inputs: Properties) -> None:
        """Delete the object, in one call; gone already is success.

        Raises:
            Conflict, AwsError: as ``guard.delete``.
        """
        with self._explaining(aws, "deleting", state, object_id):
            guard.delete(aws, self, object_id, owned=self.owned(old_inputs), state=state)

    def unique_name(self, inputs: Properties) -> tuple[str, ...]:
        """What AWS allows once: the label, within its store."""
        return (self.token, str(inputs.get("identityStoreId")), str(inputs.get(self.label)))

    def is_as_asked(self, request: Request, inputs: Properties, reply: Mapping[str, Any]) -> bool:
        """Whether the object in a read's reply is exactly what ``request`` asked to be made."""
        live = self.state_of(reply)
        return not any(self.differ(name, inputs.get(name), live.get(name)) for name in self.fields)

    @contextmanager
    def _explaining(
        self, aws: Aws, verb: str, properties: Properties, object_id: str | None = None
    ) -> Iterator[None]:
        """Within, a refusal is told with what it means."""
        try:
            yield
        except AwsRefused as error:
            raise self._explained(aws, Refused(error, verb, object_id, properties)) from error

    def _explained(self, aws: Aws, refused: Refused) -> AwsError:
        # The explanation may need a call of its own; where that fails too, AWS's words must do.
        with suppress(AwsError):
            if meaning := self.meaning(aws, refused):
                if refused.verb == "creating" and refused.error.lost:
                    meaning += (
                        " (An attempt of ours got no answer, but that this is what it made can't be proved.)"
                    )
                what = refused.object_id or refused.properties.get(self.label) or ""
                return Explained(f"{refused.verb} {self.noun} {what}: {meaning}", refused.error)
        return refused.error

    def previewed(self, state: Properties, inputs: Properties) -> Properties:
        """The state after a create (from an empty one) or an update, as far as a preview knows it: what
        AWS has yet to make, or may change, is unknown."""
        outputs = {}
        for field in self.outputs:
            if field.stable and field.name in state:
                outputs[field.name] = state[field.name]
            elif field.name in state or not field.optional or not (state or field.foreign):
                outputs[field.name] = UNKNOWN
        return {**_own(inputs), **outputs}

    def _kept_spelling(self, live: Properties, written: Properties) -> Properties:
        """``live`` with each value that means what the program wrote in the program's own spelling,
        so that a set's order or a PEM's last newline is never drift."""
        kept = dict(live)
        for name, value in live.items():
            if name in self.fields and name in written:
                kept[name] = self.fields[name].type.spelled(value, written[name])
        return kept


class FullObjectResource(Resource):
    """A resource whose object is replaced whole, so that the program owns all of it."""

    @abstractmethod
    def update_request(
        self, object_id: str, state: Properties, wanted: Properties, version: str | None
    ) -> Request:
        """The call that replaces the object's config."""

    def planned(
        self, object_id: str, state: Properties, old_inputs: Properties, inputs: Properties
    ) -> Request | None:
        return full_object.plan(self, object_id, state, _own(inputs))

    def _update(
        self, aws: Aws, object_id: str, state: Properties, old_inputs: Properties, inputs: Properties
    ) -> Properties:
        return full_object.update(aws, self, object_id, state, inputs)

    def owned(self, old_inputs: Properties) -> tuple[str, ...]:
        return self.input_names

    def declared(self, live: Properties, old_inputs: Properties | None) -> Properties:
        return {name: live[name] for name in self.input_names if name in live}


class PatchedResource(Resource):
    """A resource whose object is patched, so that the program owns the attributes it declares."""

    patched: ClassVar[tuple[str, ...]]
    """The inputs that an update can change."""

    @abstractmethod
    def update_request(self, object_id: str, operations: list[Operation], version: str | None) -> Request:
        """The call that carries out ``operations``."""

    def planned(
        self, object_id: str, state: Properties, old_inputs: Properties, inputs: Properties
    ) -> Request | None:
        return attribute_patch.plan(self, object_id, state, _own(old_inputs), _own(inputs))

    def _update(
        self, aws: Aws, object_id: str, state: Properties, old_inputs: Properties, inputs: Properties
    ) -> Properties:
        return attribute_patch.update(aws, self, object_id, state, old_inputs, inputs)

    def owned(self, old_inputs: Properties) -> tuple[str, ...]:
        return tuple(name for name in self.patched if name in old_inputs)

    def declared(self, live: Properties, old_inputs: Properties | None) -> Properties:
        return {
            name: live[name]
            for name in self.input_names
            if name in live and (old_inputs is None or name in old_inputs or self.fields[name].required)
        }


def _own(inputs: Properties) -> Properties:
    """``inputs`` without the internal ones."""
    return {name: value for name, value in inputs.items() if not is_internal(name)}
