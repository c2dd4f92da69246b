"""The only room that calls AWS: a value for a request, one place that sends it, errors in words."""

from aws_groups.aws.bulk import Listing
from aws_groups.aws.call import Silent, Tell
from aws_groups.aws.caller import Aws, Secrets
from aws_groups.aws.config import AssumeRole, Config, OnConflict
from aws_groups.aws.errors import (
    AwsError,
    AwsRefused,
    AwsUnreachable,
    Cancelled,
    Explained,
    SetupError,
)
from aws_groups.aws.request import Request

__all__ = [
    "AssumeRole",
    "Aws",
    "AwsError",
    "AwsRefused",
    "AwsUnreachable",
    "Cancelled",
    "Config",
    "Explained",
    "Listing",
    "OnConflict",
    "Request",
    "Secrets",
    "SetupError",
    "Silent",
    "Tell",
]
