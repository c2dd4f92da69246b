"""Whether a failed attempt is made again, and after how long: a pure decision.

The numbers are botocore's standard retry mode's; but botocore reads no ``RetryAfterSeconds``, and
takes the attempts of all calls from one quota.
"""

from __future__ import annotations

import random

from aws_groups.aws.errors import AwsError, AwsRefused, AwsUnreachable, UnreachableCause
from aws_groups.aws.events import Because

THROTTLED_BASE = 1.0
"""Seconds, at most, before the second attempt after AWS has throttled; twice as long each time."""
BASE = 0.05
"""The same after any other failure."""
LONGEST = 20.0
"""Seconds after which the waits do not grow any more."""
LONGEST_ASKED = 60.0
"""Seconds: where AWS asks for a longer wait than this, the call fails rather than wait."""

_TRANSIENT_CODES = {"RequestTimeout", "RequestTimeoutException", "408"}
_TRANSIENT_CAUSES = {
    UnreachableCause.CONNECT,
    UnreachableCause.TIMEOUT,
    UnreachableCause.CLOSED,
    UnreachableCause.PROXY,
    UnreachableCause.HALF_ANSWER,
    UnreachableCause.EMPTY_ANSWER,
}


def can_pass(error: AwsError) -> bool:
    """Whether another attempt may go better."""
    if isinstance(error, AwsRefused):
        return error.is_throttling or error.is_server_failure or error.code in _TRANSIENT_CODES
    return isinstance(error, AwsUnreachable) and error.cause in _TRANSIENT_CAUSES


def seconds_before_next(error: AwsError, attempts: int) -> float | None:
    """The seconds to wait before the next attempt, or None if there should be none.

    Args:
        error: how the last attempt failed.
        attempts: how many there were, that one included.
    """
    if not can_pass(error):
        return None
    throttled = isinstance(error, AwsRefused) and error.is_throttling
    longest = min(LONGEST, (THROTTLED_BASE if throttled else BASE) * 2.0 ** min(attempts - 1, 32))
    # A random part, so that calls which failed together do not come back together.
    seconds = random.random() * longest
    asked = (error.retry_after or 0.0) if isinstance(error, AwsRefused) else 0.0
    return None if asked > LONGEST_ASKED else max(seconds, asked)


def because_of(error: AwsError) -> tuple[Because, str]:
    """Why the call waits after that failure, and a detail."""
    if isinstance(error, AwsRefused):
        if error.is_throttling:
            return Because.THROTTLED, error.code
        return Because.SERVER_FAILURE, error.code or str(error.status)
    return Because.NO_ANSWER, error.cause.value if isinstance(error, AwsUnreachable) else ""
