"""``examples/teams``: people and teams in a file, in both directions, and what becomes of its changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.engine.examples import stack_of
from tests.engine.harness import STORE, InlineStack

pytestmark = pytest.mark.engine

DORA = {"given": "Dora", "family": "Diaz", "email": "dora.diaz@example.org", "teams": ["archive"]}


class Teams:
    """The example, with a file that can be edited."""

    def __init__(self, folder: Path, home: Path) -> None:
        stack = stack_of("teams", folder, home)
        assert isinstance(stack, InlineStack)
        self.stack = stack
        self.file = stack.project / "teams.yaml"

    def edit(self, change: Callable[[dict[str, Any]], object]) -> None:
        """Change what the file says."""
        content = yaml.safe_load(self.file.read_text())
        change(content)
        self.file.write_text(yaml.safe_dump(content, sort_keys=False))

    def up(self, change: Callable[[dict[str, Any]], object]) -> list[str]:
        """Change the file and bring it about: the steps, as preview has promised them."""
        self.edit(change)
        # Beside the resources, a preview has a line for each person who comes or goes.
        preview = sorted(step for step in self.stack.preview().steps if "/" not in step)
        steps = sorted(self.stack.up().steps)
        assert steps == preview
        return steps

    def who(self) -> dict[str, set[str]]:
        """Who is in which team now, as AWS has it."""
        users = self._all("ListUsers", "Users")
        names = {user["UserId"]: user["UserName"] for user in users}
        return {
            group["DisplayName"]: {
                names[one["MemberId"]["UserId"]]
                for one in self._all("ListGroupMemberships", "GroupMemberships", GroupId=group["GroupId"])
            }
            for group in self._all("ListGroups", "Groups")
        }

    def _all(self, operation: str, member: str, **params: Any) -> list[dict[str, Any]]:
        reply = self.stack.outside("identitystore", operation, IdentityStoreId=STORE, **params)
        return list(reply[member])


@pytest.fixture
def teams(tmp_path: Path, home: Path) -> Teams:
    """The example, brought about once."""
    found = Teams(tmp_path, home)
    found.stack.up()
    found.stack.calls()
    return found


def test_people_join_move_and_leave_and_a_team_is_renamed(teams: Teams) -> None:
    assert teams.who() == {
        "Platform": {"ana.lima", "chen.wei"},
        "Billing": {"bob.stone", "chen.wei"},
        "Archive": set(),
    }

    def joins(content: dict[str, Any]) -> None:
        # At the head of the file: nobody else is touched.
        content["people"] = {"dora.diaz": DORA, **content["people"]}

    assert teams.up(joins) == ["create dora.diaz", "update archive"]

    def moves(content: dict[str, Any]) -> None:
        content["people"]["chen.wei"]["teams"] = ["billing", "archive"]

    assert teams.up(moves) == ["update archive", "update platform"]

    def leaves(content: dict[str, Any]) -> None:
        del content["people"]["bob.stone"]
        del content["teams"]["billing"]["members"]

    assert teams.up(leaves) == ["delete bob.stone", "update billing"]
    assert teams.up(lambda content: content["teams"]["archive"].update(name="Attic")) == ["update archive"]
    assert teams.who() == {
        "Platform": {"ana.lima"},
        "Billing": {"chen.wei"},
        "Attic": {"chen.wei", "dora.diaz"},
    }
    assert teams.up(lambda content: content["people"].update(reversed(content["people"].items()))) == []


def test_a_file_that_was_emptied_by_mistake_is_refused(teams: Teams) -> None:
    before = teams.who()
    teams.file.write_text("")
    for refused in (teams.stack.preview(fails=True), teams.stack.up(fails=True)):
        assert "teams.yaml:1: there are no people" in refused.text
    assert teams.who() == before


def test_a_team_that_lost_its_people_by_mistake_is_refused(teams: Teams) -> None:
    before = teams.who()

    def forgets(content: dict[str, Any]) -> None:
        for person in content["people"].values():
            person.pop("teams", None)

    teams.edit(forgets)
    refused = teams.stack.preview(fails=True)
    assert "2 of its 2 would be taken out, and maxRemovals is 50%" in refused.text
    assert teams.who() == before


def test_all_mistakes_of_a_file_are_told_at_once_with_their_lines(teams: Teams) -> None:
    teams.file.write_text(
        """people:
  ana.lima: {given: Ana, family: " Lima", email: a@x, teams: [platfrom, platform, platform]}
  bob x: {given: B, family: S, email: A@x, tems: []}
  ana.lima: {given: Ana, family: Lima}
teams:
  platform: {name: Platform, members: [bob.stone, ana.lima, ana.lima]}
  billing: {name: platform, members: ana}
"""
    )
    told = teams.stack.preview(fails=True).text
    for line in (
        "teams.yaml:2: family of ana.lima begins or ends with a blank",
        "teams.yaml:2: teams of ana.lima has platform twice",
        "teams.yaml:2: teams of ana.lima: there is no team 'platfrom'; did you mean 'platform'?",
        "teams.yaml:3: bob x has no field 'tems'; did you mean 'teams'?",
        "teams.yaml:3: the email 'A@x' is given twice",
        "teams.yaml:3: the user name 'bob x' has a blank in it",
        "teams.yaml:4: people has 'ana.lima' twice",
        "teams.yaml:6: members of platform has ana.lima twice",
        "teams.yaml:6: members of platform: there is no person 'bob.stone'",
        "teams.yaml:7: members of billing must be a list, as in `[one, two]`",
        "teams.yaml:7: the name 'platform' is given twice",
    ):
        assert line in told
    assert teams.stack.calls() == []
