"""What AWS's refusals mean for a resource, as facts. A refusal's code says what it means by the tables of
the resource and its service; some meanings need a look at AWS: who has the name, what uses the object."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, TypeVar

from aws_groups.aws import AwsError, AwsRefused
from aws_groups.model.declaration import Holder, Means, Resource
from aws_groups.model.diff import same_values
from aws_groups.model.mapping import object_id, opened, to_properties
from aws_groups.model.naming import AUTONAMED, OF_STACK, SEEDED
from aws_groups.model.paths import Path, rendered, value_at
from aws_groups.model.problems import Reason
from aws_groups.updates import creation
from aws_groups.updates.attribute_patch import owned
from aws_groups.updates.run import Run
from aws_groups.values import Properties

_T = TypeVar("_T")


@dataclass(frozen=True)
class Taken:
    """Another object has the unique name."""

    path: Path
    """What it has: the property that names it, or another one that AWS allows once."""
    name: Any
    """The value there."""
    holder: str | None
    """Its id; None where AWS did not say who has the name."""
    made_name: bool
    """Whether the name that was asked for is a made one."""
    asks: str
    """The URN of the resource that asks for the name; empty where it is not known."""
    own: bool = False
    """Whether that very resource has the holder: it is to be replaced."""
    urn: str | None = None
    """The resource of the program that has the holder, as far as this run's calls have shown it."""
    made_at: Any = None
    """When the holder was made; None where AWS does not say."""
    changed_at: Any = None
    """When it was last changed; None where AWS does not say."""
    made_by: str | None = None
    same: bool = False
    """Whether it has exactly the properties that were asked for."""
    importable: bool = True
    """Whether `pulumi import` can make it that very resource: it knows no parent, and only the provider that
    no program has declared."""


@dataclass(frozen=True)
class Unclear:
    """AWS tells of a conflict and not of which: a name that is taken, or another write."""

    name: Any
    """The name that may be taken; None where it is not."""


@dataclass(frozen=True)
class InUse:
    """Something uses the object, so it cannot be deleted."""

    holders: tuple[Holder, ...]


@dataclass(frozen=True)
class QuotaReached:
    """There are as many as there may be."""

    what: str
    per: str
    default: int | None
    service: str
    has: int | None = None


@dataclass(frozen=True)
class NoContainer:
    """What the object is to be in does not exist."""

    name: str
    """The input that names it."""
    value: Any
    mistake: Reason | None = None
    """What the value is instead, where AWS knows it as something else."""


@dataclass(frozen=True)
class RefusedProperty:
    """AWS does not take the value of one property: of one of these, where AWS does not say which."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Left:
    """There may be an object that no state knows. Its name was made, and the next create makes another."""

    name: Any


Meaning: TypeAlias = Taken | Unclear | InUse | QuotaReached | NoContainer | RefusedProperty | Left


class Failed(Exception):
    """A failure with what it means.

    Attributes:
        verb: ``creating``, ``reading``, ``updating`` or ``deleting``.
        what: the object's id, or what a person would call it by; None where it has neither.
        meaning: what it means; None where there is no more to say than AWS's own words.
        cause: a refusal by AWS; of ``Taken`` and ``Left`` also another failure, an attempt having been lost.
    """

    def __init__(
        self, verb: str, resource: Resource, what: str | None, meaning: Meaning | None, cause: AwsError
    ) -> None:
        super().__init__(verb, resource.noun, what)
        self.verb, self.resource, self.what = verb, resource, what
        self.meaning, self.cause = meaning, cause


@contextmanager
def explained(
    run: Run, resource: Resource, verb: str, properties: Properties, object_id: str | None = None
) -> Iterator[None]:
    """Within, a failure is told with what it means for the resource.

    Args:
        properties: the inputs of a create or an update, the state of a delete.

    Raises:
        Failed: in place of a refusal by AWS, but for one that says that the object does not exist; and of
            a lost create that may have left something.
        AwsError: any other failure.
    """
    what = object_id or properties.get(resource.label)
    try:
        yield
    except creation.Unproved as error:
        taken = _taken_by(run, resource, properties, error.reply, error.cause)
        raise Failed(verb, resource, what, taken, error.cause) from error
    except AwsRefused as error:
        if verb == "reading" and resource.means(error) is Means.GONE:
            raise
        meaning = None
        # To find it out may need a call of its own. Where that fails too, AWS's own words are told.
        with suppress(AwsError):
            missing = _missing(run, resource, error, properties) if verb == "creating" else None
            meaning = missing or _meaning(run, resource, error, properties, object_id)
        raise Failed(verb, resource, what, meaning or _left(verb, properties, what, error), error) from error
    except AwsError as error:
        if left := _left(verb, properties, what, error):
            raise Failed(verb, resource, what, left, error) from error
        raise


def look(run: Run, resource: Resource, text: str, ask: Callable[[], _T | None]) -> _T | None:
    """What ``ask`` reads of an object; None where it does not exist.

    Args:
        text: the id to read, in any form.

    Raises:
        Failed: AWS refused it.
        AwsError: AWS could not be asked.
    """
    try:
        with explained(run, resource, "reading", {}, text):
            return ask()
    except AwsRefused as error:
        if resource.means(error) is Means.GONE:
            return None
        raise


def _left(verb: str, properties: Properties, name: Any, error: AwsError) -> Left | None:
    # The next run asks for the same name again where the seed is the stack's.
    unstable = AUTONAMED in properties and properties.get(SEEDED) != OF_STACK
    return Left(name) if verb == "creating" and error.lost and unstable else None


def _missing(run: Run, resource: Resource, error: AwsRefused, properties: Properties) -> NoContainer | None:
    """What has to be there before the object can be made, and is not."""
    name = resource.needs.get(error.resource_type or "")
    if name is None:
        return None
    value = properties.get(name)
    return NoContainer(name, value, resource.mistake(creation.asking(run, resource), name, properties))


def _meaning(
    run: Run, resource: Resource, error: AwsRefused, properties: Properties, object_id: str | None
) -> Meaning | None:
    row = resource.meaning(error)
    if row is None:
        return None
    if row.means is Means.TAKEN:
        return _taken(run, resource, properties, error, object_id)
    if row.means is Means.STALE_OR_TAKEN:
        taken = _taken(run, resource, properties, error, None)
        if taken.holder not in (None, object_id):
            return taken
        return Unclear(None if taken.holder else properties.get(resource.label))
    if row.means is Means.IN_USE:
        holders = resource.holders(creation.asking(run, resource), object_id or "")
        return InUse(holders) if holders else None
    if row.means is Means.QUOTA:
        counted = properties.get(row.about.get("counted_by", ""))
        has = len(counted) if isinstance(counted, list) else None
        about = {"what": resource.noun + "s", "per": "account", "default": None, **row.about}
        return QuotaReached(about["what"], about["per"], about["default"], resource.service.name, has)
    if row.means is Means.NO_CONTAINER:
        name = row.about["name"]
        value = properties.get(name) or (object_id or "").rpartition("/")[0]
        return NoContainer(name, value)
    if row.means is Means.INVALID:
        name = _patched_attribute(error) or _refused_property(resource, error.message, properties)
        names = (name,) if name else () if error.message else _sent(resource, error, properties)
        return RefusedProperty(names) if names else None
    return None


def _taken(
    run: Run, resource: Resource, properties: Properties, error: AwsRefused, object_id: str | None
) -> Taken:
    reply = None
    with suppress(AwsError):
        reply = creation.found(run, resource, properties, object_id)
    return _taken_by(run, resource, properties, reply, error)


def _taken_by(
    run: Run, resource: Resource, properties: Properties, reply: Mapping[str, Any] | None, error: AwsError
) -> Taken:
    """What is known of who has the name; the reply of reading the holder is None where it was not found."""
    path = _what_is_taken(resource, properties, reply, error)
    # The third part of a URN has the types of its parents too, each with a $ after it.
    importable = not run.own_provider and not any("$" in types for types in run.urn.split("::")[2:3])
    value = value_at(properties, path)
    asked = Taken(path, value, None, AUTONAMED in properties, run.urn, importable=importable)
    if reply is None:
        return asked
    members, holder = opened(resource, reply), object_id(resource, reply)
    owner = run.objects.owner(resource, holder)
    return replace(
        asked,
        holder=holder,
        made_at=members.get("CreatedAt") or members.get("CreatedTime"),
        changed_at=members.get("LastModifiedTime"),
        made_by=members.get("CreatedBy"),
        same=creation.same_content(resource, properties, to_properties(resource, reply)),
        urn=owner,
        own=owner is not None and owner == run.urn,
    )


def _what_is_taken(
    resource: Resource, properties: Properties, reply: Mapping[str, Any] | None, error: AwsError
) -> Path:
    """Which of the values that AWS allows once the holder has; of an unknown holder, the one that AWS's text
    names: ``Duplicate Email``."""
    if reply is not None:
        live = to_properties(resource, reply)
        same = (paths[-1] for paths in resource.unique_sets if same_values(resource, paths, live, properties))
        return next(same, (resource.label,))
    text = error.message.lower() if isinstance(error, AwsRefused) else ""
    named = (path for path in resource.also_unique if str(path[0]).removesuffix("s") in text)
    return next(named, (resource.label,))


def _sent(resource: Resource, error: AwsRefused, properties: Properties) -> tuple[str, ...]:
    """The attributes that a refused create or update has sent."""
    if error.request and "Operations" in error.request.params:
        return tuple(str(operation["AttributePath"]) for operation in error.request.params["Operations"])
    return tuple(rendered(path) for path in owned(resource, properties))


def _patched_attribute(error: AwsRefused) -> str | None:
    """The attribute of the operation that AWS's text counts: ``operations.1.member.attributeValue``."""
    counted = re.search(r"operations\.(\d+)\.member", error.message)
    patch = error.request.params.get("Operations", []) if error.request else []
    if counted is None or not 0 < int(counted[1]) <= len(patch):
        return None
    return str(patch[int(counted[1]) - 1]["AttributePath"])


def _refused_property(resource: Resource, message: str, properties: Mapping[str, Any]) -> str | None:
    """Which property AWS's text is about: the one that it names in quotes, the one whose value it has,
    or the one whose name it has."""
    named = [name for name in resource.fields if f"'{name.lower()}'" in message.lower()]
    quoted = {
        text: name
        for name, value in properties.items()
        if name in resource.fields
        for text in map(str, value if isinstance(value, list) else [value])
        if len(text) > 2 and text in message
    }
    # The longest text: a short name may be a word of AWS's sentence.
    longest = [quoted[max(quoted, key=len)]] if quoted else []
    mentioned = [name for name in resource.fields if name.lower() in message.lower().replace(" ", "")]
    return next(iter([*named, *longest, *mentioned]), None)
