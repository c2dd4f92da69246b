"""The check: every bad input is found before AWS is asked, with its path and its limit."""

from __future__ import annotations

from typing import Any

import pytest

from aws_groups.model.check import Checked, check
from aws_groups.model.declaration import Resource
from aws_groups.model.diff import Diff, diff
from aws_groups.model.naming import Naming
from aws_groups.model.paths import rendered
from aws_groups.resources import RESOURCES
from aws_groups.resources.group import GROUP
from aws_groups.resources.key_group import KEY_GROUP
from aws_groups.resources.public_key import PUBLIC_KEY
from aws_groups.values import UNKNOWN
from aws_groups.words.checks import why
from tests.resources import pems

ID = "K3P2N9XAOU6Q1Y"
STORE = "d-1234567890"
KEY = pems.ec_key()
OTHER_KEY = pems.ec_key()

Bag = dict[str, Any]


def checked(resource: Resource, news: Bag, olds: Bag | None = None, **defaults: Any) -> Checked:
    return check(resource, olds or {}, news, naming=Naming("it", b"seed"), configuration=defaults)


def found(resource: Resource, news: Bag, olds: Bag | None = None) -> dict[str, str]:
    """Path to reason."""
    problems = checked(resource, news, olds).problems
    return {rendered(problem.path): why(problem.reason) for problem in problems}


KEY_GROUPS = {
    "items missing": ({}, "items", "is required"),
    "items empty": ({"items": []}, "items", "must have at least 1 public key id"),
    "items no list": ({"items": ID}, "items", "must be a list of strings"),
    "an item twice": ({"items": [ID, "K2", ID]}, "items[2]", "the same public key id as items[0]"),
    "an item no string": ({"items": [ID, 7]}, "items[1]", "must be a string"),
    "an item null": ({"items": [None]}, "items[0]", "must be a string"),
    "an item empty": ({"items": [""]}, "items[0]", "must have at least 1 character"),
    "an item with a blank": ({"items": ["K1 K2"]}, "items[0]", "can't be an id: it has white space"),
    "an item with a slash": (
        {"items": [f"public-key/{ID}"]},
        "items[0]",
        "it has white space or a /",
    ),
    "an item with a newline": ({"items": [f"{ID}\n"]}, "items[0]", "can't be an id: it has white space"),
    "comment too long": ({"comment": "x" * 129}, "comment", "must have at most 128 characters, has 129"),
    "comment no string": ({"comment": True}, "comment", "must be a string"),
    "comment with a control character": ({"comment": "a\x07b"}, "comment", "control character '\\x07'"),
    "comment with no character": ({"comment": "a\ufffeb"}, "comment", "character '\\ufffe'"),
    "name empty": ({"name": ""}, "name", "must have at least 1 character"),
    "name too long": ({"name": "n" * 129}, "name", "must have at most 128 characters, has 129"),
    "name on two lines": ({"name": "a\nb"}, "name", "must be on one line"),
    "name with blanks around": ({"name": " site"}, "name", "must not begin or end with a space"),
    "name with a control character": ({"name": "a\x00b"}, "name", "control character '\\x00'"),
    "name no string": ({"name": 7}, "name", "must be a string"),
    "a misspelt property": ({"itmes": [ID]}, "itmes", "did you mean items?"),
    "a property in snake case": ({"last_modified_time": "x"}, "last_modified_time", "is an unknown property"),
    "a property of something else": ({"displayName": "x"}, "displayName", "is an unknown property"),
    "etag set": ({"etag": "E1"}, "etag", "is made by AWS and can't be set"),
    "time set": ({"lastModifiedTime": "x"}, "lastModifiedTime", "is made by AWS and can't be set"),
}


@pytest.mark.parametrize(("news", "path", "reason"), KEY_GROUPS.values(), ids=KEY_GROUPS)
def test_a_wrong_key_group(news: Bag, path: str, reason: str) -> None:
    problems = found(KEY_GROUP, {"items": [ID], **news} if path != "items" else news)
    assert list(problems) == [path]
    assert reason in problems[path]


PUBLIC_KEYS = {
    "no key": ({"encodedKey": None}, "encodedKey", "is required"),
    "key empty": ({"encodedKey": ""}, "encodedKey", "must have at least 1 character"),
    "key no string": ({"encodedKey": [KEY]}, "encodedKey", "must be a string"),
    "no PEM": ({"encodedKey": "my key"}, "encodedKey", "must be one PEM block that begins with"),
    "an SSH key": ({"encodedKey": "ssh-rsa AAAA"}, "encodedKey", "is a key as SSH writes it"),
    "a file's name": ({"encodedKey": "keys/site.pem"}, "encodedKey", "is the name of a file"),
    "another file's name": ({"encodedKey": "~/site"}, "encodedKey", "is the name of a file"),
    "a key without its frame": (
        {"encodedKey": "".join(KEY.splitlines()[1:-1])},
        "encodedKey",
        "is a key without the lines around it: put -----BEGIN PUBLIC KEY----- in a line before it",
    ),
    "two keys": ({"encodedKey": KEY + OTHER_KEY}, "encodedKey", "has 2 PEM blocks: give one public key"),
    "words before the key": ({"encodedKey": f"my key:\n{KEY}"}, "encodedKey", "must be one PEM block"),
    "words after the key": ({"encodedKey": f"{KEY}see above"}, "encodedKey", "must be one PEM block"),
    "a key cut short": ({"encodedKey": KEY[:60]}, "encodedKey", "must be one PEM block"),
    "a private key": (
        {"encodedKey": pems.pem(b"secret" * 20, "PRIVATE KEY")},
        "encodedKey",
        "is a private key, which must stay with you",
    ),
    "an RSA private key": (
        {"encodedKey": pems.pem(b"secret" * 20, "RSA PRIVATE KEY")},
        "encodedKey",
        "is a private key, which must stay with you",
    ),
    "a private key under the public one": (
        {"encodedKey": KEY + pems.pem(b"secret" * 20, "EC PRIVATE KEY")},
        "encodedKey",
        "is a private key, which must stay with you",
    ),
    "a certificate": (
        {"encodedKey": pems.pem(b"\x30" * 300, "CERTIFICATE")},
        "encodedKey",
        "is a certificate: `openssl x509 -in FILE -noout -pubkey` writes its public key",
    ),
    "a certificate request": (
        {"encodedKey": pems.pem(b"\x30" * 300, "CERTIFICATE REQUEST")},
        "encodedKey",
        "is a certificate request: `openssl req -in FILE -noout -pubkey` writes its public key",
    ),
    "a PEM of something else": (
        {"encodedKey": pems.pem(b"\x30" * 300, "X509 CRL")},
        "encodedKey",
        "must be one PEM block that begins with -----BEGIN PUBLIC KEY-----",
    ),
    "PKCS 1": (
        {"encodedKey": pems.pem(pems.pkcs1_der(2048), "RSA PUBLIC KEY")},
        "encodedKey",
        "is an RSA key of PKCS#1: `openssl rsa -RSAPublicKey_in -in FILE -pubout` writes it as",
    ),
    "RSA 1024": ({"encodedKey": pems.rsa_key(1024)}, "encodedKey", "RSA key of another size than 2048 bits"),
    "RSA 4096": ({"encodedKey": pems.rsa_key(4096)}, "encodedKey", "RSA key of another size than 2048 bits"),
    "P-384": ({"encodedKey": pems.pem(pems.ec_der(pems.P384, 48))}, "encodedKey", "neither an RSA 2048 nor"),
    "Ed25519": ({"encodedKey": pems.pem(pems.ed25519_der())}, "encodedKey", "neither an RSA 2048 nor"),
    "name with a blank": ({"name": "my key"}, "name", "may have only letters, digits, - and _"),
    "name with an umlaut": ({"name": "schlüssel"}, "name", "may have only letters, digits, - and _"),
    "name with a newline": ({"name": "key\n"}, "name", "may have only letters, digits, - and _"),
    "name too long": ({"name": "k" * 129}, "name", "must have at most 128 characters, has 129"),
    "comment too long": ({"comment": "x" * 129}, "comment", "must have at most 128 characters, has 129"),
    "a misspelt property": ({"encodedkey": KEY}, "encodedkey", "did you mean encodedKey?"),
    "callerReference set": ({"callerReference": "x"}, "callerReference", "is made by AWS and can't be set"),
}


@pytest.mark.parametrize(("news", "path", "reason"), PUBLIC_KEYS.values(), ids=PUBLIC_KEYS)
def test_a_wrong_public_key(news: Bag, path: str, reason: str) -> None:
    problems = found(PUBLIC_KEY, {"encodedKey": KEY, **news})
    assert list(problems) == [path]
    assert reason in problems[path]


GROUPS = {
    "a store id too short": (
        {"identityStoreId": "d-123456789"},
        "identityStoreId",
        "looks like d-1234567890",
    ),
    "a store id too long": (
        {"identityStoreId": f"{STORE}0"},
        "identityStoreId",
        "is not an identity store id",
    ),
    "a store id not hexadecimal": (
        {"identityStoreId": "d-123456789g"},
        "identityStoreId",
        "is not an identity",
    ),
    "a store id in capitals": ({"identityStoreId": "D-1234567890"}, "identityStoreId", "is not an identity"),
    "a store id with a newline": ({"identityStoreId": f"{STORE}\n"}, "identityStoreId", "is not an identity"),
    "an instance's ARN": (
        {"identityStoreId": "arn:aws:sso:::instance/ssoins-1234567890abcdef"},
        "identityStoreId",
        "is not an identity store id",
    ),
    "a store id empty": ({"identityStoreId": ""}, "identityStoreId", "is not an identity store id"),
    "a store id no string": ({"identityStoreId": 1234567890}, "identityStoreId", "must be a string"),
    "no name": ({"displayName": None}, "displayName", "is required"),
    "name empty": ({"displayName": ""}, "displayName", "must have at least 1 character"),
    "name blank": ({"displayName": " \t "}, "displayName", "must not be blank"),
    "name too long": ({"displayName": "n" * 1025}, "displayName", "at most 1024 characters, has 1025"),
    "name reserved": ({"displayName": "Administrator"}, "displayName", "keeps for itself"),
    "another name reserved": ({"displayName": "AWSAdministrators"}, "displayName", "keeps for itself"),
    "name with a control character": ({"displayName": "a\x00"}, "displayName", "the character '\\x00'"),
    "name with an odd space": ({"displayName": "a\u2003b"}, "displayName", "the character '\\u2003'"),
    "name no string": ({"displayName": ["a"]}, "displayName", "must be a string"),
    "description empty": ({"description": ""}, "description", "must have at least 1 character"),
    "description too long": ({"description": "d" * 1025}, "description", "at most 1024 characters, has 1025"),
    "description with a control character": ({"description": "a\x1b[0m"}, "description", "the character"),
    "a misspelt property": ({"displayname": "x"}, "displayname", "did you mean displayName?"),
    "another misspelt property": ({"desciption": "x"}, "desciption", "did you mean description?"),
    "AWS's spelling": ({"IdentityStoreId": STORE}, "IdentityStoreId", "did you mean identityStoreId?"),
    "groupId set": ({"groupId": "x"}, "groupId", "is made by AWS and can't be set"),
    "arn set": ({"arn": "x"}, "arn", "is made by AWS and can't be set"),
    "revision set": ({"revision": "1"}, "revision", "is made by AWS and can't be set"),
    "externalIds set": ({"externalIds": []}, "externalIds", "is made by AWS and can't be set"),
}


@pytest.mark.parametrize(("news", "path", "reason"), GROUPS.values(), ids=GROUPS)
def test_a_wrong_group(news: Bag, path: str, reason: str) -> None:
    problems = found(GROUP, {"identityStoreId": STORE, "displayName": "admins", **news})
    assert list(problems) == [path]
    assert reason in problems[path]


RIGHT = {
    "as many items as may be": (KEY_GROUP, {"items": [f"K{number}" for number in range(50)]}),
    "an item of another kind of id": (KEY_GROUP, {"items": ["a-new_kind-of-id-0"]}),
    "a comment of 128": (KEY_GROUP, {"items": [ID], "comment": "ü" * 128}),
    "an empty comment": (KEY_GROUP, {"items": [ID], "comment": ""}),
    "a comment on two lines": (KEY_GROUP, {"items": [ID], "comment": "a\n\tb <&> \U0001f511"}),
    "a key group's name with blanks": (KEY_GROUP, {"items": [ID], "name": "my site's keys: ü"}),
    "a name of 128": (KEY_GROUP, {"items": [ID], "name": "n" * 128}),
    "a null is as good as absent": (KEY_GROUP, {"items": [ID], "name": None, "comment": None}),
    "an internal property": (KEY_GROUP, {"items": [ID], "__defaults": []}),
    "P-256": (PUBLIC_KEY, {"encodedKey": KEY}),
    "RSA 2048": (PUBLIC_KEY, {"encodedKey": pems.rsa_key()}),
    "RSA 2048 with a small exponent": (PUBLIC_KEY, {"encodedKey": pems.rsa_key(exponent=3)}),
    "a PEM without its last newline": (PUBLIC_KEY, {"encodedKey": KEY.rstrip()}),
    "a PEM from Windows": (PUBLIC_KEY, {"encodedKey": KEY.replace("\n", "\r\n")}),
    "a PEM indented": (PUBLIC_KEY, {"encodedKey": "\n" + KEY.replace("\n", "\n    ")}),
    "a PEM after a byte order mark": (PUBLIC_KEY, {"encodedKey": f"\ufeff{KEY}"}),
    "a PEM in quotes": (PUBLIC_KEY, {"encodedKey": f'"{KEY}"'}),
    "a PEM on one line": (PUBLIC_KEY, {"encodedKey": " ".join(KEY.splitlines())}),
    "a PEM whose line ends are two characters": (PUBLIC_KEY, {"encodedKey": KEY.replace("\n", "\\n")}),
    "a key's name of 128": (PUBLIC_KEY, {"encodedKey": KEY, "name": "aZ09-_" + "k" * 122}),
    "a store by its ARN": (
        GROUP,
        {"identityStoreId": f"arn:aws:identitystore::123456789012:identitystore/{STORE}", "displayName": "a"},
    ),
    "a store by a UUID": (
        GROUP,
        {"identityStoreId": "2e1d9d3b-2e6f-4f5c-8a3d-1f0c6a1b2c3d", "displayName": "a"},
    ),
    "texts of 1024": (
        GROUP,
        {"identityStoreId": STORE, "displayName": "n" * 1024, "description": "d" * 1024},
    ),
    "texts of many alphabets": (
        GROUP,
        {
            "identityStoreId": STORE,
            "displayName": "Ops — équipe 管理者\u3000👩",
            "description": "a\tb\r\nc\u00a0d",
        },
    ),
}


@pytest.mark.parametrize(("resource", "news"), RIGHT.values(), ids=RIGHT)
def test_a_right_program(resource: Resource, news: Bag) -> None:
    inputs, problems, *_ = checked(resource, news)
    assert problems == []
    written = {name: value for name, value in news.items() if value is not None}
    assert {name: inputs[name] for name in written} == written


def test_everything_wrong_is_found_at_once() -> None:
    news = {"items": [ID, ID, "no id"], "comment": "x" * 200, "name": "", "nmae": "x", "etag": "E"}
    assert set(found(KEY_GROUP, news)) == {"items[1]", "items[2]", "comment", "name", "nmae", "etag"}


def test_a_problem_carries_what_was_given() -> None:
    [problem] = checked(KEY_GROUP, {"items": [ID, "no id"]}).problems
    assert (problem.path, problem.given) == (("items", 1), "no id")


@pytest.mark.parametrize("resource", RESOURCES.values(), ids=RESOURCES)
def test_unknowns_pass_and_stay(resource: Resource) -> None:
    inputs, problems, *_ = checked(resource, dict.fromkeys(resource.input_names, UNKNOWN))
    assert problems == []
    assert inputs == dict.fromkeys(resource.input_names, UNKNOWN)


def test_an_unknown_item_passes_and_hides_no_wrong_one() -> None:
    assert found(KEY_GROUP, {"items": [UNKNOWN, UNKNOWN, ID]}) == {}
    assert list(found(KEY_GROUP, {"items": [UNKNOWN, ID, UNKNOWN, ID]})) == ["items[3]"]


class TestTheIdentityStore:
    def test_is_required(self) -> None:
        [problem] = checked(GROUP, {"displayName": "a"}).problems
        assert problem.path == ("identityStoreId",)
        assert "pulumi config set aws-groups:identityStoreId" in why(problem.reason)

    def test_may_be_the_configurations(self) -> None:
        inputs, problems, *_ = checked(GROUP, {"displayName": "a"}, identityStoreId=STORE)
        assert problems == []
        assert inputs["identityStoreId"] == STORE

    def test_may_be_the_configurations_and_not_known_yet(self) -> None:
        inputs, problems, *_ = checked(GROUP, {"displayName": "a"}, identityStoreId=UNKNOWN)
        assert problems == []
        assert inputs["identityStoreId"] is UNKNOWN

    def test_is_the_programs_where_both_say(self) -> None:
        other = "d-0000000000"
        inputs, *_ = checked(GROUP, {"displayName": "a", "identityStoreId": other}, identityStoreId=STORE)
        assert inputs["identityStoreId"] == other

    def test_is_nobodys_elses_default(self) -> None:
        inputs, *_ = checked(KEY_GROUP, {"items": [ID]}, identityStoreId=STORE)
        assert "identityStoreId" not in inputs


FIXED = {"encodedKey": KEY, "name": "fixed"}


def rotated(news: Bag, olds: Bag = FIXED) -> Diff:
    """The diff of what a check finds nothing wrong with."""
    inputs, problems, *_ = checked(PUBLIC_KEY, news, olds)
    assert problems == []
    return diff(PUBLIC_KEY, olds, inputs)


class TestNewMaterialForAPublicKey:
    """A replacement cannot have the name that the old key still has, so the old one goes first then."""

    def test_collides_under_a_fixed_name(self) -> None:
        found = rotated({"encodedKey": OTHER_KEY, "name": "fixed"})
        assert found.replaces
        assert found.delete_before_replace

    def test_is_right_under_a_new_name(self) -> None:
        assert not rotated({"encodedKey": OTHER_KEY, "name": "other"}).delete_before_replace

    def test_is_right_under_a_name_not_known_yet(self) -> None:
        assert not rotated({"encodedKey": OTHER_KEY, "name": UNKNOWN}).delete_before_replace

    def test_is_right_where_the_name_is_let_go(self) -> None:
        assert not rotated({"encodedKey": OTHER_KEY}).delete_before_replace

    def test_is_right_under_a_made_name(self) -> None:
        old = checked(PUBLIC_KEY, {"encodedKey": KEY}).inputs
        assert found(PUBLIC_KEY, {"encodedKey": OTHER_KEY}, old) == {}

    def test_is_not_new_where_only_its_line_ends_are(self) -> None:
        news = {"encodedKey": KEY.replace("\n", "\r\n"), "name": "fixed", "comment": "x"}
        assert not rotated(news).replaces

    def test_is_right_for_the_replacement_itself(self) -> None:
        """The engine checks it again, then without the old inputs."""
        assert found(PUBLIC_KEY, {"encodedKey": OTHER_KEY, "name": "fixed"}) == {}
