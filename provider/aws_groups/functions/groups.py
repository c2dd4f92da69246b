"""``identitystore:getGroup`` and ``identitystore:getGroups``."""

from __future__ import annotations

from aws_groups.functions import directory
from aws_groups.functions.function import Function, list_of, results_of
from aws_groups.model.containers import TextSet
from aws_groups.model.declaration import Input, Output
from aws_groups.model.types import Text
from aws_groups.resources import identitystore
from aws_groups.resources.group import GROUP

_NAME = Text(min_length=1, max_length=1024)
BY_ID = directory.by_id("groupId", "GroupId")
BY_NAME = directory.by_attribute(
    "displayName",
    "displayName",
    lambda item: [item["DisplayName"]] if "DisplayName" in item else [],
    filter="DisplayName",
)
ID = Input(
    "groupId",
    Text(min_length=1, rule=identitystore.object_id, canonical=identitystore.last_part),
    "The group's `groupId`, its id (STORE/GROUP) or its ARN.",
)
NAME = Input("displayName", _NAME, "The group's name, exactly as AWS has it.")

GET_GROUP = Function(
    token="identitystore:getGroup",
    doc="""Finds a group of an IAM Identity Center directory by its id, its name, or the id that another
directory gave it: also one that this program did not make, and one that is synchronised.

Give one of `groupId`, `displayName` and `externalId`. A group that is not there is an error, at preview
too; it names the nearest name that is. For a group of this program give its output (`team.displayName`), so
that the look-up waits for it.""",
    noun="group",
    resource=GROUP,
    arguments=(identitystore.STORE, ID, NAME, directory.EXTERNAL_ID),
    one_of=("groupId", "displayName", "externalId"),
    results=results_of(GROUP),
    answer=directory.one(GROUP, (BY_ID, BY_NAME, directory.BY_EXTERNAL_ID)),
    problems=identitystore.of_store("groupId"),
)
GET_GROUPS = Function(
    token="identitystore:getGroups",
    doc="""Finds groups of an IAM Identity Center directory: all of them, those whose names begin in one way,
or those of a list of names.

Where none is there the result is an empty list. But a name in `displayNames` that is not there is an
error, which tells all such names at once.""",
    noun="group",
    resource=GROUP,
    arguments=(
        identitystore.STORE,
        directory.names_input("displayNames", _NAME, "The groups' names, exactly as AWS has them."),
        directory.prefix_input("groups' names"),
    ),
    at_most_one_of=("displayNames", directory.PREFIX),
    results=(
        Output("identityStoreId", "The identity store."),
        Output(
            "groups",
            "The groups, each as getGroup finds it: in the order of `displayNames` if that is given, or "
            "else by name.",
            list_of(GROUP, "identitystore:FoundGroup"),
        ),
        Output("groupIds", "Their ids alone, in the same order.", TextSet(element=Text())),
    ),
    answer=directory.several(GROUP, BY_NAME, "displayNames", "groups", "groupIds"),
)
