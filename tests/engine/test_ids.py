"""Ids as AWS hands them out and as people write them, and reads that are calls of their own."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.engine.advice import groups, told
from tests.engine.emulator import emulator
from tests.engine.harness import STORE, Stack
from tests.engine.programs import KEYS, Resource, group, public_key

pytestmark = pytest.mark.engine

ARN = "arn:aws:identitystore:::group/{id}"
STORE_ARN = f"arn:aws:identitystore::123456789012:identitystore/{STORE}"
SPELLINGS = (
    f"{STORE}/{{id}}",
    f"  {STORE}/{{id}}\t",
    "{id}",
    " {id} ",
    ARN,
    f"{STORE_ARN}/{{id}}",
    f"{STORE}/{ARN}",
)
"""The ways to write a group's id, in a stack that has an identity store configured."""


def test_a_group_is_imported_by_its_id_however_it_is_written(stack: Stack) -> None:
    made = stack.outside("identitystore", "CreateGroup", IdentityStoreId=STORE, DisplayName="Team")
    ids = {f"team-{number}": spelling.format(id=made["GroupId"]) for number, spelling in enumerate(SPELLINGS)}
    listed = [{"type": "aws-groups:identitystore:Group", "name": name, "id": id} for name, id in ids.items()]
    (stack.project / "import.json").write_text(json.dumps({"resources": listed}))
    stack.import_("--file", "import.json", "--protect=false")
    assert {one["id"] for one in stack.state().values()} == {f"{STORE}/{made['GroupId']}"}
    assert len(stack.state()) == len(SPELLINGS)


def test_a_key_is_imported_by_an_id_with_blanks_around_it(stack: Stack) -> None:
    config = {"CallerReference": "by hand", "Name": "web", "EncodedKey": KEYS[0]}
    id = stack.outside("cloudfront", "CreatePublicKey", PublicKeyConfig=config)["PublicKey"]["Id"]
    stack.import_("aws-groups:cloudfront:PublicKey", "web", f" {id} ", "--protect=false")
    assert stack.state()["web"]["id"] == id
    assert stack.up({"web": public_key(KEYS[0], name="web")}).steps == []


def test_ids_of_another_make_are_taken_back_through_a_whole_life(stack: Stack) -> None:
    with emulator(stack.aws) as url:
        config = {
            "aws-groups:endpoint": url,
            "aws-groups:identityStoreId": STORE,
            "aws-groups:region": "us-east-1",
            "aws-groups:accessKey": "AKIDEMULATOR",
            "aws-groups:secretKey": "secret",
        }

        def up(program: dict[str, Resource], **ends: bool) -> Any:
            return stack.up(program, config=config, **ends)

        up({"team": group("Team")})
        id = f"{STORE}/group-00000001"
        assert stack.state()["team"]["id"] == id
        program = {"team": group("Team 2"), "reads": group("Reads", description="${team.id} ${team.groupId}")}
        assert up(program).steps == ["update team", "create reads"]
        assert stack.refresh().steps == []
        stack.pulumi("preview", "--expect-no-changes")

        stack.outside("identitystore", "CreateGroup", IdentityStoreId=STORE, DisplayName="Theirs")
        error = told(up({**program, "reads": group("Theirs")}, fails=True))
        assert f'displayName "Theirs" is taken by the group {STORE}/group-00000003' in error
        assert sorted(stack.destroy().steps) == ["delete reads", "delete team"]
    assert groups(stack).keys() == {"Theirs"}


def test_a_get_in_an_update_is_a_call_of_its_own(stack: Stack) -> None:
    """A page of a list may be older than what another process wrote a moment ago."""
    ids = [
        stack.outside("identitystore", "CreateGroup", IdentityStoreId=STORE, DisplayName=f"Team {number}")
        for number in range(4)
    ]
    stack.up({"ours": group("Ours")})
    stack.calls()
    gets = {
        f"theirs-{number}": {
            "type": "aws-groups:identitystore:Group",
            "get": {"id": f"{STORE}/{one['GroupId']}"},
        }
        for number, one in enumerate(ids)
    }
    stack.up({"ours": group("Ours"), **gets})
    assert stack.calls() == ["DescribeGroup"] * 4
    assert stack.state()["theirs-3"]["outputs"]["displayName"] == "Team 3"


PROXIES = ("http_proxy", "https_proxy", "grpc_proxy", "all_proxy")


@pytest.mark.parametrize("upper", [False, True], ids=["lower-case", "upper-case"])
def test_a_proxy_of_the_shell_swallows_no_message_to_the_engine(stack: Stack, upper: bool) -> None:
    stack.outside("identitystore", "CreateGroup", IdentityStoreId=STORE, DisplayName="Team")
    dead = {name.upper() if upper else name: "http://127.0.0.1:9" for name in PROXIES}
    run = stack.up({"team": group("Team", onTaken="adopt")}, env=dead)
    assert "warning: creating group: took over" in run.text
