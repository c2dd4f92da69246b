"""A state belongs to one AWS: with another one nothing is sent, and what to do about it is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aws_groups.local import LocalAws, Server, serve
from tests.engine.harness import CONFIG, STORE, Stack
from tests.engine.programs import KEYS, group, key_group, public_key

PROGRAM = {
    "team": group("Team"),
    "key": public_key(KEYS[0], name="key"),
    "signers": key_group("${key.id}", name="signers"),
}


def changed() -> dict[str, Any]:
    """The program with another description."""
    return {**PROGRAM, "team": group("Team", description="changed")}


@pytest.fixture
def other(tmp_path: Path) -> dict[str, str]:
    """A terminal in which the store's variable names another file."""
    LocalAws(tmp_path / "other.sqlite").close()
    return {"AWS_GROUPS_LOCAL_STORE": str(tmp_path / "other.sqlite")}


@pytest.mark.parametrize("command", ["refresh", "up", "destroy"])
def test_another_local_aws_is_asked_for_nothing(stack: Stack, other: dict[str, str], command: str) -> None:
    stack.up(PROGRAM)
    stack.calls()
    how = {"program": changed()} if command == "up" else {}
    run = getattr(stack, command)(env=other, fails=True, **how)
    assert "is in the local AWS with the id" in run.text
    assert "so nothing was sent" in run.text
    assert set(stack.state()) == set(PROGRAM), "the state has them all"
    assert getattr(stack, command)(**how).ok, "and in the right terminal all goes on"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """An AWS with an account, which is no local one to the provider."""
    server = serve(tmp_path / "account.sqlite")
    yield server
    server.close()


def account(server: Server, **more: object) -> dict[str, object]:
    """The configuration for it."""
    return {
        "aws-groups:endpoint": server.url,
        "aws-groups:region": "us-east-1",
        "aws-groups:accessKey": "AKID",
        "aws-groups:secretKey": "secret",
        "aws-groups:identityStoreId": STORE,
        **{f"aws-groups:{name}": value for name, value in more.items()},
    }


def test_a_switch_to_local_deletes_nothing_in_the_account(stack: Stack, server: Server) -> None:
    stack.up(PROGRAM, config=account(server))
    before = [call.operation for call in server.aws.calls()]
    assert before.count("GetCallerIdentity") == 1, "the account is asked for once a run"
    stack.write(PROGRAM)
    assert stack.up(PROGRAM).steps == [], "no object is made anew for another endpoint"
    run = stack.up(changed(), fails=True)
    assert "is in AWS account 123456789012, and this is the local AWS" in run.text
    run = stack.refresh(fails=True)
    assert "so nothing was sent" in run.text
    assert [call.operation for call in server.aws.calls()] == before
    assert stack.up(changed(), config=account(server)).steps == ["update team"]


def test_another_account_is_refused(stack: Stack, server: Server) -> None:
    stack.up(PROGRAM, config=account(server))
    server.aws.set(account="999999999999")
    run = stack.destroy(fails=True)
    assert "it is in AWS account 123456789012, and this is AWS account 999999999999" in run.text
    server.aws.set(account="123456789012")
    assert stack.destroy().ok


def test_only_allowed_accounts_are_changed(stack: Stack, server: Server) -> None:
    only = account(server, allowedAccountIds='["111111111111"]')
    run = stack.up(PROGRAM, config=only, fails=True)
    assert "this is AWS account 123456789012, and allowedAccountIds has only 111111111111" in run.text
    assert {call.operation for call in server.aws.calls()} == {"GetCallerIdentity"}
    both = account(server, allowedAccountIds='["111111111111", "123456789012"]')
    assert stack.up(PROGRAM, config=both).ok


def test_the_local_aws_is_no_account_which_preview_says(stack: Stack) -> None:
    config = {**CONFIG, "aws-groups:allowedAccountIds": '["123456789012"]'}
    run = stack.preview(PROGRAM, config=config, fails=True)
    assert "set `allowedAccountIds` to `[]` beside `endpoint: local`" in run.text
    assert stack.up(PROGRAM, config={**config, "aws-groups:allowedAccountIds": "[]"}).ok


def test_an_account_id_is_checked_at_preview(sketch: Stack) -> None:
    config = {**CONFIG, "aws-groups:allowedAccountIds": '["1234"]'}
    run = sketch.preview({"team": group("Team")}, config=config, fails=True)
    assert "allowedAccountIds[0] is not an account id, which has 12 digits" in run.text


def test_a_refresh_that_finds_nothing_of_a_stack_warns(stack: Stack) -> None:
    stack.up(PROGRAM)
    state = stack.state()
    team = state["team"]["outputs"]["groupId"]
    stack.outside("identitystore", "DeleteGroup", IdentityStoreId=STORE, GroupId=team)
    for kind, name in (("KeyGroup", "signers"), ("PublicKey", "key")):
        outputs, id = state[name]["outputs"], state[name]["id"]
        stack.outside("cloudfront", f"Delete{kind}", Id=id, IfMatch=outputs["etag"])
    run = stack.refresh()
    assert "does not exist in the local AWS" in run.text
    assert "none of the 3 objects read so far does" in run.text


def test_the_place_is_in_no_output_that_users_see(stack: Stack) -> None:
    assert "__aws" not in stack.up(PROGRAM).text
    assert "__aws" not in stack.up(changed()).text
    assert "__aws" not in stack.preview(PROGRAM).text
