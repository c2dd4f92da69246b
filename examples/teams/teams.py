"""Reads the file of people and teams, and finds all that is wrong in it at once, with the lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import pulumi
import yaml


@dataclass(frozen=True)
class Person:
    given: str
    family: str
    email: str


@dataclass(frozen=True)
class Team:
    name: str
    description: str | None
    members: list[str]
    """Keys of people, sorted."""


def read(file: Path) -> tuple[dict[str, Person], dict[str, Team]]:
    """The people and the teams, by their keys.

    Raises:
        pulumi.RunError: the file has mistakes. Pulumi prints them, and changes nothing.
    """
    reader = _Reader(file)
    people, teams = reader.read()
    if reader.mistakes:
        lines = [f"{file.name}:{line}: {text}" for line, text in sorted(reader.mistakes)]
        raise pulumi.RunError("\n".join([f"{file.name} has mistakes, so nothing is changed:", *lines]))
    return people, teams


class _Reader:
    """One reading of a file. Works on YAML's nodes, which know their lines and keep a key given twice."""

    def __init__(self, file: Path) -> None:
        self.mistakes: list[tuple[int, str]] = []
        self._text = file.read_text()

    def read(self) -> tuple[dict[str, Person], dict[str, Team]]:
        try:
            root = yaml.compose(self._text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.mistakes.append((line, str(error.problem)))
            return {}, {}
        top = self._fields(root, "the file", {"people", "teams"})
        people = self._rows(top.get("people"), "people")
        teams = self._rows(top.get("teams"), "teams")
        members: dict[str, set[str]] = {key: set() for key in teams}
        found_people = {key: self._person(key, node, members) for key, node in people.items()}
        found_teams = {key: self._team(key, node, found_people, members) for key, node in teams.items()}
        self._require_once("email", [(person.email, people[key]) for key, person in found_people.items()])
        self._require_once("name", [(team.name, teams[key]) for key, team in found_teams.items()])
        return found_people, found_teams

    # Rows.

    def _person(self, key: str, node: yaml.Node, members: dict[str, set[str]]) -> Person:
        if any(character.isspace() for character in key):
            self._wrong(node, f"the user name {key!r} has a blank in it")
        fields = self._fields(node, key, {"given", "family", "email", "teams"})
        for team, item in self._names(fields.get("teams"), f"teams of {key}", members, "team"):
            if key in members[team]:
                self._wrong(item, f"teams of {key} has {team} twice")
            members[team].add(key)
        return Person(*(self._text_of(fields, name, node, key) for name in ("given", "family", "email")))

    def _team(
        self, key: str, node: yaml.Node, people: dict[str, Person], members: dict[str, set[str]]
    ) -> Team:
        fields = self._fields(node, key, {"name", "description", "members"})
        listed = [
            person for person, _ in self._names(fields.get("members"), f"members of {key}", people, "person")
        ]
        for person in sorted({person for person in listed if listed.count(person) > 1}):
            self._wrong(fields["members"], f"members of {key} has {person} twice")
        description = self._text_of(fields, "description", node, key) if "description" in fields else None
        together = sorted(members[key] | set(listed))
        return Team(self._text_of(fields, "name", node, key), description, together)

    # Pieces.

    def _rows(self, node: yaml.Node | None, what: str) -> dict[str, yaml.Node]:
        rows = self._fields(node, what)
        if not rows:
            # An empty file would say: take everybody out. For that there is `pulumi destroy`.
            self._wrong(node, f"there are no {what}")
        return rows

    def _fields(
        self, node: yaml.Node | None, what: str, known: set[str] | None = None
    ) -> dict[str, yaml.Node]:
        """The fields of a mapping, each once."""
        if node is None or _is_nothing(node):
            return {}
        if not isinstance(node, yaml.MappingNode):
            self._wrong(node, f"{what} must have fields, as in `name: value`")
            return {}
        fields: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in fields:
                self._wrong(key, f"{what} has {name!r} twice")
            if known is not None and name not in known:
                self._wrong(key, f"{what} has no field {name!r}{_nearest(name, known)}")
            if not name.strip():
                self._wrong(key, f"{what} has an empty name")
            fields.setdefault(name, value)
        return fields

    def _text_of(self, fields: dict[str, yaml.Node], name: str, row: yaml.Node, key: str) -> str:
        node = fields.get(name)
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self._wrong(node or row, f"{key} needs {name!r}, a text")
            return ""
        if node.value != node.value.strip():
            self._wrong(node, f"{name} of {key} begins or ends with a blank")
        return str(node.value)

    def _names(
        self, node: yaml.Node | None, what: str, known: dict[str, object], noun: str
    ) -> Iterator[tuple[str, yaml.Node]]:
        """The items of a list that are known names."""
        if node is None or _is_nothing(node):
            return
        if not isinstance(node, yaml.SequenceNode):
            self._wrong(node, f"{what} must be a list, as in `[one, two]`")
            return
        for item in node.value:
            name = str(item.value)
            if name in known:
                yield name, item
            else:
                self._wrong(item, f"{what}: there is no {noun} {name!r}{_nearest(name, known)}")

    def _require_once(self, what: str, pairs: list[tuple[str, yaml.Node]]) -> None:
        seen: set[str] = set()
        for value, node in pairs:
            if value and value.lower() in seen:
                self._wrong(node, f"the {what} {value!r} is given twice")
            seen.add(value.lower())

    def _wrong(self, node: yaml.Node | None, text: str) -> None:
        self.mistakes.append((node.start_mark.line + 1 if node is not None else 1, text))


def _is_nothing(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def _nearest(name: str, known: object) -> str:
    near = get_close_matches(name, list(known), n=1, cutoff=0.6)  # type: ignore[call-overload]
    return f"; did you mean {near[0]!r}?" if near else ""
