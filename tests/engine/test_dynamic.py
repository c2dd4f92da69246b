"""The dynamic classes where things go wrong; their ordinary life is the example's (test_examples.py)."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.engine.harness import ROOT, STORE, InlineStack
from tests.engine.programs import KEYS

pytestmark = pytest.mark.engine

PROGRAM = """
from aws_groups import dynamic

dynamic.Group("team", display_name={name!r}, description={description!r})
"""

MEMBERS = """
from aws_groups import dynamic

team = dynamic.Group("team", display_name="Team")
dynamic.GroupMembers("people", group_id=team.group_id, members={people!r})
"""

FAILING = """
import os, runpy, sys
from pulumi import automation

tools, operation = sys.argv[1:]
options = automation.LocalWorkspaceOptions(work_dir=".", pulumi_command=automation.PulumiCommand(tools))
program = lambda: runpy.run_path("__main__.py", run_name="__main__")
stack = automation.select_stack("dev", project_name="", program=program, opts=options)
try:
    getattr(stack, operation)(color="never")
except automation.CommandError as error:
    print(error, flush=True)
os._exit(0)
"""
"""A program that fails in a process of its own: the SDK leaves coroutines behind that trouble the next."""


class Team(InlineStack):
    """A stack of one group."""

    def __init__(self, folder: Path, home: Path) -> None:
        example = folder / "example"
        example.mkdir()
        (example / "Pulumi.yaml").write_text(
            '{"name": "life", "runtime": "python", "config": {"aws-groups:endpoint": {"value": "local"}, '
            f'"aws-groups:identityStoreId": {{"value": "{STORE}"}}}}}}'
        )
        super().__init__(folder, home, example)

    def write(self, name: str, description: str) -> None:
        program = PROGRAM.format(name=name, description=description)
        (self.project / "__main__.py").write_text(program)

    def fails(self, operation: str = "up") -> str:
        """What an operation prints that fails; Pulumi's own traceback in it is a short one."""
        command = [sys.executable, "-c", FAILING, str(ROOT / ".tools"), operation]
        done = subprocess.run(
            command, cwd=self.project, env=self.env, capture_output=True, text=True, check=True
        )
        assert done.stdout.count('  File "') <= 3, done.stdout
        assert "another exception" not in done.stdout
        assert "direct cause" not in done.stdout
        return done.stdout

    def group(self) -> dict[str, Any]:
        """The live group, without the reply's metadata."""
        (group,) = self.outside("identitystore", "ListGroups", IdentityStoreId=STORE)["Groups"]
        return dict(group)


@pytest.fixture
def team(tmp_path: Path, home: Path) -> Team:
    team = Team(tmp_path, home)
    team.write("Team", "ours")
    team.up()
    return team


def test_a_conflict_is_told_as_the_plugin_tells_it(team: Team) -> None:
    theirs = {"AttributePath": "description", "AttributeValue": "theirs"}
    group_id = team.group()["GroupId"]
    team.outside("identitystore", "UpdateGroup", IdentityStoreId=STORE, GroupId=group_id, Operations=[theirs])
    team.write("Team", "ours, changed")

    error = team.fails()

    assert f"updating group {STORE}/{group_id}: someone else changed it, so nothing was written" in error
    assert 'description: state "ours", AWS now "theirs", program "ours, changed"' in error
    assert "Run `pulumi refresh`" in error
    assert team.group()["Description"] == "theirs"

    team.refresh()
    team.up()
    assert team.group()["Description"] == "ours, changed"


def test_a_name_that_is_taken_is_told_with_its_holder(team: Team) -> None:
    holder = team.outside("identitystore", "CreateGroup", IdentityStoreId=STORE, DisplayName="Taken")
    team.write("Taken", "ours")

    error = team.fails()

    assert f'displayName "Taken" is taken by the group {STORE}/{holder["GroupId"]}' in error


def test_a_group_that_is_gone_is_told_so(team: Team) -> None:
    team.outside("identitystore", "DeleteGroup", IdentityStoreId=STORE, GroupId=team.group()["GroupId"])
    team.write("Team", "ours, changed")

    assert "it no longer exists. Run `pulumi refresh`" in team.fails()

    team.refresh()
    team.up()
    assert team.group()["Description"] == "ours, changed"


def test_bad_input_is_found_at_preview_without_a_call(team: Team) -> None:
    team.calls()
    team.write("Team", "x" * 1025)

    assert "description must have at most 1024 characters, has 1025" in team.fails("preview")
    assert team.calls() == []


USER = """
import pulumi
from aws_groups import dynamic

ada = dynamic.User(
    "ada",
    user_name="ada",
    display_name={shown!r},
    name={{"given_name": "Ada", "family_name": "Lovelace"}},
    emails=[{{"value": "ada@example.org", "primary": True}}],
    enterprise={{"department": "Engines", "manager": {{"value": "charles"}}}},
)
pulumi.export("email", ada.emails[0]["value"])
"""


def test_a_user_lives_as_a_dynamic_resource_with_its_records(tmp_path: Path, home: Path) -> None:
    team = Team(tmp_path, home)
    program = team.project / "__main__.py"
    program.write_text(USER.format(shown="Ada Lovelace"))
    assert team.up().steps == ["create ada"]
    assert team.preview().steps == []
    (found,) = team.outside("identitystore", "ListUsers", IdentityStoreId=STORE)["Users"]
    assert found["Name"] == {"GivenName": "Ada", "FamilyName": "Lovelace"}
    assert found["Emails"] == [{"Value": "ada@example.org", "Primary": True}]
    team.calls()
    program.write_text(USER.format(shown="Ada King"))
    assert team.up().steps == ["update ada"]
    assert team.calls() == ["UpdateUser"]
    program.write_text(USER.format(shown="Ada King").replace('"given_name": "Ada", ', ""))
    assert "name.givenName" in team.fails("preview")


def test_the_members_of_a_group_as_a_dynamic_resource(tmp_path: Path, home: Path) -> None:
    """With what the dynamic provider can do: it has no lines of people, and takes half done for not done."""
    team = Team(tmp_path, home)
    program = team.project / "__main__.py"
    ann, bob = (_person(team, name) for name in ("ann", "bob"))
    program.write_text(MEMBERS.format(people=[ann]))
    assert sorted(team.up().steps) == ["create people", "create team"]
    program.write_text(MEMBERS.format(people=[bob]))
    team.calls()
    assert team.up().steps == ["update people"]
    assert team.calls() == ["CreateGroupMembership", "DeleteGroupMembership"]
    assert team.preview().steps == []
    assert team.refresh().steps == []
    assert sorted(team.destroy().steps) == ["delete people", "delete team"]


def _person(team: Team, name: str) -> str:
    person = {"UserName": name, "DisplayName": name, "Name": {"GivenName": name, "FamilyName": "Lee"}}
    return str(team.outside("identitystore", "CreateUser", IdentityStoreId=STORE, **person)["UserId"])


KEYS_TURN = """
from aws_groups import dynamic

keys = dynamic.SigningKeys("downloads", encoded_key={key!r}, overlap="0s")
dynamic.Group("signer", display_name="signer", description=keys.signing_key_id)
"""


def test_keys_take_turns_without_the_plugin_too(tmp_path: Path, home: Path) -> None:
    team = Team(tmp_path, home)

    def up(key: int) -> list[str]:
        (team.project / "__main__.py").write_text(KEYS_TURN.format(key=KEYS[key]))
        return team.up().steps

    assert up(0) == ["create downloads", "create signer"]
    first = team.group()["Description"]
    assert up(1) == ["update downloads", "update signer"]
    second = team.group()["Description"]
    assert second != first
    time.sleep(1.1)
    assert up(1) == ["update downloads"], "the old key's time is over"
    keys = team.outside("cloudfront", "ListPublicKeys")["PublicKeyList"]["Items"]
    assert [key["Id"] for key in keys] == [second]
    assert up(1) == []
