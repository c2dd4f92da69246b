"""``identitystore:getUser`` and ``identitystore:getUsers``."""

from __future__ import annotations

from collections.abc import Iterator

from aws_groups.functions import directory
from aws_groups.functions.function import Function, list_of, results_of
from aws_groups.model.containers import TextSet
from aws_groups.model.declaration import Input, Output
from aws_groups.model.types import Text
from aws_groups.resources import identitystore
from aws_groups.resources.user import USER

_NAME = Text(min_length=1, max_length=128, rule=identitystore.user_name)


def _user_names(item: directory.Item) -> Iterator[str]:
    if "UserName" in item:
        yield item["UserName"]


def _addresses(item: directory.Item) -> Iterator[str]:
    yield from (email["Value"] for email in item.get("Emails", ()) if "Value" in email)


BY_ID = directory.by_id("userId", "UserId")
BY_NAME = directory.by_attribute("userName", "userName", _user_names, filter="UserName")
_BY_EMAIL = directory.by_attribute("email", "emails.value", _addresses)

GET_USER = Function(
    token="identitystore:getUser",
    doc="""Finds a user of an IAM Identity Center directory by its id, its user name, its email address, or
the id that another directory gave it: also one that this program did not make, and one that is
synchronised.

Give one of `userId`, `userName`, `email` and `externalId`. A user who is not there is an error, at preview
too; it names the nearest that is. For a user of this program give its output (`ann.userName`), so that the
look-up waits for it.""",
    noun="user",
    resource=USER,
    arguments=(
        identitystore.STORE,
        Input(
            "userId",
            Text(min_length=1, rule=identitystore.object_id, canonical=identitystore.last_part),
            "The user's `userId`, its id (STORE/USER) or its ARN.",
        ),
        Input("userName", _NAME, "The user name, exactly as AWS has it."),
        Input("email", Text(min_length=1), "The email address, exactly as AWS has it."),
        directory.EXTERNAL_ID,
    ),
    one_of=("userId", "userName", "email", "externalId"),
    results=results_of(USER),
    answer=directory.one(USER, (BY_ID, BY_NAME, _BY_EMAIL, directory.BY_EXTERNAL_ID)),
    problems=identitystore.of_store("userId"),
)
GET_USERS = Function(
    token="identitystore:getUsers",
    doc="""Finds users of an IAM Identity Center directory: all of them, those whose user names begin in one
way, or those of a list of user names.

Where none is there the result is an empty list. But a name in `userNames` that is not there is an error,
which tells all such names at once.""",
    noun="user",
    resource=USER,
    arguments=(
        identitystore.STORE,
        directory.names_input("userNames", _NAME, "The user names, exactly as AWS has them."),
        directory.prefix_input("user names"),
    ),
    at_most_one_of=("userNames", directory.PREFIX),
    results=(
        Output("identityStoreId", "The identity store."),
        Output(
            "users",
            "The users, each as getUser finds it: in the order of `userNames` if that is given, or else by "
            "user name.",
            list_of(USER, "identitystore:FoundUser"),
        ),
        Output("userIds", "Their ids alone, in the same order.", TextSet(element=Text())),
    ),
    answer=directory.several(USER, BY_NAME, "userNames", "users", "userIds"),
)
