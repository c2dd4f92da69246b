"""The only room that calls AWS: one value for a request, one place that sends it, errors in words."""

from aws_groups.aws.caller import Aws
from aws_groups.aws.config import AssumeRole, Config
from aws_groups.aws.errors import AwsError, AwsRefused, AwsUnreachable, SetupError
from aws_groups.aws.request import Request

__all__ = [
    "AssumeRole",
    "Aws",
    "AwsError",
    "AwsRefused",
    "AwsUnreachable",
    "Config",
    "Request",
    "SetupError",
]
