"""CloudFront, as far as key groups go: public keys, key groups, distributions.

https://docs.aws.amazon.com/cloudfront/latest/APIReference/
"""

from __future__ import annotations

from aws_groups.local.cloudfront import distributions, key_groups, public_keys
from aws_groups.local.context import Handler

OPERATIONS: dict[str, Handler] = {
    **public_keys.OPERATIONS,
    **key_groups.OPERATIONS,
    **distributions.OPERATIONS,
}
