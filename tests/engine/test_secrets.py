"""What the program marks as a secret is one in the state, in previews and in errors, and plain in AWS."""

import pytest

from tests.engine.harness import CONFIG, STORE, Stack
from tests.engine.programs import KEYS, Resource, group, public_key, resource, secret, with_options

pytestmark = pytest.mark.engine

NAME = "Project Nightingale"
HUSH = "hush, hush"


def program(name: str, comment: str = HUSH) -> dict[str, Resource]:
    return {
        "team": group(secret(name), description="in the open"),
        "key": public_key(secret(KEYS[0]), comment=secret(comment)),
    }


def assert_nothing_told(text: str) -> None:
    for hidden in (NAME, HUSH, KEYS[0].splitlines()[1]):
        assert hidden not in text


def test_secrets_in_inputs_stay_secrets(stack: Stack) -> None:
    assert_nothing_told(stack.up(program(NAME)).text)
    (live,) = stack.outside("identitystore", "ListGroups", IdentityStoreId=STORE)["Groups"]
    assert live["DisplayName"] == NAME

    state = stack.export()
    assert_nothing_told(state)
    assert "in the open" in state, "what is no secret is readable"

    assert stack.refresh().steps == [], "a secret is compared by its value"
    assert_nothing_told(stack.export())

    preview = stack.preview(program(f"{NAME} II", f"{HUSH}!"))
    assert preview.diff("team") == {"displayName": "update"}
    assert preview.diff("key") == {"comment": "update"}
    assert_nothing_told(preview.text)

    rename = {"AttributePath": "displayName", "AttributeValue": f"{NAME}, leaked"}
    stack.outside(
        "identitystore",
        "UpdateGroup",
        IdentityStoreId=STORE,
        GroupId=live["GroupId"],
        Operations=[rename],
    )
    conflict = stack.up(fails=True)
    assert "displayName: state [secret], AWS now [secret], program [secret]" in conflict.error
    assert_nothing_told(conflict.text)


def test_a_secret_that_is_wrong_is_not_told(sketch: Stack) -> None:
    run = sketch.preview({"team": group(secret(f"{NAME}\u0007"))}, fails=True)

    assert "displayName" in run.error
    assert "must not have the character '\\x07'" in run.error
    assert_nothing_told(run.text)


def test_a_private_key_in_place_of_a_public_one_is_not_told(sketch: Stack) -> None:
    body = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg"
    private = f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n"

    run = sketch.preview({"key": public_key(private)}, fails=True)

    assert "is a private key, which must stay with you" in run.error
    assert body not in run.text


def test_the_providers_own_credentials_are_secrets_without_being_marked(stack: Stack) -> None:
    keys = {"accessKey": "AKIDOFTHEPROGRAM", "secretKey": "the-programs-secret-key"}
    own = resource("", endpoint="local", identityStoreId=STORE, **keys)
    own["type"] = "pulumi:providers:aws-groups"
    team = with_options(group("Team"), provider="${own}")

    text = stack.up({"own": own, "team": team}, config=CONFIG).text + stack.export()

    assert not [key for key in keys.values() if key in text]
