"""What users read about keys that take turns."""

from __future__ import annotations

from datetime import datetime, timezone

from aws_groups.aws import AwsRefused, Because, Request, Waiting
from aws_groups.lifecycle import Crowded, Going, LeftInUse, NotDeployed, RotationEnded
from aws_groups.model.declaration import Holder
from aws_groups.resources.public_key import PUBLIC_KEY
from aws_groups.resources.signing_keys import SIGNING_KEYS
from aws_groups.secrets import Secrets
from aws_groups.updates.over_time import Key
from aws_groups.words.failures import failure
from aws_groups.words.progress import progress
from aws_groups.words.rotation import crowded, going, left_in_use

ONE, TWO = Holder("distribution", "E1"), Holder("distribution", "E2")


def unfinished(cause: Exception, *, signing: str | None = "K1", begun: bool = True) -> str:
    state = {"signingKeyId": signing}
    error = RotationEnded("updating", SIGNING_KEYS, "g-1", state, cause, begun=begun)
    return failure(error, Secrets())


def test_a_wait_is_told_with_what_is_there_already() -> None:
    event = Waiting(None, 15.0, Because.DEPLOYMENT, "1 of 3 distributions have the new key, after 30 s")
    assert progress(event) == "1 of 3 distributions have the new key, after 30 s; looking again in 15 s"


def test_a_deployment_that_takes_too_long_names_the_distributions_and_what_to_do() -> None:
    assert unfinished(NotDeployed("K2", (ONE, TWO), 3, 3600.0)) == (
        "updating signing keys g-1: distributions E1, E2 have not got the new key K2 after 3600 s, so "
        "signingKeyId stays K1.\nRun `pulumi up` to go on waiting. Where it takes longer each time, give the "
        "resource a longer `customTimeouts`."
    )
    assert "distribution E1 has not got" in unfinished(NotDeployed("K2", (ONE,), 1, 3600.0))
    assert "so there is no signingKeyId yet" in unfinished(NotDeployed("K2", (ONE,), 1, 9.0), signing=None)


def test_a_part_that_is_done_and_one_that_may_be_are_told_apart() -> None:
    cause = AwsRefused(Request("cloudfront", "UpdateKeyGroup", {}), code="AccessDenied", status=403)
    assert unfinished(cause).endswith("\nA part of it is done. Run `pulumi up` to do the rest.")
    last = "\nThe next `pulumi up` looks first what is done, and does the rest."
    assert unfinished(cause, begun=False).endswith(last)


def test_the_warnings() -> None:
    assert crowded(Crowded(SIGNING_KEYS, 6, 5)) == (
        "keys: the group will have 6 keys, and a key group may have 5 by default. Give a shorter `overlap`, "
        "name a key in `revoked` that no link needs any more, or ask for more in Service Quotas (CloudFront)."
    )
    text = left_in_use(LeftInUse(PUBLIC_KEY, "K1"))
    assert text == "public key K1 stays in AWS, as it is in use elsewhere"


def test_a_key_that_goes_is_told_with_the_reason() -> None:
    ended = Key(
        "K1", "a", datetime(2027, 1, 1, tzinfo=timezone.utc), datetime(2027, 1, 8, tzinfo=timezone.utc)
    )
    out = "the next update takes it out of the group"
    assert going(Going(ended, revoked=False, own=True)) == (
        f"key K1 has had its time, until 2027-01-08T00:00:00Z: {out} and deletes it"
    )
    assert going(Going(ended, revoked=True, own=True)) == f"key K1 is revoked: {out} and deletes it"
    never = Going(Key("K2", "b"), revoked=False, own=True)
    assert going(never) == f"key K2 was never given out to sign with: {out} and deletes it"
    theirs = Going(Key("K3", "c"), revoked=True, own=False)
    assert going(theirs) == f"key K3 is revoked: {out}; it is somebody else's, so it stays in AWS"
