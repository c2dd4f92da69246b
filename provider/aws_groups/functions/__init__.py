"""The functions, one file a family; ``FUNCTIONS`` is the list that everything else is made from."""

from aws_groups.functions.directory import NoWay
from aws_groups.functions.function import MOST_TOLD, Function, Missed, NotThere, call, check
from aws_groups.functions.groups import GET_GROUP, GET_GROUPS
from aws_groups.functions.keys import GET_KEY_GROUP, GET_PUBLIC_KEY
from aws_groups.functions.members import GET_GROUP_MEMBERS
from aws_groups.functions.stores import GET_IDENTITY_STORE
from aws_groups.functions.users import GET_USER, GET_USERS
from aws_groups.values import PACKAGE

__all__ = ["FUNCTIONS", "MOST_TOLD", "Function", "Missed", "NoWay", "NotThere", "call", "check"]

FUNCTIONS: dict[str, Function] = {
    f"{PACKAGE}:{function.token}": function
    for function in (
        GET_KEY_GROUP,
        GET_PUBLIC_KEY,
        GET_IDENTITY_STORE,
        GET_GROUP,
        GET_GROUPS,
        GET_USER,
        GET_USERS,
        GET_GROUP_MEMBERS,
    )
}
"""Every function by its full token, ``aws-groups:identitystore:getGroup``."""
