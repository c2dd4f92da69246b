"""The Identity Store of IAM Identity Center, as far as groups go.

https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/
"""

from __future__ import annotations

from aws_groups.local.context import Handler
from aws_groups.local.identitystore import groups, stores

OPERATIONS: dict[str, Handler] = {**stores.OPERATIONS, **groups.OPERATIONS}
