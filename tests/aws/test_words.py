"""The sentences about each fact: there is one for every cause, it is short, and says what to do."""

from __future__ import annotations

import re
from typing import Any

import pytest

from aws_groups.aws import (
    AwsError,
    AwsRefused,
    AwsUnreachable,
    Because,
    Caller,
    Cancelled,
    NotSent,
    NotSentCause,
    Sending,
    Slow,
    Stage,
    TimedOut,
    UnreachableCause,
    Waiting,
)
from aws_groups.words.progress import progress
from aws_groups.words.reaching import failure, said
from tests.aws.calling import CREATE, DELETE, DESCRIBE, LIST

UP_AGAIN = "Run `pulumi up` again"
REFRESH = "Run `pulumi refresh`"


def unreachable(cause: UnreachableCause, **facts: Any) -> AwsUnreachable:
    return AwsUnreachable(LIST, cause, **{"endpoint": "https://cloudfront.amazonaws.com", **facts})


def tried(error: AwsError, attempts: int, seconds: float) -> AwsError:
    error.attempts, error.seconds = attempts, seconds
    return error


NEEDS_TEXT = {NotSentCause.STORE}

EVERY = [
    *(unreachable(cause, text="the library's words.") for cause in UnreachableCause),
    *(NotSent(LIST, cause, subject="it", text="the library's words.") for cause in NotSentCause),
    *(NotSent(None, cause, subject="it") for cause in NotSentCause if cause not in NEEDS_TEXT),
    *(Cancelled(request, stage) for stage in Stage for request in (LIST, CREATE, None)),
    *(
        TimedOut(request, stage, limit=30, of_engine=of_engine)
        for stage in Stage
        for request in (LIST, CREATE, None)
        for of_engine in (True, False)
    ),
    AwsRefused(LIST, code="NoSuchResource", message="It is gone.", status=404),
    AwsError(LIST),
]


@pytest.mark.parametrize("error", EVERY, ids=str)
def test_each_failure_has_a_line_or_two(error: AwsError) -> None:
    text = failure(error)
    assert 1 <= len(text.splitlines()) <= 2
    assert not re.search(r"None|[{}]|  |\.\.| \.|\(\)", text), text
    assert text.strip() == text
    assert len(text) < 500


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (
            tried(unreachable(UnreachableCause.CONNECT, text="[Errno 111] Connection refused"), 8, 6.4),
            "cloudfront ListKeyGroups: https://cloudfront.amazonaws.com cannot be reached "
            "([Errno 111] Connection refused); tried 8 times in 6 s. Check that the region",
        ),
        (
            unreachable(UnreachableCause.CLOCK, skew=-1200.0),
            "cloudfront ListKeyGroups: https://cloudfront.amazonaws.com does not accept the signature, "
            "because its clock is 20 minutes behind this machine's. Set the clock",
        ),
        (
            unreachable(UnreachableCause.CLOCK, skew=600.0),
            "cloudfront ListKeyGroups: https://cloudfront.amazonaws.com does not accept the signature, "
            "because its clock is 10 minutes ahead of this machine's.",
        ),
        (
            AwsUnreachable(DESCRIBE, UnreachableCause.TIMEOUT, region="eu-central-1"),
            "identitystore DescribeGroup: identitystore in region eu-central-1 did not answer in time.",
        ),
        (
            NotSent(LIST, NotSentCause.SSO_LOGIN, subject="work", text="The token has expired."),
            "cloudfront ListKeyGroups: the AWS sign-in is missing or has expired (The token has expired). "
            "Run `aws sso login --profile work`",
        ),
        (NotSent(None, NotSentCause.NO_REGION), "no region is set. Run `pulumi config set aws-groups:region"),
        (
            Cancelled(CREATE, Stage.WAITING),
            "identitystore CreateGroup: cancelled while it waited to be sent.",
        ),
        (Cancelled(None, Stage.WAITING), "cancelled while it waited. Nothing was changed."),
        (
            TimedOut(
                LIST,
                Stage.WAITING,
                limit=30,
                of_engine=True,
                last=AwsRefused(LIST, code="Throttling", message="Rate exceeded"),
            ),
            "cloudfront ListKeyGroups: it took longer than 30 s, the resource's customTimeouts, while it "
            "waited to be sent. The attempt before failed: AWS throttled it. Raise customTimeouts, or try "
            "again later.\nAWS said ListKeyGroups: Throttling: Rate exceeded",
        ),
        (
            TimedOut(CREATE, Stage.SENT, limit=120, of_engine=False, lost=True),
            "identitystore CreateGroup: it took longer than 120 s, the provider's own limit, while it waited "
            "for AWS to answer. Whether AWS carried it out is not known. Run `pulumi up` again",
        ),
        (
            AwsRefused(LIST, code="Throttling", retry_after=3600),
            "AWS throttled ListKeyGroups. It asks to wait 3600 s: try again then.\nAWS said",
        ),
    ],
)
def test_they_begin_with(error: AwsError, text: str) -> None:
    assert failure(error).startswith(text)


@pytest.mark.parametrize(
    "error",
    [
        AwsUnreachable(CREATE, UnreachableCause.CLOSED, lost=True),
        AwsRefused(CREATE, code="InternalError", status=500, lost=True),
        AwsRefused(CREATE, code="AccessDenied", status=403, lost=True),
        AwsRefused(CREATE, code="ValidationException", lost=True),
        Cancelled(CREATE, Stage.SENT, lost=True),
        TimedOut(CREATE, Stage.SENT, limit=1, of_engine=True, lost=True),
    ],
    ids=str,
)
def test_a_write_that_may_have_been_carried_out_says_what_to_do(error: AwsError) -> None:
    """A refresh reads what is in the state; what a create made is not, and the next update tells."""
    text = failure(error)
    assert UP_AGAIN in text
    assert REFRESH not in text
    error.request = DELETE
    text = failure(error)
    assert REFRESH in text
    assert UP_AGAIN not in text
    error.request, error.lost = LIST, False
    assert "not known" not in failure(error)


def test_what_was_never_sent_is_not_told_as_lost_unless_it_was_sent_before() -> None:
    error = NotSent(CREATE, NotSentCause.HEADER, subject="session token")
    assert "not known" not in failure(error)
    error.lost = True
    assert UP_AGAIN in failure(error)


def test_a_denial_names_the_account_and_who_owns_the_directory() -> None:
    error = AwsRefused(DESCRIBE, code="AccessDeniedException", message="No.", request_id="7")
    error.caller = Caller("111111111111", "arn:aws:iam::111111111111:user/me")
    assert failure(error) == (
        "DescribeGroup is not allowed to these credentials: their policy must allow "
        "identitystore:DescribeGroup. The credentials belong to account 111111111111 "
        "(arn:aws:iam::111111111111:user/me). Only the organization's management account or the delegated "
        "administrator of IAM Identity Center owns the directory; in any other account, no policy helps.\n"
        "AWS said DescribeGroup: AccessDeniedException: No. (request id 7)"
    )


def test_the_directory_is_no_matter_of_cloudfront() -> None:
    assert "directory" not in failure(AwsRefused(LIST, code="AccessDenied", status=403))


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"message": "Gone.", "request_id": "7"}, "ListKeyGroups: Code: Gone. (request id 7)"),
        ({"message": "Gone."}, "ListKeyGroups: Code: Gone."),
        ({"reason": "REASON"}, "ListKeyGroups: Code (REASON)"),
        ({"operation": "AssumeRole", "message": "No."}, "AssumeRole: Code: No."),
    ],
    ids=str,
)
def test_aws_is_quoted(facts: dict[str, Any], text: str) -> None:
    assert said(AwsRefused(LIST, code="Code", **facts)) == text


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (Waiting(LIST, 3.2, Because.THROTTLED, "Throttling"), "throttled by AWS, trying again in 3 s"),
        (Waiting(LIST, 3.2, Because.NO_ANSWER, "closed"), "AWS gave no answer, trying again in 3 s"),
        (
            Waiting(LIST, 3.2, Because.SERVER_FAILURE, "InternalError"),
            "AWS has a problem (InternalError), trying again in 3 s",
        ),
        (Waiting(None, 3.2, Because.OTHER_WRITER), "another writer changed it, trying again in 3 s"),
        (
            Waiting(LIST, 3.2, Because.PACE, "20 requests a second"),
            "waiting 3 s to keep the pace (20 requests a second)",
        ),
        (Slow(LIST, 1.5), "no answer to ListKeyGroups yet, after 2 s"),
        (Sending(LIST), None),
        ("another room's event", None),
    ],
    ids=str,
)
def test_progress(event: object, text: str | None) -> None:
    assert progress(event) == text


@pytest.mark.parametrize("because", list(Because))
def test_each_wait_has_a_text(because: Because) -> None:
    assert progress(Waiting(None, 2, because))
