"""Look-ups of users and members on the wire. The numbers are those of the reports that a test answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from aws_groups.local import Fault
from tests.plugin.harness import GROUP, STORE, Bag, Plugin, fails
from tests.plugin.test_functions import NOBODY, make_group, wrong

USER = "aws-groups:identitystore:User"
GET_USER = "identitystore:getUser"
GET_USERS = "identitystore:getUsers"
GET_MEMBERS = "identitystore:getGroupMembers"


def make_user(plugin: Plugin, name: str, **more: Any) -> str:
    """Make a user as somebody else; its id."""
    person = {"DisplayName": name.title(), "Name": {"GivenName": "A", "FamilyName": "B"}, **more}
    reply = plugin.outside("identitystore", "CreateUser", IdentityStoreId=STORE, UserName=name, **person)
    return str(reply["UserId"])


def put_in(plugin: Plugin, group: str, *users: str) -> None:
    """Put users into a group as somebody else."""
    for user in users:
        plugin.outside(
            "identitystore",
            "CreateGroupMembership",
            IdentityStoreId=STORE,
            GroupId=group,
            MemberId={"UserId": user},
        )


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Plugin]:
    """A plugin on an empty directory; ``identityStoreId`` is configured."""
    plugin = Plugin(tmp_path / "aws.sqlite")
    plugin.configure(endpoint="local", identityStoreId=STORE)
    yield plugin
    _, err = plugin.close()
    assert "Traceback" not in err


WAYS: dict[str, Bag] = {
    "by user name": {"userName": "first.last@example.org"},
    "by email": {"email": "first@example.org"},
    "by external id": {"externalId": {"issuer": "scim", "id": "1"}},
}


@pytest.mark.parametrize("arguments", WAYS.values(), ids=WAYS)
def test_u11_l5_a_user_is_found_as_the_resource_reads_it(directory: Plugin, arguments: Bag) -> None:
    extension = {"aws:identitystore:enterprise": {"department": "R&D"}}
    id = make_user(
        directory, "first.last@example.org", Emails=[{"Value": "first@example.org"}], Extensions=extension
    )
    directory.aws.set_external_ids(id, [("scim", "1")])
    read = directory.read(USER, f"{STORE}/{id}")
    with directory.calls("GetUserId", "DescribeUser"):
        found = directory.invoke(GET_USER, **arguments)
    outputs = {name: value for name, value in read.state.items() if not name.startswith("__")}
    assert found == {"id": f"{STORE}/{id}", **outputs}
    assert found["enterprise"] == {"department": "R&D"}
    assert found["userStatus"] == "ENABLED"


@pytest.mark.parametrize("form", ["{id}", f"{STORE}/{{id}}", "arn:aws:identitystore:::user/{id}"])
def test_a_user_is_found_by_its_id_in_any_form(directory: Plugin, form: str) -> None:
    id = make_user(directory, "ann")
    with directory.calls("DescribeUser"):
        assert directory.invoke(GET_USER, userId=form.format(id=id))["userName"] == "ann"


def test_u2_a_user_who_lacks_attributes_is_found(directory: Plugin) -> None:
    directory.aws.set(bare_users=True)
    reply = directory.outside("identitystore", "CreateUser", IdentityStoreId=STORE, NickName="bare")
    found = directory.invoke(GET_USER, userId=reply["UserId"])
    assert (found["nickName"], found["userName"], found["emails"]) == ("bare", None, [])
    assert [one["userId"] for one in directory.invoke(GET_USERS)["users"]] == [reply["UserId"]]


def test_l1_a_user_who_is_not_there_is_told_with_the_nearest(directory: Plugin) -> None:
    make_user(directory, "ann.lee", Emails=[{"Value": "ann@example.org"}])
    make_user(directory, "bob")
    path, text = wrong(directory, GET_USER, userName="anne.lee")
    assert path == "userName"
    assert text.splitlines()[0] == (
        f'userName "anne.lee" (did you mean "ann.lee"?): identity store {STORE} has no such user among its '
        "2 users."
    )
    _, text = wrong(directory, GET_USER, email="anne@example.org")
    assert 'email "anne@example.org" (did you mean "ann@example.org"?)' in text
    _, text = wrong(directory, GET_USER, userId=NOBODY)
    assert f'userId "{NOBODY}": identity store {STORE} has no such user.' in text


def test_a_wrong_argument_is_told_with_its_path_and_without_a_call(directory: Plugin) -> None:
    with directory.calls():
        assert wrong(directory, GET_USER) == (
            "userId",
            "userId is required, or userName or email or externalId in its place",
        )
        assert wrong(directory, GET_USER, userName="ann lee")[0] == "userName"
        assert wrong(directory, GET_USERS, userNames=["ann", "ann lee"])[0] == "userNames[1]"
        assert wrong(directory, GET_MEMBERS, groupId=f"d-0000000000/{NOBODY}")[0] == "groupId"


def test_l2_no_users_are_an_empty_list(directory: Plugin) -> None:
    assert directory.invoke(GET_USERS)["users"] == []


def test_l2_m6_all_users_come_by_name_from_all_pages(directory: Plugin) -> None:
    ids = {f"user{number:03}": make_user(directory, f"user{number:03}") for number in range(101)}
    with directory.calls("ListUsers", "ListUsers"):
        found = directory.invoke(GET_USERS, namePrefix="user")
    assert [one["userName"] for one in found["users"]] == list(ids)
    assert found["userIds"] == list(ids.values())


def test_m9_users_of_a_list_of_names_come_in_its_order_and_cost_one_listing(directory: Plugin) -> None:
    ids = {name: make_user(directory, name) for name in ("ann", "bob", "cleo")}
    with directory.calls("ListUsers"):
        found = directory.invoke(GET_USERS, userNames=["cleo", "ann"])
    assert found["userIds"] == [ids["cleo"], ids["ann"]]


def test_m9_all_missing_names_are_told_at_once_each_with_the_nearest(directory: Plugin) -> None:
    for name in ("ann", "bob", "cleo"):
        make_user(directory, name)
    path, text = wrong(directory, GET_USERS, userNames=["bobby", "ann", "cloe", "zzzzzzzz"])
    assert path == "userNames[0]"
    assert text.startswith(
        'userNames[0] "bobby" (did you mean "bob"?); userNames[2] "cloe" (did you mean "cleo"?); '
        f'userNames[3] "zzzzzzzz": identity store {STORE} has no such users among its 3 users.\n'
    )


def test_m9_of_very_many_missing_names_the_first_are_told(directory: Plugin) -> None:
    for number in range(30):
        make_user(directory, f"user{number:04}")
    _, text = wrong(directory, GET_USERS, userNames=[f"usr{number:04}" for number in range(30)])
    assert 'userNames[19] "usr0019" (did you mean "user0019"?); and 10 more: identity store' in text
    assert "usr0020" not in text


def test_l8_a_managed_ad_answers_by_id_and_by_user_name(directory: Plugin) -> None:
    id = make_user(directory, "ann", Emails=[{"Value": "ann@example.org"}])
    directory.aws.set(managed_ad=True)
    assert directory.invoke(GET_USER, userName="ann")["userId"] == id
    assert directory.invoke(GET_USER, userId=id)["userName"] == "ann"
    with fails("this directory does not answer by email, and it has no list to look in. Give userId"):
        directory.ask(GET_USER, email="ann@example.org")


# Members.


def test_l4_the_members_of_a_group_by_its_name_are_a_look_up_pages_and_one_list(directory: Plugin) -> None:
    ids = [make_user(directory, f"user{number:03}") for number in range(150)]
    for number in range(30):
        make_user(directory, f"other{number}")
    group = make_group(directory, "Team")
    put_in(directory, group, *reversed(ids))
    expected = ["GetGroupId", "DescribeGroup", *["ListGroupMemberships"] * 2, *["ListUsers"] * 2]
    with directory.calls(*expected):
        found = directory.invoke(GET_MEMBERS, displayName="Team")
    assert found["groupId"] == group
    assert found["userIds"] == ids, "by user name"
    assert [member["userId"] for member in found["members"]] == ids
    first = found["members"][0]
    assert (first["userName"], first["displayName"]) == ("user000", "User000")
    (membership,) = [
        item["MembershipId"]
        for item in directory.outside(
            "identitystore",
            "ListGroupMembershipsForMember",
            IdentityStoreId=STORE,
            MemberId={"UserId": ids[0]},
        )["GroupMemberships"]
    ]
    assert first["membershipId"] == membership


def test_l2_a_group_without_members_is_an_empty_list(directory: Plugin) -> None:
    group = make_group(directory, "Team")
    with directory.calls("ListGroupMemberships"):
        found = directory.invoke(GET_MEMBERS, groupId=f"{STORE}/{group}")
    assert found == {"identityStoreId": STORE, "groupId": group, "members": [], "userIds": []}


def test_l7_members_of_a_group_that_is_not_there_are_an_error(directory: Plugin) -> None:
    path, text = wrong(directory, GET_MEMBERS, groupId=NOBODY)
    assert (path, text.splitlines()[0]) == (
        "groupId",
        f'groupId "{NOBODY}": identity store {STORE} has no such group.',
    )
    make_group(directory, "Team")
    assert 'did you mean "Team"?' in wrong(directory, GET_MEMBERS, displayName="Teams")[1]


def test_m3_a_page_of_members_that_fails_is_an_error_and_no_smaller_group(directory: Plugin) -> None:
    group = make_group(directory, "Team")
    put_in(directory, group, *(make_user(directory, f"user{number:03}") for number in range(101)))
    refusal = Fault("error", "ListGroupMemberships", status=400, code="ValidationException", skip=1)
    directory.aws.inject(refusal)
    with fails(f'looking up group "{group}"', "ListGroupMemberships: ValidationException"):
        directory.ask(GET_MEMBERS, groupId=group)


def test_members_of_a_directory_that_cannot_be_listed_are_named_one_by_one(directory: Plugin) -> None:
    group, ann, bob = make_group(directory, "Team"), make_user(directory, "ann"), make_user(directory, "bob")
    put_in(directory, group, ann, bob)
    directory.aws.set(managed_ad=True)
    found = directory.invoke(GET_MEMBERS, groupId=group)
    assert [member["userName"] for member in found["members"]] == ["ann", "bob"]


def test_l5_a_member_put_in_by_this_program_is_seen(directory: Plugin) -> None:
    group, ann = make_group(directory, "Team"), make_user(directory, "ann")
    assert directory.invoke(GET_MEMBERS, groupId=group)["members"] == []
    token = "aws-groups:identitystore:GroupMembership"
    directory.create(token, directory.checked(token, {"groupId": group, "memberId": ann}))
    assert directory.invoke(GET_MEMBERS, groupId=group)["userIds"] == [ann]


def test_what_a_program_will_make_is_not_known_at_preview_and_missed_at_the_update(directory: Plugin) -> None:
    emails = [{"value": "ann@example.org"}]
    person = {"userName": "ann", "displayName": "Ann", "name": {"givenName": "A", "familyName": "L"}}
    directory.checked(USER, {**person, "emails": emails}, name="ann")
    directory.checked(GROUP, {"displayName": "Team"}, name="team")
    for token, arguments in (
        (GET_USER, {"userName": "ann"}),
        (GET_USER, {"email": "ann@example.org"}),
        (GET_USERS, {"userNames": ["ann"]}),
        (GET_MEMBERS, {"displayName": "Team"}),
    ):
        assert directory.ask(token, preview=True, **arguments) == ({}, {}), token
        assert wrong(directory, token, **arguments)
    assert directory.ask(GET_USERS, preview=True, userNames=["ann", "bob"])[1], "bob is nobody's"
