"""Look-ups on the wire: what is found, what is told of what is not, and how often AWS is called.

The numbers L1 to L8 and M9 are those of the reports that each test answers.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from aws_groups.aws.bulk import IDLE
from aws_groups.local import Fault, LocalAws
from aws_groups.local.server import Server
from tests.plugin.harness import GROUP, STORE, UNKNOWN, Bag, Plugin, assert_for_people, fails, secret

GET_GROUP = "identitystore:getGroup"
GET_GROUPS = "identitystore:getGroups"
NOBODY = "1234567890-94482488-3041-7026-18f3-be45837cd0e4"
NAMES = ("Key keepers", "Ops", "Team")


def make_group(plugin: Plugin, name: str, **more: Any) -> str:
    """Make a group as somebody else; its id."""
    reply = plugin.outside("identitystore", "CreateGroup", IdentityStoreId=STORE, DisplayName=name, **more)
    return str(reply["GroupId"])


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Plugin]:
    """A plugin on a directory with three groups; ``identityStoreId`` is configured."""
    plugin = Plugin(tmp_path / "aws.sqlite")
    for name in NAMES:
        make_group(plugin, name)
    plugin.configure(endpoint="local", identityStoreId=STORE)
    yield plugin
    _, err = plugin.close()
    assert "Traceback" not in err


def wrong(plugin: Plugin, token: str, **arguments: Any) -> tuple[str, str]:
    """The one failure of a call: its path and its text."""
    results, failures = plugin.ask(token, **arguments)
    assert results == {}
    ((path, text),) = failures.items()
    return path, text


# One group.


def test_l5_a_group_is_found_by_its_name_with_all_that_the_resource_has(directory: Plugin) -> None:
    id = make_group(directory, "Synced", Description="comes from elsewhere")
    directory.aws.set_external_ids(id, [("https://scim.example", "0815")])
    found = directory.invoke(GET_GROUP, displayName="Synced")
    read = directory.read(GROUP, f"{STORE}/{id}")
    outputs = {name: value for name, value in read.state.items() if not name.startswith("__")}
    assert found == {"id": read.id, **outputs}
    assert found["externalIds"] == [{"issuer": "https://scim.example", "id": "0815"}]


@pytest.mark.parametrize("form", ["{id}", f"{STORE}/{{id}}", "arn:aws:identitystore:::group/{id}", " {id} "])
def test_a_group_is_found_by_its_id_in_any_form(directory: Plugin, form: str) -> None:
    id = make_group(directory, "It")
    with directory.calls("DescribeGroup"):
        found = directory.invoke(GET_GROUP, groupId=form.format(id=id))
    assert (found["groupId"], found["displayName"]) == (id, "It")


def test_l5_a_synchronised_group_is_found_by_its_external_id(directory: Plugin) -> None:
    id = make_group(directory, "Synced")
    directory.aws.set_external_ids(id, [("one", "1"), ("two", "2")])
    with directory.calls("GetGroupId", "DescribeGroup"):
        found = directory.invoke(GET_GROUP, externalId={"issuer": "two", "id": "2"})
    assert found["groupId"] == id


@pytest.mark.parametrize("name", ["first.last@example.org", "Ä ö 名前 (x)", "a'b\"c", "0"])
def test_u11_names_with_any_characters_are_found(directory: Plugin, name: str) -> None:
    id = make_group(directory, name)
    assert directory.invoke(GET_GROUP, displayName=name)["groupId"] == id


def test_a_result_that_aws_does_not_have_is_null(directory: Plugin) -> None:
    directory.aws.set(old_replies=True)
    found = directory.invoke(GET_GROUP, displayName="Team")
    assert found["description"] is None
    assert found["arn"] is None
    assert found["externalIds"] == []


def test_l1_a_name_that_is_not_there_names_the_store_the_number_and_the_nearest(directory: Plugin) -> None:
    path, text = wrong(directory, GET_GROUP, displayName="key-keeper")
    assert path == "displayName"
    assert text.splitlines() == [
        f'displayName "key-keeper" (did you mean "Key keepers"?): identity store {STORE} has no such group '
        "among its 3 groups.",
        "If this program makes the group, give its output here, so that the look-up waits for it.",
    ]


def test_a_name_like_no_other_is_told_without_a_nearest(directory: Plugin) -> None:
    _, text = wrong(directory, GET_GROUP, displayName="xxxxxxxx")
    assert "did you mean" not in text


def test_an_id_that_is_not_there_costs_one_call(directory: Plugin) -> None:
    with directory.calls("DescribeGroup"):
        path, text = wrong(directory, GET_GROUP, groupId=NOBODY)
    assert path == "groupId"
    assert f'groupId "{NOBODY}": identity store {STORE} has no such group.' in text


def test_a_store_that_is_not_there_is_told(directory: Plugin) -> None:
    with fails('looking up group "Team"', 'there is no identity store "d-0000000000" here'):
        directory.ask(GET_GROUP, displayName="Team", identityStoreId="d-0000000000")


WRONG: dict[str, tuple[Bag, str, str]] = {
    "nothing": ({}, "groupId", "groupId is required, or displayName or externalId in its place"),
    "two": (
        {"groupId": NOBODY, "displayName": "Team"},
        "displayName",
        "displayName can't be given beside groupId: give one of them",
    ),
    "a misspelt one": ({"displayname": "Team"}, "displayname", "did you mean displayName?"),
    "a number": ({"displayName": 1}, "displayName", "must be a string"),
    "an empty id": ({"groupId": ""}, "groupId", "must have at least 1 character"),
    "an id of another store": (
        {"groupId": f"d-0000000000/{NOBODY}"},
        "groupId",
        "is of another identity store",
    ),
    "half an external id": ({"externalId": {"id": "1"}}, "externalId.issuer", "is required"),
    "no store": ({"identityStoreId": "store", "displayName": "Team"}, "identityStoreId", "looks like d-"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_argument_is_told_with_its_path_and_without_a_call(directory: Plugin, name: str) -> None:
    arguments, path, words = WRONG[name]
    with directory.calls():
        failing, text = wrong(directory, GET_GROUP, **arguments)
    assert failing == path
    assert words in text


def test_a_function_that_there_is_not_is_told_with_those_that_there_are(directory: Plugin) -> None:
    with fails("has no function 'aws-groups:identitystore:getGruop'", "aws-groups:identitystore:getGroup,"):
        directory.ask("identitystore:getGruop")


# Directories that answer less.


def test_l1_l8_a_managed_ad_is_asked_for_a_list_of_the_one_name(directory: Plugin) -> None:
    directory.aws.set(managed_ad=True)
    with directory.calls("GetGroupId", "ListGroups") as calls:
        assert directory.invoke(GET_GROUP, displayName="Team")["displayName"] == "Team"
    assert calls[1].params["Filters"] == [{"AttributePath": "DisplayName", "AttributeValue": "Team"}]


def test_l8_a_directory_that_cannot_be_listed_answers_by_id_and_exact_name(directory: Plugin) -> None:
    directory.aws.inject(Fault("error", "ListGroups", status=400, code="ValidationException"))
    id = directory.invoke(GET_GROUP, displayName="Team")["groupId"]
    assert directory.invoke(GET_GROUP, groupId=id)["displayName"] == "Team"
    path, text = wrong(directory, GET_GROUP, displayName="Teams")
    assert path == "displayName"
    assert f"identity store {STORE} has no such group.\n" in text
    assert "Which groups there are could not be listed: AWS said ListGroups: ValidationException" in text


def test_l1_a_directory_that_cannot_be_asked_by_name_is_listed(directory: Plugin) -> None:
    directory.aws.inject(Fault("error", "GetGroupId", status=400, code="UnknownOperationException"))
    id = make_group(directory, "Synced")
    directory.aws.set_external_ids(id, [("one", "1")])
    with directory.calls("GetGroupId", "ListGroups"):
        assert directory.invoke(GET_GROUP, externalId={"issuer": "one", "id": "1"})["groupId"] == id


def test_l8_a_directory_that_answers_neither_way_says_why_and_what_to_give(directory: Plugin) -> None:
    directory.aws.set(managed_ad=True)
    with fails(
        "this directory does not answer by externalId, and it has no list to look in. Give groupId",
        "GetGroupId: UnknownOperationException",
        "ListGroups: ValidationException",
    ):
        directory.ask(GET_GROUP, externalId={"issuer": "one", "id": "1"})


def test_who_may_ask_nothing_is_told_what_the_policy_must_allow(directory: Plugin) -> None:
    directory.aws.inject(Fault("error", service="identitystore", status=400, code="AccessDeniedException"))
    with fails('looking up group "Team"', "their policy must allow identitystore:GetGroupId"):
        directory.ask(GET_GROUP, displayName="Team")


# Many groups.


def test_l2_all_groups_come_by_name_from_all_pages(directory: Plugin) -> None:
    for number in range(210):
        make_group(directory, f"more {number:03}")
    with directory.calls("ListGroups", "ListGroups", "ListGroups"):
        found = directory.invoke(GET_GROUPS)
    assert [group["displayName"] for group in found["groups"]] == sorted(
        [*NAMES, *(f"more {n:03}" for n in range(210))]
    )
    assert found["groupIds"] == [group["groupId"] for group in found["groups"]]
    assert found["identityStoreId"] == STORE


def test_l2_none_is_an_empty_list(directory: Plugin) -> None:
    assert directory.invoke(GET_GROUPS, namePrefix="X") == {
        "identityStoreId": STORE,
        "groups": [],
        "groupIds": [],
    }


def test_groups_are_found_by_how_their_names_begin(directory: Plugin) -> None:
    assert [one["displayName"] for one in directory.invoke(GET_GROUPS, namePrefix="T")["groups"]] == ["Team"]


def test_each_of_many_is_as_one_alone(directory: Plugin) -> None:
    (one,) = directory.invoke(GET_GROUPS, namePrefix="Team")["groups"]
    assert one == directory.invoke(GET_GROUP, displayName="Team")


def test_groups_of_a_list_of_names_come_in_its_order(directory: Plugin) -> None:
    found = directory.invoke(GET_GROUPS, displayNames=["Team", "Key keepers"])["groups"]
    assert [group["displayName"] for group in found] == ["Team", "Key keepers"]
    assert directory.invoke(GET_GROUPS, displayNames=[])["groups"] == [], "none is asked for"


def test_m9_all_missing_names_are_told_at_once_each_with_the_nearest(directory: Plugin) -> None:
    path, text = wrong(directory, GET_GROUPS, displayNames=["Team", "Tean", "Ops", "xxxxxxxx"])
    assert path == "displayNames[1]"
    assert text.startswith(
        'displayNames[1] "Tean" (did you mean "Team"?); displayNames[3] "xxxxxxxx": '
        f"identity store {STORE} has no such groups among its 3 groups.\n"
    )


def test_names_and_a_prefix_exclude_each_other(directory: Plugin) -> None:
    path, text = wrong(directory, GET_GROUPS, displayNames=["Team"], namePrefix="T")
    assert (path, text) == ("namePrefix", "namePrefix can't be given beside displayNames: give one of them")


def test_l2_m3_a_page_that_fails_is_an_error_and_no_shorter_list(directory: Plugin) -> None:
    for number in range(110):
        make_group(directory, f"more {number:03}")
    directory.invoke(GET_GROUPS)
    time.sleep(IDLE + 0.1)
    directory.aws.inject(Fault("error", "ListGroups", status=400, code="ValidationException", skip=1))
    with fails("looking up group", "ListGroups: ValidationException"):
        directory.ask(GET_GROUPS)


# How often AWS is called.


def test_many_look_ups_cost_one_listing(directory: Plugin) -> None:
    names = [f"more {number:03}" for number in range(150)]
    for name in names:
        make_group(directory, name)
    before = directory.aws.calls()[-1].seq
    with ThreadPoolExecutor(16) as pool:
        whole = pool.submit(directory.invoke, GET_GROUPS)
        found = list(pool.map(lambda name: directory.invoke(GET_GROUP, displayName=name), names))
    assert [one["displayName"] for one in found] == names
    assert len(whole.result()["groups"]) == 153
    operations = [call.operation for call in directory.aws.calls(after=before)]
    assert operations.count("ListGroups") == 2, "one listing: 153 groups are two pages"
    assert operations.count("GetGroupId") == operations.count("DescribeGroup") <= 1


def test_l5_a_look_up_after_a_create_of_this_program_sees_it(directory: Plugin) -> None:
    directory.invoke(GET_GROUPS)
    inputs: Bag = directory.checked(GROUP, {"displayName": "New"})
    made = directory.create(GROUP, inputs)
    assert directory.invoke(GET_GROUP, displayName="New")["id"] == made.id
    assert made.id in [one["id"] for one in directory.invoke(GET_GROUPS)["groups"]]


def test_l7_what_another_program_makes_meanwhile_is_found_too(directory: Plugin) -> None:
    directory.invoke(GET_GROUPS)
    id = make_group(directory, "Late")
    assert directory.invoke(GET_GROUP, displayName="Late")["groupId"] == id


# Secrets, unknowns, other accounts.


def test_a_secret_argument_makes_the_results_secret_and_is_shown_nowhere(directory: Plugin) -> None:
    found = directory.invoke(GET_GROUP, displayName=secret("Team"))
    assert found["displayName"] == secret("Team")
    _, text = wrong(directory, GET_GROUP, displayName=secret("Key keeper of the hidden door"))
    assert "hidden" not in text
    assert "did you mean" not in text


def test_what_is_not_known_yet_is_not_asked_for(directory: Plugin) -> None:
    with directory.calls():
        assert directory.ask(GET_GROUP, displayName=UNKNOWN) == ({}, {})


@contextmanager
def not_allowed(directory: Plugin, folder: Path, **config: Any) -> Iterator[None]:
    """An account that ``allowedAccountIds`` does not name: only who it is may be asked."""
    keys = {"accessKey": "AKIDOURS", "secretKey": "secret"}
    with closing(Server(LocalAws(folder / "account.sqlite"), "127.0.0.1", 0)) as server:
        directory.configure(endpoint=server.url, **keys, **config, allowedAccountIds=["111111111111"])
        yield
        assert {call.operation for call in server.aws.calls()} == {"GetCallerIdentity"}


def test_an_account_that_is_not_allowed_is_not_asked(directory: Plugin, tmp_path: Path) -> None:
    told = "looking up group: this is AWS account 123456789012", "so nothing was sent"
    with not_allowed(directory, tmp_path, region="us-east-1", identityStoreId=STORE), fails(*told):
        directory.ask(GET_GROUP, displayName="Team")


# The store that nobody names.


def test_l6_the_only_store_is_found_in_one_call_for_all(directory: Plugin) -> None:
    directory.configure(endpoint="local")
    with directory.calls("ListInstances", "GetGroupId", "DescribeGroup", "CreateGroup"):
        assert directory.invoke(GET_GROUP, displayName="Team")["identityStoreId"] == STORE
        inputs = directory.checked(GROUP, {"displayName": "New"})
        assert inputs["identityStoreId"] == STORE
        made = directory.create(GROUP, inputs)
    assert made.id.startswith(f"{STORE}/")


def test_an_unchanged_resource_keeps_the_store_that_was_found_without_a_call(directory: Plugin) -> None:
    directory.configure(endpoint="local")
    inputs = directory.checked(GROUP, {"displayName": "New"})
    directory.configure(endpoint="local")
    with directory.calls():
        assert directory.checked(GROUP, {"displayName": "New"}, inputs) == inputs


def test_l6_none_of_several_stores_is_picked(directory: Plugin) -> None:
    directory.aws.set(identity_stores=(STORE, "d-0987654321"))
    directory.configure(endpoint="local")
    expected = (
        "identityStoreId",
        f"identityStoreId is required, as there are several: d-0987654321, {STORE}; set it here, or for the "
        "whole stack with `pulumi config set aws-groups:identityStoreId VALUE`",
    )
    assert wrong(directory, GET_GROUP, displayName="Team") == expected
    _, failures = directory.check(GROUP, {"displayName": "New"})
    assert tuple(failures.items()) == (expected,)


def test_l6_an_account_without_a_store_is_told(directory: Plugin) -> None:
    directory.aws.set(identity_stores=())
    directory.configure(endpoint="local")
    _, text = wrong(directory, GET_GROUP, displayName="Team")
    assert "this account has no IAM Identity Center in this region" in text


def test_l6_a_store_that_cannot_be_found_out_is_asked_for(directory: Plugin) -> None:
    directory.aws.inject(Fault("error", "ListInstances", status=400, code="AccessDeniedException"))
    directory.configure(endpoint="local")
    _, failures = directory.check(GROUP, {"displayName": "New"})
    text = failures["identityStoreId"]
    assert "is required (set it here, or for the whole stack with `pulumi config set" in text
    assert_for_people(text)
    assert "their policy must allow sso:ListInstances" in text


def test_an_id_without_a_store_is_imported_from_the_only_one(directory: Plugin) -> None:
    id = make_group(directory, "It")
    directory.configure(endpoint="local")
    assert directory.read(GROUP, id).id == f"{STORE}/{id}"


def test_a_store_is_not_looked_for_in_an_account_that_is_not_allowed(
    directory: Plugin, tmp_path: Path
) -> None:
    told = "checking group: this is AWS account 123456789012", "so nothing was sent"
    with not_allowed(directory, tmp_path, region="us-east-1"), fails(*told):
        directory.check(GROUP, {"displayName": "New"})
