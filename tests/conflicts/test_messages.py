"""Each error that AWS models, in words: the property, what to do, AWS's own code, the request id last."""

from __future__ import annotations

from typing import Any

import pytest

from aws_groups import lifecycle
from aws_groups.lifecycle import Failed
from aws_groups.updates.guard import Gone
from tests.conflicts.rig import LOCAL, Outcome, Rig
from tests.conflicts.scene import Scene
from tests.conflicts.subjects import DIRECTORY, GROUPS, KEY_GROUPS, PUBLIC_KEYS, SUBJECTS, USERS, Subject
from tests.local.helpers import pem


def refused(outcome: Outcome, *parts: str) -> None:
    """Told with its meaning, then in AWS's words."""
    assert type(outcome.error) is Failed
    outcome.says(*parts)
    outcome.ends_in_request_id()
    assert outcome.lines[-1].startswith("AWS said ")


# In use.


def test_a_key_group_in_use_names_every_distribution(rig: Rig) -> None:
    scene = Scene(rig, KEY_GROUPS)
    holders = sorted(rig.distribution(scene.id) for _ in range(3))
    refused(
        scene.delete(),
        f"deleting key group {scene.id}: it is in use by the cache behaviors of distribution ",
        ", ".join(holders),
        "take it out there first",
        "AWS said DeleteKeyGroup: ResourceInUse",
    )


def test_a_public_key_in_use_names_every_key_group(rig: Rig) -> None:
    scene = Scene(rig, PUBLIC_KEYS)
    holders = [Scene(rig, KEY_GROUPS) for _ in range(2)]
    for holder in holders:
        KEY_GROUPS.edit(rig, holder.id, items=[rig.keys[0], scene.id])
    outcome = scene.delete()
    refused(
        outcome,
        f"deleting public key {scene.id}: it is in use by key group",
        "take it out there first",
        "AWS said DeletePublicKey: PublicKeyInUse",
    )
    for holder in holders:
        outcome.says(f"{holder.name} ({holder.id})")


# Quotas.


def test_too_many_keys_in_a_new_key_group(rig: Rig) -> None:
    rig.local.set(public_keys_per_key_group=2)
    refused(
        KEY_GROUPS.create(rig, KEY_GROUPS.inputs(rig, items=rig.keys)),
        "it has 3 public keys, and a key group may have 5 by default",
        "Service Quotas",
        "AWS said CreateKeyGroup: TooManyPublicKeysInKeyGroup",
    )


def test_too_many_keys_in_a_key_group_that_is_there(rig: Rig) -> None:
    scene = Scene(rig, KEY_GROUPS)
    rig.local.set(public_keys_per_key_group=2)
    refused(
        scene.update({"items": rig.keys}),
        f"updating key group {scene.id}: it has 3 public keys, and a key group may have 5 by default",
        "AWS said UpdateKeyGroup: TooManyPublicKeysInKeyGroup",
    )
    assert (scene.live or {})["items"] == rig.keys[:2]


@pytest.mark.parametrize(
    ("subject", "quota", "words", "code"),
    [
        (KEY_GROUPS, "key_groups", "as many key groups as it may have, 10 by default", "TooManyKeyGroups"),
        (PUBLIC_KEYS, "public_keys", "as many public keys as it may have", "TooManyPublicKeys"),
        (GROUPS, "groups_per_identity_store", "as many groups as it may", "ServiceQuotaExceededException"),
        (USERS, "users_per_identity_store", "as many users as it may", "ServiceQuotaExceededException"),
    ],
    ids=repr,
)
def test_too_many_objects(rig: Rig, subject: Subject, quota: str, words: str, code: str) -> None:
    rig.local.set(**{quota: 0})
    inputs = subject.inputs(rig)
    refused(
        subject.create(rig, inputs),
        f'creating {subject.noun} "{inputs[subject.label]}": ',
        words,
        "Service Quotas",
        f"AWS said {subject.operations['create']}: {code}",
    )


# Access.


@pytest.mark.parametrize("role", ["create", "read", "update", "delete"])
def test_a_denial_names_the_action_that_the_policy_lacks(rig: Rig, subject: Subject, role: str) -> None:
    scene = Scene(rig, subject)
    operation = subject.operations[role]
    service, code = (
        ("identitystore", "AccessDeniedException") if subject in DIRECTORY else ("cloudfront", "AccessDenied")
    )
    rig.inject(f"{operation}=error,status=403,code={code}")
    outcome = scene.do(role, connection=rig.configured(LOCAL))
    assert scene.calls(outcome) == [f"{role}: error", "who"]
    refused(
        outcome,
        f"their policy must allow {service}:{operation}",
        "The credentials belong to account 123456789012 (arn:aws:iam::123456789012:user/local).",
        f"AWS said {operation}: {code}",
    )


def test_whose_the_credentials_are_is_asked_once(rig: Rig) -> None:
    scene, connection = Scene(rig, GROUPS), rig.configured(LOCAL)
    for asked in (["who"], []):
        rig.inject("UpdateGroup=error,status=403,code=AccessDeniedException")
        outcome = scene.update({"note": "new"}, connection=connection)
        assert scene.calls(outcome) == ["update: error", *asked]
        outcome.says("The credentials belong to account 123456789012")


def test_a_denial_by_the_key_of_the_directory_is_none_of_the_policy(rig: Rig) -> None:
    scene = Scene(rig, GROUPS)
    rig.inject("UpdateGroup=error,status=400,code=AccessDeniedException,reason=KMS_ACCESS_DENIED")
    outcome = scene.update({"note": "new"})
    refused(outcome, "denied by the KMS key that encrypts the directory", "KMS_ACCESS_DENIED")
    assert "their policy" not in outcome.message


# Values that AWS does not take, which the check before a preview mostly finds. At this level there is none.

WRONG = [
    pytest.param(subject, name, value, id=f"{subject!r}, {name}: {what}")
    for subject, name, what, value in (
        (KEY_GROUPS, "items", "a key that is not there", ["K1234567890123"]),
        (KEY_GROUPS, "comment", "too long", "x" * 129),
        (PUBLIC_KEYS, "comment", "too long", "x" * 129),
        (GROUPS, "displayName", "too long", "x" * 1025),
        (GROUPS, "displayName", "a control character", "\a"),
        (GROUPS, "displayName", "reserved", "AWSAdministrators"),
        (GROUPS, "description", "too long", "x" * 1025),
        (USERS, "userName", "too long", "x" * 129),
        (USERS, "userName", "a blank", "ada lovelace"),
        (USERS, "title", "too long", "x" * 1025),
        (USERS, "emails", "a value too long", [{"value": "x" * 1025}]),
    )
]


@pytest.mark.parametrize(("subject", "name", "value"), WRONG)
def test_a_value_that_a_create_is_refused_for(rig: Rig, subject: Subject, name: str, value: Any) -> None:
    outcome = subject.create(rig, subject.inputs(rig, **{name: value}))
    refused(outcome, f"AWS does not take {name} as it is", f"AWS said {subject.operations['create']}: ")


@pytest.mark.parametrize(("subject", "name", "value"), WRONG)
def test_a_value_that_an_update_is_refused_for(rig: Rig, subject: Subject, name: str, value: Any) -> None:
    scene = Scene(rig, subject)
    outcome = rig.act(
        lambda run: lifecycle.update(
            run, subject.resource, scene.id, scene.state, scene.inputs, {**scene.inputs, name: value}
        )
    )
    refused(outcome, f"AWS does not take {name} as it is", f"AWS said {subject.operations['update']}: ")


@pytest.mark.parametrize(
    ("name", "value"), [("encodedKey", "no key at all"), ("name", "not a name!")], ids=["a key", "a name"]
)
def test_a_public_key_that_is_none(rig: Rig, name: str, value: str) -> None:
    outcome = PUBLIC_KEYS.create(rig, PUBLIC_KEYS.inputs(rig, **{name: value}))
    refused(outcome, f"AWS does not take {name} as it is", "AWS said CreatePublicKey: InvalidArgument")


@pytest.mark.parametrize("name", ["public", "key", "exist"])
def test_a_name_that_is_a_word_of_the_message_is_not_taken_for_its_subject(rig: Rig, name: str) -> None:
    outcome = KEY_GROUPS.create(rig, {"name": name, "items": ["K1234567890123"]})
    refused(outcome, "AWS does not take items as it is", "The public key K1234567890123 doesn't exist")


# What is not there.


@pytest.mark.parametrize("role", ["create", "read", "update", "delete"])
def test_an_identity_store_that_is_not_there(rig: Rig, role: str) -> None:
    """It is no group that is gone: that would take a whole directory out of the state."""
    scene = Scene(rig, GROUPS)
    rig.local.set(identity_stores=())
    outcome = scene.do(role)
    refused(
        outcome,
        'identityStoreId: there is no identity store "d-1234567890" here',
        "region",
        "AWS said",
        "ResourceNotFoundException",
    )


def test_what_goes_between_the_refusal_and_the_look_is_gone_all_the_same(rig: Rig, subject: Subject) -> None:
    scene = Scene(rig, subject)
    scene.edit(note="theirs")
    read = subject.operations["read"]
    (code,) = [code for code, meaning in subject.codes.items() if meaning == "gone"]
    rig.inject(f"{read}=error,status=404,code={code}")
    outcome = scene.update({"note": "new"})
    assert type(outcome.error) is Gone
    outcome.says(f"updating {subject.noun} {scene.id}: it no longer exists", "pulumi refresh")


def test_a_delete_of_what_goes_between_the_refusal_and_the_look_is_done(rig: Rig, subject: Subject) -> None:
    scene = Scene(rig, subject)
    scene.edit(note="theirs")
    (code,) = [code for code, meaning in subject.codes.items() if meaning == "gone"]
    rig.inject(f"{subject.operations['read']}=error,status=404,code={code}")
    assert scene.delete().error is None


# Whatever it is.


@pytest.mark.parametrize("subject", SUBJECTS, ids=repr)
def test_an_error_that_means_nothing_more_is_told_in_the_words_of_aws(rig: Rig, subject: Subject) -> None:
    scene = Scene(rig, subject)
    operation = subject.operations["update"]
    rig.inject(f"{operation}=error,status=400,code=SomethingNew")
    outcome = scene.update({"note": "new"})
    assert scene.calls(outcome) == ["update: error"]
    outcome.says(f"{operation}: SomethingNew: The local AWS was told to fail.")
    outcome.ends_in_request_id()


def test_a_conflict_cuts_long_values_short(rig: Rig) -> None:
    scene = Scene(rig, GROUPS)
    scene.edit(note="x" * 1024)
    outcome = scene.update({"note": pem() * 3})
    assert max(len(line) for line in outcome.lines) < 500
    outcome.says(f'AWS now "{"x" * 100}')
