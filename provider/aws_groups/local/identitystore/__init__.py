"""The Identity Store of IAM Identity Center: groups, users and memberships.

https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/
"""

from __future__ import annotations

from aws_groups.local.identitystore.groups import OPERATIONS as GROUPS
from aws_groups.local.identitystore.kinds import GROUP, MEMBERSHIP, USER
from aws_groups.local.identitystore.memberships import OPERATIONS as MEMBERSHIPS
from aws_groups.local.identitystore.stores import OPERATIONS as STORES
from aws_groups.local.identitystore.users import OPERATIONS as USERS
from aws_groups.local.marks import assumed, documented
from aws_groups.local.registry import Behavior, Operations

BEHAVIOR = Behavior(
    name="identitystore",
    operations=Operations(**STORES, **GROUPS, **USERS, **MEMBERSHIPS),
    kinds=(GROUP, USER, MEMBERSHIP),
    reference="https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/API_{}.html",
    marks=(
        documented("ids are taken bare or as ARNs; replies have bare ids"),
        documented("a request that breaks the model is ValidationException"),
        assumed("the HTTP status of every error of a client is 400"),
        assumed("ids in a store `d-…` begin with its ten digits, ids in other stores are UUIDs"),
        assumed("a NextToken is good for ever; a list shows what is there at each page"),
    ),
)
