"""The types of values that have parts: sets, lists, maps and records. ``types`` says what a type answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aws_groups.model.paths import Path
from aws_groups.model.problems import Problem, Reason, reason, unknown_names
from aws_groups.model.types import Change, ChangeKind, Text, Type, api_name, member_changes
from aws_groups.values import PACKAGE, UNKNOWN, Properties, is_absent


@dataclass(frozen=True, kw_only=True)
class TextSet:
    """A list of different strings whose order means nothing."""

    element: Text
    min_items: int = 0
    noun: str = "item"

    def problems(self, path: Path, value: Any) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(path, Reason("not_text_list"), value)
            return
        if len(value) < self.min_items:
            yield Problem(path, reason("too_few_items", limit=self.min_items, noun=self.noun), value)
        first: dict[str, int] = {}
        for index, item in enumerate(value):
            if item is UNKNOWN:
                continue
            yield from self.element.problems((*path, index), item)
            if isinstance(item, str) and first.setdefault(self._form(item), index) != index:
                twice = reason("twice", noun=self.noun, first=(*path, first[self._form(item)]))
                yield Problem((*path, index), twice, item)

    def changes(self, path: Path, old: Any, new: Any) -> Iterator[Change]:
        """Item by item: a deletion at its place in the old list, an addition at its place in the new one."""
        if not _are_texts(old) or not _are_texts(new):
            yield Change(path, ChangeKind.UPDATE)
            return
        before = {self._form(item) for item in old}
        after = {self._form(item) for item in new if item is not UNKNOWN}
        removed = {index for index, item in enumerate(old) if self._form(item) not in after}
        added = {index for index, item in enumerate(new) if item is UNKNOWN or self._form(item) not in before}
        for index in sorted(removed | added):
            if index in removed and index in added:
                kind = ChangeKind.UPDATE
            else:
                kind = ChangeKind.DELETE if index in removed else ChangeKind.ADD
            yield Change((*path, index), kind)

    def spelled(self, live: Any, written: Any) -> Any:
        """In the program's order, other items last: so a diff names only what differs."""
        if not _are_texts(live) or not _are_texts(written):
            return live
        there, said = {self._form(item) for item in live}, {self._form(item) for item in written}
        kept = [item for item in written if self._form(item) in there]
        return kept + [item for item in live if self._form(item) not in said]

    def _form(self, item: Any) -> Any:
        """What is the same for all spellings of an item."""
        return self.element.canonical(item) if isinstance(item, str) else item

    def to_api(self, value: Any) -> Any:
        return [self.element.to_api(item) for item in value] if isinstance(value, list) else value

    def from_api(self, value: Any) -> Any:
        return [self.element.from_api(item) for item in value]

    def schema(self) -> Properties:
        return {"type": "array", "items": self.element.schema()}


class TextMap:
    """An object whose members have any names; their values are strings."""

    def problems(self, path: Path, value: Any) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(path, Reason("not_object"), value)
            return
        for name, item in value.items():
            if item is not UNKNOWN and not isinstance(item, str):
                yield Problem((*path, name), Reason("not_text"), item, own_name=True)

    def changes(self, path: Path, old: Any, new: Any) -> Iterator[Change]:
        """Name by name. An empty string is a value here, as it is one to AWS."""
        if not isinstance(old, dict) or not isinstance(new, dict):
            yield Change(path, ChangeKind.UPDATE)
            return
        for name in dict.fromkeys([*old, *new]):
            if name in old and name in new:
                yield from Text().changes((*path, name), old[name], new[name])
            else:
                yield Change((*path, name), ChangeKind.ADD if name in new else ChangeKind.DELETE)

    def spelled(self, live: Any, written: Any) -> Any:
        return live

    def to_api(self, value: Any) -> Any:
        return value

    def from_api(self, value: Any) -> Any:
        return dict(value)

    def schema(self) -> Properties:
        return {"type": "object", "additionalProperties": {"type": "string"}}


@dataclass(frozen=True)
class Member:
    """A member of a record."""

    name: str
    type: Type
    doc: str
    required: bool = False
    api: str = ""
    """The API's name of it; by default its name with a capital letter."""

    @property
    def api_name(self) -> str:
        """The API's name of it: ``GivenName``."""
        return self.api or api_name(self.name)


@dataclass(frozen=True)
class Record:
    """An object with members of its own."""

    token: str
    """``index:AssumeRole``: module and name, without the package."""
    doc: str
    members: tuple[Member, ...]

    def problems(self, path: Path, value: Any) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem(path, Reason("not_object"), value)
            return
        yield from unknown_names(value, [member.name for member in self.members], path=path)
        for member in self.members:
            given = value.get(member.name)
            if given is None:
                if member.required:
                    yield Problem((*path, member.name), Reason("required"))
            elif given is not UNKNOWN:
                yield from member.type.problems((*path, member.name), given)

    def changes(self, path: Path, old: Any, new: Any) -> Iterator[Change]:
        """Member by member."""
        if not isinstance(old, dict) or not isinstance(new, dict):
            yield Change(path, ChangeKind.UPDATE)
            return
        for member in self.members:
            before, after = old.get(member.name), new.get(member.name)
            yield from member_changes(member.type, (*path, member.name), before, after)

    def spelled(self, live: Any, written: Any) -> Any:
        if not isinstance(live, dict) or not isinstance(written, dict):
            return live
        types = {member.name: member.type for member in self.members}
        return {
            name: types[name].spelled(value, written[name]) if name in types and name in written else value
            for name, value in live.items()
        }

    def to_api(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {
            member.api_name: member.type.to_api(value[member.name])
            for member in self.members
            if not is_absent(value.get(member.name))
        }

    def from_api(self, value: Any) -> Any:
        return {
            member.name: member.type.from_api(value[member.api_name])
            for member in self.members
            if not is_absent(value.get(member.api_name))
        }

    def schema(self) -> Properties:
        return {"$ref": f"#/types/{PACKAGE}:{self.token}"}


@dataclass(frozen=True, kw_only=True)
class ListOf:
    """A list whose items are of one type and whose order counts."""

    element: Type
    max_items: int | None = None

    def problems(self, path: Path, value: Any) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem(path, Reason("not_list"), value)
            return
        if self.max_items is not None and len(value) > self.max_items:
            yield Problem(path, reason("too_many_items", limit=self.max_items, has=len(value)))
        for index, item in enumerate(value):
            if item is not UNKNOWN:
                yield from self.element.problems((*path, index), item)

    def changes(self, path: Path, old: Any, new: Any) -> Iterator[Change]:
        """Item by item, each at its place. An item can be empty, and is there all the same."""
        if not isinstance(old, list) or not isinstance(new, list):
            yield Change(path, ChangeKind.UPDATE)
            return
        for index in range(max(len(old), len(new))):
            if index < len(old) and index < len(new):
                yield from self.element.changes((*path, index), old[index], new[index])
            else:
                yield Change((*path, index), ChangeKind.ADD if index < len(new) else ChangeKind.DELETE)

    def spelled(self, live: Any, written: Any) -> Any:
        if not isinstance(live, list) or not isinstance(written, list):
            return live
        pairs = zip(live, written, strict=False)
        return [self.element.spelled(one, other) for one, other in pairs] + live[len(written) :]

    def to_api(self, value: Any) -> Any:
        return [self.element.to_api(item) for item in value] if isinstance(value, list) else value

    def from_api(self, value: Any) -> Any:
        return [self.element.from_api(item) for item in value]

    def schema(self) -> Properties:
        return {"type": "array", "items": self.element.schema()}


@dataclass(frozen=True)
class Wrapped:
    """A value that the API has in an object with one member: a union, of which one kind is used."""

    member: str
    """``UserId``."""
    type: Type

    def problems(self, path: Path, value: Any) -> Iterator[Problem]:
        yield from self.type.problems(path, value)

    def changes(self, path: Path, old: Any, new: Any) -> Iterator[Change]:
        yield from self.type.changes(path, old, new)

    def spelled(self, live: Any, written: Any) -> Any:
        return self.type.spelled(live, written)

    def to_api(self, value: Any) -> Any:
        return {self.member: self.type.to_api(value)}

    def from_api(self, value: Any) -> Any:
        return self.type.from_api(value[self.member]) if self.member in value else None

    def schema(self) -> Properties:
        return self.type.schema()


def _are_texts(value: Any) -> bool:
    """Whether ``value`` is a list of strings, some of them perhaps unknown."""
    return isinstance(value, list) and all(isinstance(item, str) or item is UNKNOWN for item in value)
