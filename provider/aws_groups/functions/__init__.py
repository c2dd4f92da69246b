"""The functions, one file a family; ``FUNCTIONS`` is the list that everything else is made from."""

from aws_groups.functions.directory import NoWay
from aws_groups.functions.function import Function, Missed, NotThere, call, check
from aws_groups.functions.groups import GET_GROUP, GET_GROUPS
from aws_groups.values import PACKAGE

__all__ = ["FUNCTIONS", "Function", "Missed", "NoWay", "NotThere", "call", "check"]

FUNCTIONS: dict[str, Function] = {
    f"{PACKAGE}:{function.token}": function for function in (GET_GROUP, GET_GROUPS)
}
"""Every function by its full token, ``aws-groups:identitystore:getGroup``."""
