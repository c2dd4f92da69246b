"""CloudFront, as far as key groups go: public keys, key groups, distributions.

https://docs.aws.amazon.com/cloudfront/latest/APIReference/
"""

from __future__ import annotations

from aws_groups.local.cloudfront.common import MARKS
from aws_groups.local.cloudfront.distributions import OPERATIONS as DISTRIBUTIONS
from aws_groups.local.cloudfront.key_groups import OPERATIONS as KEY_GROUPS
from aws_groups.local.cloudfront.kinds import DISTRIBUTION, KEY_GROUP, PUBLIC_KEY
from aws_groups.local.cloudfront.public_keys import OPERATIONS as PUBLIC_KEYS
from aws_groups.local.registry import Behavior, Operations

BEHAVIOR = Behavior(
    name="cloudfront",
    operations=Operations(**PUBLIC_KEYS, **KEY_GROUPS, **DISTRIBUTIONS),
    kinds=(PUBLIC_KEY, KEY_GROUP, DISTRIBUTION),
    reference="https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_{}.html",
    marks=MARKS,
)
