"""What a message advises, done to the letter: its commands and options are taken from its text."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Mapping
from typing import Any

from tests.engine.harness import STORE, Program, Run, Stack

PERSON = {"UserName": "ann", "DisplayName": "Ann", "Name": {"GivenName": "Ann", "FamilyName": "Lee"}}
ANSWERS = {
    "import": ["--yes", "--skip-preview"],
    "stack": [],
}
"""What a command is given for the questions that it would ask a person."""


def told(run: Run) -> str:
    """The one error of a run, in at most three lines, the last of which has AWS's words."""
    lines = run.error.splitlines()
    assert len(lines) <= 3, run.error
    assert lines[-1].startswith("AWS said "), run.error
    return run.error


def quoted(text: str) -> list[str]:
    """The commands and options in a message: what stands between backticks."""
    return re.findall(r"`([^`]+)`", text)


def advised(text: str, beginning: str) -> str:
    """The one command or option in a message that begins so."""
    (found,) = [one for one in quoted(text) if one.startswith(beginning)]
    return found


def follow(stack: Stack, text: str, beginning: str) -> str:
    """Run the command of a message that begins so, and return what it printed."""
    words = shlex.split(advised(text, beginning))
    assert words[0] == "pulumi"
    return stack.pulumi(*words[1:], *ANSWERS.get(words[1], ["--yes"])).stdout


def option(text: str, name: str) -> dict[str, Any]:
    """The option of a message that has this name, as a program writes it: ``deleteBeforeReplace: true``."""
    found, _, value = advised(text, name).partition(": ")
    return {found: {"true": True}.get(value, value)}


def holder(text: str) -> str:
    """The id of the object that a message tells has the name."""
    found = re.search(
        rf"(?:by the [a-z ]+|already:) ({STORE}/[0-9a-z-]+|[0-9A-Z]{{14}}|[0-9a-f-]{{36}})", text
    )
    assert found, text
    return found[1]


def own(stack: Stack, text: str) -> str | None:
    """The resource of this stack that has the object of which a message tells that it has the name."""
    assert advised(text, "pulumi stack") == "pulumi stack --show-ids"
    return next((name for name, one in stack.state().items() if one["id"] == holder(text)), None)


def listed(stack: Stack, text: str) -> bool:
    """Whether the list that a message names has the id that it tells."""
    return holder(text) in follow(stack, text, "pulumi stack --show-ids")


def peopled(stack: Stack, *names: str) -> None:
    """Give the groups of some resources a member, which nobody declares: it goes where its group goes."""
    user = stack.outside("identitystore", "CreateUser", IdentityStoreId=STORE, **PERSON)["UserId"]
    for name in names:
        group = stack.state()[name]["outputs"]["groupId"]
        member = {"GroupId": group, "MemberId": {"UserId": user}}
        stack.outside("identitystore", "CreateGroupMembership", IdentityStoreId=STORE, **member)


def members(stack: Stack, group: str) -> int:
    """How many members a group has, by its whole id."""
    listed = stack.outside(
        "identitystore", "ListGroupMemberships", IdentityStoreId=STORE, GroupId=group.rpartition("/")[2]
    )
    return len(listed["GroupMemberships"])


def groups(stack: Stack) -> dict[str, str]:
    """The groups that AWS has: name to whole id."""
    return {name: id for id, name, _ in _groups(stack)}


def keys(stack: Stack) -> dict[str, str]:
    """The public keys that AWS has: name to id."""
    return {name: id for id, name, _ in _keys(stack)}


def as_the_program_says(stack: Stack, program: Program, *, beside: Collection[str] = ()) -> None:
    """An update of the program ends well; then AWS has what the program says, nothing more and nothing less
    but for what is called as in `beside`, and the state has each object once."""
    stack.up(program)
    state = stack.state()
    assert state.keys() == program.keys()
    named = [one for one in state.values() if not one["type"].endswith("Membership")]
    live = [*_groups(stack), *_keys(stack), *_key_groups(stack)]
    assert sorted(map(_object, named)) == sorted(one for one in live if one[1] not in beside)


_Object = tuple[str, str, str]
"""The id, the name, and the description or comment of an object."""


def _object(resource: Mapping[str, Any]) -> _Object:
    inputs = resource["inputs"]
    note = inputs.get("description") or inputs.get("comment") or ""
    return resource["id"], inputs.get("displayName") or inputs["name"], note


def _groups(stack: Stack) -> list[_Object]:
    found = stack.outside("identitystore", "ListGroups", IdentityStoreId=STORE)["Groups"]
    return [(f"{STORE}/{one['GroupId']}", one["DisplayName"], one.get("Description", "")) for one in found]


def _keys(stack: Stack) -> list[_Object]:
    found = stack.outside("cloudfront", "ListPublicKeys")["PublicKeyList"].get("Items", [])
    return [(one["Id"], one["Name"], one.get("Comment", "")) for one in found]


def _key_groups(stack: Stack) -> list[_Object]:
    found = stack.outside("cloudfront", "ListKeyGroups")["KeyGroupList"].get("Items", [])
    configs = [(one["KeyGroup"]["Id"], one["KeyGroup"]["KeyGroupConfig"]) for one in found]
    return [(id, config["Name"], config.get("Comment", "")) for id, config in configs]
