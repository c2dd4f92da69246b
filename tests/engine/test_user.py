"""The life of an Identity Store user. U1 to U11 are what users of other tools suffered: none of it here."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.engine.harness import CONFIG, STORE, Stack
from tests.engine.people import ENTERPRISE, NAME, WORK, change_outside, live, made_outside, operations, where
from tests.engine.programs import group, resource, secret, user, with_options

pytestmark = pytest.mark.engine


def test_a_user_lives_under_one_id(stack: Stack) -> None:
    """U7: name, display name and email change in one update, with the id and the memberships kept."""
    stack.up({"ada": user("ada", emails=[WORK], title="Countess", enterprise={"department": "Engines"})})
    assert stack.calls() == ["CreateUser"]
    made = stack.state()["ada"]
    assert made["id"] == f"{STORE}/{made['outputs']['userId']}"
    team = stack.outside("identitystore", "CreateGroup", IdentityStoreId=STORE, DisplayName="Team")
    member = {"GroupId": team["GroupId"], "MemberId": {"UserId": made["outputs"]["userId"]}}
    stack.outside("identitystore", "CreateGroupMembership", IdentityStoreId=STORE, **member)

    news = user(
        "ada.king",
        displayName="Ada King",
        name={"givenName": "Augusta", "familyName": "Lovelace", "middleName": "Ada"},
        emails=[{"value": "ada@example.net"}],
        enterprise={"department": "Engines", "manager": {"value": "charles"}},
    )
    preview = stack.preview({"ada": news})
    assert preview.diff("ada") == {
        "userName": "update",
        "displayName": "update",
        "name.givenName": "update",
        "name.middleName": "add",
        "emails[0].value": "update",
        "emails[0].type": "delete",
        "emails[0].primary": "delete",
        "title": "delete",
        "enterprise.manager": "add",
    }
    assert stack.calls() == []
    assert stack.up().steps == ["update ada"]
    assert stack.calls() == ["UpdateUser"]
    assert operations(stack) == {
        "userName": "ada.king",
        "displayName": "Ada King",
        "name.givenName": "Augusta",
        "name.middleName": "Ada",
        "emails": [{"value": "ada@example.net"}],
        "title": None,
        f"{ENTERPRISE}.manager.value": "charles",
    }
    assert stack.aws.calls()[-1].params["Revision"] == made["outputs"]["revision"]
    assert stack.state()["ada"]["id"] == made["id"]
    listed = stack.outside(
        "identitystore", "ListGroupMemberships", IdentityStoreId=STORE, GroupId=team["GroupId"]
    )
    assert len(listed["GroupMemberships"]) == 1
    assert live(stack)["Extensions"] == {
        ENTERPRISE: {"department": "Engines", "manager": {"value": "charles"}}
    }

    assert stack.refresh().steps == []
    stack.pulumi("preview", "--expect-no-changes")
    assert stack.destroy().steps == ["delete ada"]


def test_what_a_new_user_needs_is_told_before_any_call(stack: Stack) -> None:
    """U1: AWS says "ValidationException" and no more."""
    run = stack.preview({"ada": resource("identitystore:User", userName="ada")}, fails=True)
    for path in ("displayName", "name.givenName", "name.familyName"):
        assert any(f"{path} is required" in error for error in run.errors), run.errors
    assert stack.calls() == []


@pytest.mark.parametrize(
    "attributes",
    [
        {"UserName": "bare"},
        {"UserName": "bare", "Name": {"GivenName": "Ada"}},
        {"UserName": "bare", "DisplayName": "Ada", "Emails": [{"Value": "ada@example.org"}]},
    ],
    ids=["a user name alone", "half a name", "an email's value alone"],
)
def test_a_user_who_lacks_attributes_is_imported_and_the_code_changes_nothing(
    stack: Stack, attributes: dict[str, Any]
) -> None:
    """U2: absent is not false and not an empty string."""
    stack.aws.set(bare_users=True)
    id = made_outside(stack, **attributes)
    stack.calls()
    stack.import_("aws-groups:identitystore:User", "ada", id, "--protect=false", "--out", "imported.yaml")
    assert stack.calls() == ["DescribeUser"]
    program = yaml.safe_load((stack.project / "imported.yaml").read_text())["resources"]
    assert stack.up(program).steps == []
    assert stack.refresh().steps == []
    stack.pulumi("preview", "--expect-no-changes")
    program["ada"]["properties"]["title"] = "Countess"
    assert stack.up(program).steps == ["update ada"]
    assert operations(stack) == {"title": "Countess"}


EMAILS = {
    "the type": {**WORK, "type": "home"},
    "primary": {**WORK, "primary": False},
    "the value": {**WORK, "value": "ada@example.net"},
    "all but the value": {"value": WORK["value"]},
}


@pytest.mark.parametrize("email", EMAILS.values(), ids=EMAILS)
def test_an_email_changes_in_one_update_under_the_same_id(stack: Stack, email: dict[str, Any]) -> None:
    """U3: the whole list goes at the path `emails`."""
    stack.up({"ada": user("ada", emails=[WORK])})
    id = stack.state()["ada"]["id"]
    stack.calls()
    assert stack.up({"ada": user("ada", emails=[email])}).steps == ["update ada"]
    assert stack.calls() == ["UpdateUser"]
    assert operations(stack) == {"emails": [email]}
    assert stack.state()["ada"]["id"] == id
    stack.up({"ada": user("ada")})
    assert operations(stack) == {"emails": None}
    assert "Emails" not in live(stack)


def test_what_the_enterprise_says_is_patched_member_by_member(stack: Stack) -> None:
    """U4: each read asks for the extension, and what is not declared is left alone."""
    stack.up({"ada": user("ada", enterprise={"department": "Engines"})})
    change_outside(stack, f"{ENTERPRISE}.division", "theirs")
    stack.calls()
    assert stack.refresh().steps == []
    assert stack.state()["ada"]["outputs"]["enterprise"] == {"department": "Engines", "division": "theirs"}
    stack.up({"ada": user("ada", enterprise={"department": "Looms"})})
    assert operations(stack) == {f"{ENTERPRISE}.department": "Looms"}
    assert live(stack)["Extensions"] == {ENTERPRISE: {"department": "Looms", "division": "theirs"}}
    change_outside(stack, f"{ENTERPRISE}.department", "theirs too")
    assert stack.refresh().diff("ada") == {"enterprise.department": "update"}


def test_many_users_are_read_with_their_extensions_in_one_list(stack: Stack) -> None:
    """U4: the list asks for the extension too."""
    people = {
        f"person-{number}": user(f"person-{number}", enterprise={"costCenter": "7"}) for number in range(9)
    }
    stack.up(people)
    stack.calls()
    assert stack.refresh().steps == []
    assert "ListUsers" in stack.calls()
    asked = [call for call in stack.aws.calls() if call.operation in ("ListUsers", "DescribeUser")]
    assert all(call.params["Extensions"] == [ENTERPRISE] for call in asked)


def test_a_user_disabled_in_the_console_is_no_drift(stack: Stack) -> None:
    """U6: the status is an output, and nothing else."""
    stack.up({"ada": user("ada"), "reads": user("reads", title="${ada.userStatus}")})
    assert stack.state()["ada"]["outputs"]["userStatus"] is None
    user_id = where(stack)["UserId"]
    stack.aws.change_outside(user_id, UserStatus="DISABLED")
    assert "update ada" not in stack.refresh().steps
    assert stack.state()["ada"]["outputs"]["userStatus"] == "DISABLED"
    assert stack.up().steps == ["update reads"]


def test_only_the_store_replaces_a_user(stack: Stack) -> None:
    """U8."""
    other = "d-0987654321"
    stack.aws.set(identity_stores=(STORE, other))
    stack.up({"ada": user("ada")})
    stack.calls()
    preview = stack.preview({"ada": user("ada", identityStoreId=other)})
    assert preview.diff("ada") == {"identityStoreId": "update-replace"}
    assert stack.up().steps == ["create-replacement ada", "replace ada", "delete-replaced ada"]
    assert stack.calls() == ["CreateUser", "DeleteUser"]


NAMES = {
    "an address": ("first.last@example.org", "First Last", {"givenName": "First", "familyName": "Last"}),
    "other letters": ("станислав", "Станислав Лем", {"givenName": "Станислав", "familyName": "Лем"}),
    "no Latin at all": ("山田太郎", "山田\u3000太郎", {"givenName": "太郎", "familyName": "山田"}),
    "blanks": ("mary-jane", "Mary Jane  O'Neil", {"givenName": "Mary Jane", "familyName": "O'Neil"}),
}


@pytest.mark.parametrize(("user_name", "display_name", "name"), NAMES.values(), ids=NAMES)
def test_names_of_all_kinds_are_made_and_imported(
    stack: Stack, user_name: str, display_name: str, name: dict[str, str]
) -> None:
    """U11."""
    program = {"ada": user(user_name, displayName=display_name, name=name)}
    stack.up(program)
    id = stack.state()["ada"]["id"]
    assert live(stack)["DisplayName"] == display_name
    assert stack.refresh().steps == []
    stack.pulumi("state", "delete", "--yes", "--target-dependents", _urn(stack))
    stack.import_("aws-groups:identitystore:User", "ada", id, "--protect=false")
    assert stack.up(program).steps == []


def _urn(stack: Stack) -> str:
    return str(stack.state()["ada"]["urn"])


SPELLINGS = (f"{STORE}/{{id}}", "{id}", "arn:aws:identitystore:::user/{id}")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_user_is_imported_by_its_id_however_it_is_written(stack: Stack, spelling: str) -> None:
    """U8: `STORE/USER`, the bare id of the store in the configuration, the ARN."""
    made = made_outside(stack, UserName="ada", DisplayName="Ada", Name={"GivenName": "A", "FamilyName": "L"})
    written = user("ada", displayName="Ada", name={"givenName": "A", "familyName": "L"})
    found = with_options(written, import_=spelling.format(id=made.partition("/")[2]))
    assert stack.up({"ada": found}).steps == ["import ada"]
    assert stack.state()["ada"]["id"] == made
    assert stack.up({"ada": written}).steps == []


def test_an_attribute_that_the_program_ignores_stays_as_it_is(stack: Stack) -> None:
    stack.up({"ada": user("ada", title="Countess", name={**NAME, "middleName": "A."})})
    ignored = with_options(
        user("ada", displayName="Ada King", title="none", name=NAME),
        ignoreChanges=["title", "name.middleName"],
    )
    assert stack.up({"ada": ignored}).diff("ada") == {"displayName": "update"}
    assert live(stack)["Title"] == "Countess"
    assert live(stack)["Name"]["MiddleName"] == "A."


def test_secrets_and_unknowns_inside_stay_what_they_are(stack: Stack) -> None:
    """And the requests that are shown have neither."""
    config = {**CONFIG, "aws-groups:showRequests": True}
    stack.write({}, config)
    program = {
        "team": group("Team"),
        "ada": user(
            "ada",
            name={**NAME, "middleName": secret("Augusta")},
            emails=[{"value": secret("ada@example.org"), "type": "work"}],
            nickName="${team.groupId}",
        ),
    }
    preview = stack.preview(program, config=config)
    assert "aws identitystore create-user" in preview.text
    assert "--nick-name '[computed]'" in preview.text
    up = stack.up(program, config=config)
    for run in (preview, up):
        assert "Augusta" not in run.text
        assert "ada@example.org" not in run.text
    assert "Augusta" not in stack.export()
    assert "ada@example.org" not in stack.export()
    assert live(stack)["Name"]["MiddleName"] == "Augusta"
    assert stack.refresh().steps == []
    stack.pulumi("preview", "--expect-no-changes")
    changed = {**program, "ada": user("ada", name={**NAME, "middleName": secret("King")}, nickName="A")}
    edited = stack.preview(changed, config=config)
    assert edited.diff("ada")["name.middleName"] == "update"
    assert "King" not in edited.text
    assert "name.middleName" in edited.text


def test_a_user_is_got_by_its_id(stack: Stack) -> None:
    id = made_outside(
        stack,
        UserName="ada",
        DisplayName="Ada",
        Name={"GivenName": "A", "FamilyName": "L"},
        Extensions={ENTERPRISE: {"department": "Engines"}},
    )
    got = {"type": "aws-groups:identitystore:User", "get": {"id": id}}
    stack.up({"ada": got, "reads": group("Reads ${ada.enterprise.department}")})
    assert stack.state()["ada"]["outputs"]["userName"] == "ada"
    assert stack.state()["reads"]["outputs"]["displayName"] == "Reads Engines"


def test_a_user_who_is_gone_is_told_so_and_made_anew(stack: Stack) -> None:
    stack.up({"ada": user("ada")})
    stack.outside("identitystore", "DeleteUser", **where(stack))
    assert "no longer exists" in stack.up({"ada": user("ada", title="Countess")}, fails=True).error
    assert stack.refresh().steps == ["delete ada"]
    assert stack.up().steps == ["create ada"]
