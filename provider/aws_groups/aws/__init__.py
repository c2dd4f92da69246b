"""The only room that calls AWS.

- ``Connection`` lives as long as a configuration; ``Connection.aws`` gives the ``Aws`` of one RPC,
  which sends a ``Request``.
- How that can fail are facts: ``AwsError`` and its kinds. What happens on the way are facts too:
  ``Sending``, ``Waiting``, ``Slow``. The sentences about both are in ``words``.

Inside: ``calls`` is the loop of attempts and waits, ``retry`` decides about them; ``attempt`` is one
try in a thread of ``workers``; ``clients`` and ``session`` are botocore's; ``answers`` looks whether an
answer is whole; ``failures``, ``refusals`` and ``not_sent`` make facts of botocore's exceptions.
"""

from aws_groups.aws.bulk import Listing, OneOf, Wanted
from aws_groups.aws.calls import Aws
from aws_groups.aws.config import AssumeRole, Config
from aws_groups.aws.connection import Connection
from aws_groups.aws.errors import (
    AwsError,
    AwsRefused,
    AwsUnreachable,
    Caller,
    Cancelled,
    NotSent,
    NotSentCause,
    Stage,
    TimedOut,
    UnreachableCause,
)
from aws_groups.aws.events import Answered, Because, Listener, Sending, Slow, Waiting, silent
from aws_groups.aws.place import Place
from aws_groups.aws.request import Request
from aws_groups.aws.session import close_stdin, local_store

__all__ = [
    "Answered",
    "AssumeRole",
    "Aws",
    "AwsError",
    "AwsRefused",
    "AwsUnreachable",
    "Because",
    "Caller",
    "Cancelled",
    "Config",
    "Connection",
    "Listener",
    "Listing",
    "NotSent",
    "NotSentCause",
    "OneOf",
    "Place",
    "Request",
    "Sending",
    "Slow",
    "Stage",
    "TimedOut",
    "UnreachableCause",
    "Waiting",
    "Wanted",
    "close_stdin",
    "local_store",
    "silent",
]
