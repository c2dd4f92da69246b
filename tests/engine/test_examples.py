"""The examples as they are checked in, a whole life each: made, rotated, drifted, refreshed, destroyed."""

import json
from pathlib import Path

import pytest

from tests.engine.examples import EXAMPLES, KINDS, stack_of
from tests.engine.harness import STORE, InlineStack, Stack
from tests.engine.programs import KEYS

pytestmark = pytest.mark.engine

MADE = ["CreateGroup", "CreateKeyGroup", "CreatePublicKey", "CreatePublicKey"]
READ = ["DescribeGroup", "GetKeyGroup", "GetPublicKey", "GetPublicKey"]
DELETED = ["DeleteGroup", "DeleteKeyGroup", "DeletePublicKey", "DeletePublicKey"]


@pytest.mark.parametrize("example", KINDS)
def test_an_example_lives(example: str, tmp_path: Path, home: Path) -> None:
    stack = stack_of(example, tmp_path, home)

    assert sorted(stack.preview().steps) == _each("create")
    assert stack.calls() == [], "a preview makes no call"

    made = stack.up().steps
    assert sorted(made) == _each("create")
    assert made.index("create signers") > max(made.index("create web"), made.index("create mobile"))
    assert sorted(stack.calls()) == MADE

    assert stack.preview().steps == []
    assert stack.calls() == [], "no change makes no call"

    (stack.project / "keys" / "web.pem").write_text(KEYS[0])
    rotation = stack.up().steps
    assert rotation == ["create-replacement web", "replace web", "update signers", "delete-replaced web"]
    assert stack.calls() == ["CreatePublicKey", "UpdateKeyGroup", "DeletePublicKey"]

    _rename_the_group_behind_pulumis_back(stack)
    assert stack.refresh().steps == ["update keepers"]
    assert sorted(stack.calls()) == READ
    assert stack.up().steps == ["update keepers"], "the program's name comes back"
    assert stack.calls() == ["UpdateGroup"]

    assert sorted(stack.destroy().steps) == _each("delete")
    assert sorted(stack.calls()) == DELETED


def test_the_people_and_their_team_live(tmp_path: Path, home: Path) -> None:
    stack = stack_of("people", tmp_path, home)
    people = ("ada", "ada-engineers", "engineers", "grace", "grace-engineers")
    assert sorted(stack.preview().steps) == [f"create {name}" for name in people]
    assert stack.calls() == [], "a preview makes no call"

    stack.up()
    joins, users = ["CreateGroupMembership"] * 2, ["CreateUser"] * 2
    assert sorted(stack.calls()) == ["CreateGroup", *joins, *users]
    assert stack.preview().steps == []
    assert stack.calls() == [], "no change makes no call"

    program = stack.project / "Pulumi.yaml"
    program.write_text(program.read_text().replace("familyName: Lovelace", "familyName: King"))
    assert stack.up().steps == ["update ada"], "nobody leaves a team for a new name"
    assert stack.calls() == ["UpdateUser"]

    assert stack.refresh().steps == []
    assert sorted(stack.destroy().steps) == [f"delete {name}" for name in people]


def test_the_examples_live_side_by_side_on_one_local_aws(tmp_path: Path, home: Path) -> None:
    store = tmp_path / "shared.sqlite"
    for example in [*KINDS, "people"]:
        stack = stack_of(example, tmp_path / example, home)
        stack.env["AWS_GROUPS_LOCAL_STORE"] = str(store)
        made = stack.up().steps
        assert example == "people" or sorted(made) == _each("create"), "nothing that it makes is taken"
        assert stack.preview().steps == []
        assert stack.calls() == [], "none came to the store that it had before"


def test_the_example_of_members_lives(tmp_path: Path, home: Path) -> None:
    stack = stack_of("members", tmp_path, home)
    assert isinstance(stack, Stack)
    everybody = [_person(stack, name) for name in ("ann", "bob", "cid", "dan")]

    def with_people(*people: str) -> Stack:
        stack.pulumi("config", "rm", "people", check=False)
        for index, person in enumerate(people):
            stack.pulumi("config", "set", "--path", f"people[{index}]", person)
        return stack

    assert "create members" in with_people().preview().steps
    assert stack.up().steps == ["create team", "create members"]
    assert stack.calls() == ["CreateGroup", "ListGroupMemberships"]
    with_people(*everybody[:3]).up()
    assert stack.calls() == ["CreateGroupMembership"] * 3, "they join"
    with_people(*everybody[1:]).up()
    assert stack.calls() == ["CreateGroupMembership", "DeleteGroupMembership"], "one joins, one leaves"
    assert "3 of its 3 would be taken out, and maxRemovals is 50%" in with_people().up(fails=True).error
    assert stack.calls() == [], "the list is emptied by mistake"
    with_people(*everybody[1:])
    assert stack.preview().steps == []
    refused = stack.destroy(fails=True).error
    assert stack.destroy(env={"AWS_GROUPS_MAX_REMOVALS": "100%"}).steps == ["delete members", "delete team"]
    assert "`AWS_GROUPS_MAX_REMOVALS=100%`" in refused


def _person(stack: Stack, name: str) -> str:
    person = {"UserName": name, "DisplayName": name, "Name": {"GivenName": name, "FamilyName": "Lee"}}
    return str(stack.outside("identitystore", "CreateUser", IdentityStoreId=STORE, **person)["UserId"])


def test_the_example_of_look_ups_puts_a_person_into_the_group_of_another_example(
    tmp_path: Path, home: Path
) -> None:
    store = str(tmp_path / "shared.sqlite")
    keys, people = (stack_of(example, tmp_path / example, home) for example in ("yaml", "lookups"))
    for stack in (keys, people):
        stack.env["AWS_GROUPS_LOCAL_STORE"] = store
    missing = people.preview(fails=True)
    assert 'displayName "Key keepers of aws-groups-yaml-dev"' in missing.text
    assert "has no such group among its 0 groups" in missing.text

    keys.up()
    assert people.preview().steps == ["create ann", "create membership"]
    assert people.up().steps == ["create ann", "create membership"]
    assert isinstance(people, Stack)
    told = json.loads(people.pulumi("stack", "output", "--json").stdout)
    assert [member["userName"] for member in told["members"]] == ["ann.lee@example.org"]
    assert people.preview().steps == []
    assert people.destroy().steps == ["delete membership", "delete ann"]
    assert keys.preview().steps == [], "the group is as it was"


def test_the_examples_show_the_same_keys_in_three_ways() -> None:
    for key in ("web.pem", "mobile.pem"):
        assert (
            len({(EXAMPLES / name / "keys" / key).read_text() for name in ("yaml", "python", "dynamic")}) == 1
        )


def _each(op: str) -> list[str]:
    return [f"{op} {name}" for name in ("keepers", "mobile", "signers", "web")]


def _rename_the_group_behind_pulumis_back(stack: Stack | InlineStack) -> None:
    (group,) = stack.outside("identitystore", "ListGroups", IdentityStoreId=STORE)["Groups"]
    rename = {"AttributePath": "displayName", "AttributeValue": "Someone else's idea"}
    stack.outside(
        "identitystore", "UpdateGroup", IdentityStoreId=STORE, GroupId=group["GroupId"], Operations=[rename]
    )
