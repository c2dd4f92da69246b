"""Identity Store users on the local AWS."""

import re
from typing import Any

import pytest

from aws_groups.local import Fault, LocalAws
from tests.local.helpers import PERSON, STORE, new_user, patch, refused, user_id

ENTERPRISE = "aws:identitystore:enterprise"


def describe(identitystore: Any, id: str, **more: Any) -> dict[str, Any]:
    reply: dict[str, Any] = identitystore.describe_user(IdentityStoreId=STORE, UserId=id, **more)
    return reply


def update(identitystore: Any, id: str, *operations: dict[str, Any], **more: str) -> Any:
    return identitystore.update_user(IdentityStoreId=STORE, UserId=id, Operations=list(operations), **more)


def test_a_user_is_read_back_as_it_was_made(identitystore: Any) -> None:
    sent = {
        "UserName": "zoë@example.org",
        "DisplayName": "Zoë Müller 開発",
        "Name": {"GivenName": "Zoë", "FamilyName": "Müller", "HonorificPrefix": "Dr."},
        "Emails": [{"Value": "zoë@example.org", "Type": "work", "Primary": True}],
        "PhoneNumbers": [{"Value": "+41 44 000 00 00"}],
        "Addresses": [{"Locality": "Zürich", "Country": "CH"}],
        "Photos": [{"Value": "https://example.org/zoe.png"}],
        "Roles": [{"Value": "Researcher"}],
        "Title": "Engineer",
        "Birthdate": "2001-02-03",
    }
    made = identitystore.create_user(IdentityStoreId=STORE, **sent)
    assert re.fullmatch(r"1234567890-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made["UserId"])
    assert made["UserArn"] == f"arn:aws:identitystore:::user/{made['UserId']}"
    read = describe(identitystore, made["UserArn"])
    assert {name: read[name] for name in sent} == sent
    assert read["UserStatus"] == "ENABLED"
    assert read["CreatedAt"] == read["UpdatedAt"]
    assert read["CreatedBy"] == read["UpdatedBy"] == "arn:aws:iam::123456789012:user/local"
    assert (read["IdentityStoreId"], read["Revision"]) == (STORE, made["Revision"])
    assert not {"ExternalIds", "Extensions"} & read.keys()


@pytest.mark.parametrize(
    ("without", "message"),
    [
        ("UserName", "userName is a required attribute"),
        ("DisplayName", "displayname: The attribute displayname is required"),
        ("Name", "name: The attribute name is required"),
    ],
)
def test_identity_center_wants_the_names_of_a_person(identitystore: Any, without: str, message: str) -> None:
    person = {name: value for name, value in PERSON.items() if name != without}
    with refused("ValidationException", 400, message):
        identitystore.create_user(IdentityStoreId=STORE, **person)


def test_every_name_that_is_missing_is_told(identitystore: Any) -> None:
    message = (
        "displayname: The attribute displayname is required, givenname: The attribute givenname is required"
    )
    with refused("ValidationException", 400, message):
        identitystore.create_user(IdentityStoreId=STORE, UserName="ann", Name={"FamilyName": "Lee"})


def test_other_directories_have_users_without_names(identitystore: Any, aws: LocalAws) -> None:
    aws.set(bare_users=True)
    id = identitystore.create_user(IdentityStoreId=STORE)["UserId"]
    aws.set(bare_users=False)
    update(identitystore, id, patch("title", "Engineer"))
    read = describe(identitystore, id)
    assert read["Title"] == "Engineer"
    assert not {"UserName", "Name", "DisplayName", "Emails"} & read.keys()


def test_a_user_name_has_no_blanks(identitystore: Any) -> None:
    with refused("ValidationException", 400, "at 'userName'"):
        identitystore.create_user(IdentityStoreId=STORE, **{**PERSON, "UserName": "ann lee"})


@pytest.mark.parametrize("name", ["Administrator", "AWSAdministrators"])
def test_reserved_names_are_refused_at_creation_and_at_a_rename(identitystore: Any, name: str) -> None:
    with refused("ValidationException", 400, "reserved"):
        new_user(identitystore, name)
    id = new_user(identitystore, "ann")
    with refused("ValidationException", 400, "reserved"):
        update(identitystore, id, patch("userName", name))


def test_a_user_name_and_an_email_are_taken_once(identitystore: Any) -> None:
    new_user(identitystore, "ann", "ann@example.org")
    taken = "UNIQUENESS_CONSTRAINT_VIOLATION"
    with refused("ConflictException", 400, "Duplicate UserName", Reason=taken):
        new_user(identitystore, "ann")
    with refused("ConflictException", 400, "Duplicate Email", Reason=taken):
        new_user(identitystore, "other", "ann@example.org")
    bob = new_user(identitystore, "bob", "bob@example.org")
    with refused("ConflictException", 400, "Duplicate UserName", Reason=taken):
        update(identitystore, bob, patch("userName", "ann"))
    with refused("ConflictException", 400, "Duplicate Email", Reason=taken):
        update(identitystore, bob, patch("emails", [{"value": "ann@example.org"}]))
    update(identitystore, bob, patch("emails", [{"value": "bob@example.org", "primary": True}]))


def test_names_given_up_are_free(identitystore: Any) -> None:
    id = new_user(identitystore, "ann", "ann@example.org")
    update(identitystore, id, patch("userName", "anna"), patch("emails", [{"value": "anna@example.org"}]))
    second = new_user(identitystore, "ann", "ann@example.org")
    identitystore.delete_user(IdentityStoreId=STORE, UserId=second)
    new_user(identitystore, "ann", "ann@example.org")


def test_an_update_patches_what_it_names_and_leaves_the_rest(identitystore: Any) -> None:
    id = new_user(identitystore, "ann", "ann@example.org")
    before = describe(identitystore, id)
    reply = update(
        identitystore,
        id,
        patch("name.givenName", "Anna"),
        patch("name.middleName", "B."),
        patch("nickName", "A"),
        patch("profileUrl", "https://example.org/ann"),
    )
    after = describe(identitystore, id)
    assert after["Name"] == {**before["Name"], "GivenName": "Anna", "MiddleName": "B."}
    assert (after["NickName"], after["ProfileUrl"]) == ("A", "https://example.org/ann")
    assert (after["UserName"], after["Emails"]) == (before["UserName"], before["Emails"])
    assert reply["Revision"] == after["Revision"] != before["Revision"]
    assert reply["UserArn"] == after["UserArn"]


def test_user_name_and_email_change_in_one_update(identitystore: Any) -> None:
    id = new_user(identitystore, "ann", "ann@example.org")
    update(identitystore, id, patch("userName", "anna"), patch("emails", [{"value": "anna@example.org"}]))
    assert user_id(identitystore, "userName", "anna") == id
    assert user_id(identitystore, "emails.value", "anna@example.org") == id


@pytest.mark.parametrize(
    "item",
    [{"value": "new@example.org", "type": "home"}, {"Value": "new@example.org", "Type": "home"}],
    ids=["camel case", "the model's names"],
)
def test_a_list_is_replaced_as_a_whole(identitystore: Any, item: dict[str, str]) -> None:
    id = new_user(identitystore, "ann", "ann@example.org")
    update(identitystore, id, patch("emails", [item]))
    assert describe(identitystore, id)["Emails"] == [{"Value": "new@example.org", "Type": "home"}]


def test_photos_and_addresses_keep_to_the_model(identitystore: Any) -> None:
    id = new_user(identitystore, "ann")
    update(identitystore, id, patch("addresses", [{"postalCode": "8000", "primary": False}]))
    assert describe(identitystore, id)["Addresses"] == [{"PostalCode": "8000", "Primary": False}]
    with refused("ValidationException", 400, "'operations.1.member.attributeValue.1.member.value'"):
        update(identitystore, id, patch("photos", [{"type": "portrait"}]))


@pytest.mark.parametrize(
    ("attribute", "member"), [("title", "Title"), ("emails", "Emails"), ("name.middleName", "Name")]
)
@pytest.mark.parametrize("value", [(), (None,)], ids=["no value", "null"])
def test_null_or_nothing_removes_an_attribute(
    identitystore: Any, attribute: str, member: str, value: tuple[None, ...]
) -> None:
    id = new_user(identitystore, "ann", "ann@example.org", Title="Engineer")
    update(identitystore, id, patch("name.middleName", "B."))
    update(identitystore, id, patch(attribute, *value))
    read = describe(identitystore, id)
    assert read.get(member) == (PERSON["Name"] if member == "Name" else None)


@pytest.mark.parametrize(
    "operation",
    [
        patch("title", ""),
        patch("title", 7),
        patch("title.first", "x"),
        patch("name", "Ann"),
        patch("name.nickName", "Ann"),
        patch("Title", "x"),
        patch("shoeSize", "x"),
        patch("identityStoreId", "d-0000000000"),
        patch("extensions", {}),
        patch("userStatus", "DISABLED"),
        patch("emails", []),
        patch("emails", {"value": "x@example.org"}),
        patch("emails", [{"value": "a@example.org"}, {"value": "b@example.org"}]),
        patch("emails", [{"value": "a@example.org", "type": None}]),
        patch("emails", [{"value": "a@example.org", "primary": "yes"}]),
        patch("emails", [{"adress": "a@example.org"}]),
        patch("emails", ["a@example.org"]),
        patch("userName", "with blank"),
        patch("displayName", None),
        patch("name.familyName", None),
        patch("name", None),
        patch("userName", None),
        patch("aws:identitystore:education.school", "x"),
        patch(f"{ENTERPRISE}.department", ""),
        patch(ENTERPRISE, "x"),
    ],
    ids=lambda operation: f"{operation['AttributePath']}={operation.get('AttributeValue')}",
)
def test_a_bad_operation_is_refused_and_none_of_the_update_is_done(
    identitystore: Any, operation: dict[str, Any]
) -> None:
    id = new_user(identitystore, "ann", "ann@example.org")
    before = describe(identitystore, id)
    with refused("ValidationException", 400):
        update(identitystore, id, patch("nickName", "half done"), operation)
    after = describe(identitystore, id)
    del before["ResponseMetadata"], after["ResponseMetadata"]
    assert after == before


def test_a_part_of_a_list_is_refused_in_awss_words(identitystore: Any) -> None:
    id = new_user(identitystore, "ann", "ann@example.org")
    message = "Unsupported update operation on multi-value attribute emails, please provide full replacement"
    with refused("ValidationException", 400, message):
        update(identitystore, id, patch("emails.value", "new@example.org"))


def test_extensions_are_told_only_if_they_are_asked_for(identitystore: Any) -> None:
    data = {"department": "Research", "manager": {"value": "boss"}}
    id = new_user(identitystore, "ann", Extensions={ENTERPRISE: data})
    assert "Extensions" not in describe(identitystore, id)
    assert describe(identitystore, id, Extensions=[ENTERPRISE])["Extensions"] == {ENTERPRISE: data}
    listed = identitystore.list_users(IdentityStoreId=STORE)["Users"][0]
    assert "Extensions" not in listed
    listed = identitystore.list_users(IdentityStoreId=STORE, Extensions=[ENTERPRISE])["Users"][0]
    assert listed["Extensions"] == {ENTERPRISE: data}


def test_a_user_without_extensions_tells_none(identitystore: Any) -> None:
    id = new_user(identitystore, "ann")
    assert "Extensions" not in describe(identitystore, id, Extensions=[ENTERPRISE])


def test_an_extension_is_patched_by_attribute(identitystore: Any) -> None:
    id = new_user(identitystore, "ann", Extensions={ENTERPRISE: {"department": "Old", "division": "EU"}})
    update(
        identitystore,
        id,
        patch(f"{ENTERPRISE}.department", "New"),
        patch(f"{ENTERPRISE}.manager.value", "boss"),
    )
    read = describe(identitystore, id, Extensions=[ENTERPRISE])["Extensions"][ENTERPRISE]
    assert read == {"department": "New", "division": "EU", "manager": {"value": "boss"}}
    for name in ("department", "division", "manager.value"):
        update(identitystore, id, patch(f"{ENTERPRISE}.{name}", None))
    assert "Extensions" not in describe(identitystore, id, Extensions=[ENTERPRISE])


def test_another_extension_is_refused(identitystore: Any) -> None:
    other = "aws:identitystore:education"
    with refused("ValidationException", 400, f"{other} is no extension"):
        new_user(identitystore, "ann", Extensions={other: {"school": "x"}})
    id = new_user(identitystore, "ann")
    with refused("ValidationException", 400, f"{other} is no extension"):
        describe(identitystore, id, Extensions=[other])


def test_an_extensions_name_keeps_to_the_models_pattern(identitystore: Any) -> None:
    with refused("ValidationException", 400, "'extensions.key'"):
        new_user(identitystore, "ann", Extensions={"enterprise": {}})


def test_a_revision_guards_an_update_and_a_delete(identitystore: Any) -> None:
    id = new_user(identitystore, "ann")
    old = describe(identitystore, id)["Revision"]
    new = update(identitystore, id, patch("title", "one"), Revision=old)["Revision"]
    with refused("ConflictException", 400, Reason="CONCURRENT_MODIFICATION"):
        update(identitystore, id, patch("title", "two"), Revision=old)
    with refused("ConflictException", 400, Reason="CONCURRENT_MODIFICATION"):
        identitystore.delete_user(IdentityStoreId=STORE, UserId=id, Revision=old)
    assert describe(identitystore, id)["Title"] == "one"
    identitystore.delete_user(IdentityStoreId=STORE, UserId=id, Revision=new)


def test_a_deleted_user_is_gone(identitystore: Any) -> None:
    id = new_user(identitystore, "ann")
    identitystore.delete_user(IdentityStoreId=STORE, UserId=id)
    with refused("ResourceNotFoundException", 400, "USER not found", ResourceType="USER", ResourceId=id):
        describe(identitystore, id)
    with refused("ResourceNotFoundException", 400, ResourceType="USER"):
        identitystore.delete_user(IdentityStoreId=STORE, UserId=id)


def test_a_user_is_disabled_outside_the_api(identitystore: Any, aws: LocalAws) -> None:
    id = new_user(identitystore, "ann")
    aws.change_outside(id, UserStatus="DISABLED")
    update(identitystore, id, patch("title", "x"))
    assert describe(identitystore, id)["UserStatus"] == "DISABLED"
    with pytest.raises(KeyError):
        aws.change_outside(id, Title="y")
    with pytest.raises(KeyError):
        aws.change_outside("nobody", UserStatus="DISABLED")


def test_a_users_revision_can_move_by_itself(identitystore: Any, aws: LocalAws) -> None:
    made = identitystore.create_user(IdentityStoreId=STORE, **PERSON)
    assert aws.move_etag(made["UserId"]) == describe(identitystore, made["UserId"])["Revision"]
    assert describe(identitystore, made["UserId"])["Revision"] != made["Revision"]


def test_a_users_revision_moves_just_before_the_update_that_names_it(
    identitystore: Any, aws: LocalAws
) -> None:
    made = identitystore.create_user(IdentityStoreId=STORE, **PERSON)
    aws.inject(Fault("etag-move", "UpdateUser", times=1))
    with refused("ConflictException", 400, Reason="CONCURRENT_MODIFICATION"):
        update(identitystore, made["UserArn"], patch("title", "x"), Revision=made["Revision"])


def test_the_quota_of_users_can_be_set(identitystore: Any, aws: LocalAws) -> None:
    aws.set(users_per_identity_store=1)
    id = new_user(identitystore, "ann")
    with refused("ServiceQuotaExceededException", 400, "number of users"):
        new_user(identitystore, "bob")
    identitystore.delete_user(IdentityStoreId=STORE, UserId=id)
    new_user(identitystore, "bob")


def test_a_user_of_another_store_is_none_of_this_one(identitystore: Any, aws: LocalAws) -> None:
    other = "d-0000000000"
    aws.set(identity_stores=(STORE, other))
    made = identitystore.create_user(IdentityStoreId=other, **PERSON)
    with refused("ResourceNotFoundException", 400, ResourceType="USER"):
        describe(identitystore, made["UserId"])
    new_user(identitystore, PERSON["UserName"])


def test_the_older_api_answers_without_revision_and_arn(identitystore: Any, aws: LocalAws) -> None:
    aws.set(old_replies=True)
    made = identitystore.create_user(IdentityStoreId=STORE, **PERSON)
    assert made.keys() == {"IdentityStoreId", "UserId", "ResponseMetadata"}
    assert update(identitystore, made["UserId"], patch("title", "x")).keys() == {"ResponseMetadata"}
    read = describe(identitystore, made["UserId"])
    listed = identitystore.list_users(IdentityStoreId=STORE)["Users"][0]
    for reply in (read, listed):
        assert reply["Title"] == "x"
        assert not {"UserArn", "Revision"} & reply.keys()
