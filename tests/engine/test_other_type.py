"""One key group that is a KeyGroup in a program, and SigningKeys in the same program or in the next one."""

from __future__ import annotations

from tests.engine.advice import advised, follow, holder, listed, option
from tests.engine.harness import Program, Stack
from tests.engine.programs import KEYS, Resource, key_group, public_key, resource, with_options

KEPT = {"retainOnDelete": True}


def signing_keys(**properties: str) -> Resource:
    return resource("cloudfront:SigningKeys", encodedKey=KEYS[0], name="site", **properties)


def two(**options: bool) -> Program:
    """A group and its key, each a resource."""
    return {
        "key": with_options(public_key(KEYS[0], name="site-key"), **options),
        "site": with_options(key_group("${key.id}", name="site"), **options),
    }


def the_group(stack: Stack) -> str:
    (item,) = stack.outside("cloudfront", "ListKeyGroups")["KeyGroupList"]["Items"]
    return str(item["KeyGroup"]["Id"])


def settled(stack: Stack, program: Program) -> None:
    """Nothing is left to do for a program, also when AWS is asked."""
    stack.up(program)
    assert stack.up(program, "--refresh").steps == [f"refresh {name}" for name in program]


def test_one_name_in_two_types_is_found_at_preview(stack: Stack) -> None:
    run = stack.preview({**two(), "other": signing_keys()}, fails=True)
    assert "name is the same as that of " in run.error


def test_from_a_key_group_to_signing_keys_as_the_message_says(stack: Stack) -> None:
    stack.up(two())
    group = the_group(stack)
    run = stack.up({"site": signing_keys()}, fails=True)
    assert holder(run.error) == group
    assert listed(stack, run.error)
    assert f'name "site" is taken by the key group {group}, last changed ' in run.error
    assert "Listed as cloudfront:KeyGroup, " in run.error
    stack.up(two(**option(run.error, "retainOnDelete")))
    imported = {"import_": option(run.error, "import: ")["import"]}
    stack.up({"site": with_options(signing_keys(), **imported)})
    settled(stack, {"site": signing_keys()})
    assert the_group(stack) == group


def test_from_signing_keys_to_a_key_group_as_the_message_says(stack: Stack) -> None:
    stack.up({"site": signing_keys()})
    group, key = the_group(stack), stack.state()["site"]["outputs"]["signingKeyId"]
    run = stack.up({"site": key_group(key, name="site")}, fails=True)
    assert "Listed as cloudfront:SigningKeys, " in run.error
    stack.up({"site": with_options(signing_keys(), **option(run.error, "retainOnDelete"))})
    imported = {"import_": option(run.error, "import: ")["import"]}
    stack.up({"site": with_options(key_group(key, name="site"), **imported)})
    settled(stack, {"site": key_group(key, name="site")})
    assert the_group(stack) == group


def test_what_has_become_signing_keys_is_not_deleted_with_the_key_group_that_it_was(stack: Stack) -> None:
    stack.up(two())
    group = the_group(stack)
    stack.import_("aws-groups:cloudfront:SigningKeys", "site", group, "--protect=false")
    run = stack.up({"site": signing_keys()}, fails=True)
    assert f"deleting key group {group}: " in run.error
    assert "cloudfront:SigningKeys site of this program has it too, so nothing was done." in run.error
    assert advised(run.error, "pulumi state delete")
    follow(stack, run.error, "pulumi state delete")
    run = stack.up({"site": signing_keys()}, fails=True)
    assert "deleting public key " in run.error
    follow(stack, run.error, "pulumi state delete")
    settled(stack, {"site": signing_keys()})
    assert the_group(stack) == group


def test_a_key_that_a_resource_of_its_own_has_too_is_not_cleared_away_with_the_signing_keys(
    stack: Stack,
) -> None:
    stack.up({"site": signing_keys()})
    old = stack.state()["site"]["outputs"]["signingKeyId"]
    new = {**signing_keys(), "properties": {"encodedKey": KEYS[1], "name": "site", "overlap": "0s"}}
    name = stack.outside("cloudfront", "GetPublicKeyConfig", Id=old)["PublicKeyConfig"]["Name"]
    mine = public_key(KEYS[0], name=name)
    program = {"mine": mine, "site": with_options(new, dependsOn=["${mine}"])}
    stack.up({"mine": with_options(mine, import_=old), "site": signing_keys()})
    run = stack.up(program)
    assert run.steps == ["update site"]
    run = stack.up(program)
    assert f"public key {old} stays in AWS, as mine of this program has it too" in run.text
    assert stack.up(program).steps == []
    assert stack.outside("cloudfront", "GetPublicKey", Id=old)["PublicKey"]["Id"] == old
