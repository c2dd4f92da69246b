"""``identitystore:User``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aws_groups.aws import AwsRefused
from aws_groups.model.containers import ListOf, Member, Record
from aws_groups.model.declaration import Ask, AttributePatch, Bulk, Input, Output, Resource
from aws_groups.model.paths import value_at
from aws_groups.model.types import Flag, Text, Type
from aws_groups.resources import identitystore
from aws_groups.updates.run import ON_TAKEN
from aws_groups.values import Properties, is_absent

ENTERPRISE = "aws:identitystore:enterprise"
"""The only extension that AWS has, under its name in requests and patches."""

_TEXT = Text(min_length=1, max_length=1024, rule=identitystore.directory_text)


def _member(name: str, doc: str, *, required: bool = False, api: str = "") -> Member:
    return Member(name, _TEXT, doc, required=required, api=api)


def _of_extension(name: str, doc: str, kind: Type = _TEXT) -> Member:
    # What an extension has is a document, whose members begin with a small letter.
    return Member(name, kind, doc, api=name)


_TYPE = _member("type", "What kind it is, such as `work`.")
_PRIMARY = Member("primary", Flag(), "Whether it is the one that is used first; left out, it is neither.")

NAME = Record(
    "identitystore:UserName",
    "A person's name in its parts.",
    (
        _member("givenName", "The given name, which a new user needs."),
        _member("familyName", "The family name, which a new user needs."),
        _member("middleName", "The middle name."),
        _member("formatted", "The whole name as it is written."),
        _member("honorificPrefix", "What stands before the name, such as Dr."),
        _member("honorificSuffix", "What stands after the name, such as M.D."),
    ),
)
EMAIL = Record(
    "identitystore:UserEmail",
    "An email address of a user.",
    (_member("value", "The address, which AWS allows once in a store.", required=True), _TYPE, _PRIMARY),
)
PHONE_NUMBER = Record(
    "identitystore:UserPhoneNumber",
    "A phone number of a user.",
    (_member("value", "The number, as people write it.", required=True), _TYPE, _PRIMARY),
)
ADDRESS = Record(
    "identitystore:UserAddress",
    "A postal address of a user.",
    (
        _member("streetAddress", "The street, and the number in it."),
        _member("locality", "The city or town."),
        _member("region", "The state or region."),
        _member("postalCode", "The postal code."),
        _member("country", "The country."),
        _member("formatted", "The whole address as it is written."),
        _TYPE,
        _PRIMARY,
    ),
)
PHOTO = Record(
    "identitystore:UserPhoto",
    "A photo of a user.",
    (
        _member("value", "The photo's URL or data.", required=True),
        _TYPE,
        _member("display", "What the photo shows."),
        _PRIMARY,
    ),
)
ROLE = Record(
    "identitystore:UserRole",
    "A role of a user.",
    (_member("value", "The role, such as Researcher.", required=True), _TYPE, _PRIMARY),
)
MANAGER = Record(
    "identitystore:UserManager",
    "Whom a user reports to.",
    (
        _of_extension("value", "The manager's user id."),
        _of_extension("displayName", "The manager's name."),
    ),
)
EXTENSION = Record(
    "identitystore:UserEnterprise",
    "What an organisation says of a user.",
    (
        _of_extension("employeeNumber", "The number that the organisation gave."),
        _of_extension("costCenter", "The cost center."),
        _of_extension("organization", "The organisation."),
        _of_extension("division", "The division."),
        _of_extension("department", "The department."),
        _of_extension("manager", "The manager.", MANAGER),
    ),
)


def _text(name: str, doc: str) -> Input:
    return Input(name, _TEXT, doc)


def _list(name: str, record: Record, most: int, doc: str) -> Input:
    return Input(name, ListOf(element=record, max_items=most), doc)


EMAIL_VALUE = ("emails", 0, "value")


def _find_by_email(ask: Ask, inputs: Properties) -> str | None:
    """The user who has the email address."""
    store, address = identitystore.bare_id(inputs["identityStoreId"]), value_at(inputs, EMAIL_VALUE)
    if is_absent(address):
        return None
    try:
        return identitystore.find_unique(ask, "GetUserId", "UserId", store, "emails.value", address)
    except AwsRefused:
        users = identitystore.listed(ask, "GetUserId", store)
        return next((f"{store}/{user['UserId']}" for user in users if _has_email(user, address)), None)


def _has_email(user: Mapping[str, Any], address: str) -> bool:
    return any(email.get("Value") == address for email in user.get("Emails", ()))


USER = Resource(
    token="identitystore:User",
    noun="user",
    doc="""A person in an IAM Identity Center directory (an identity store).

AWS sends no invitation to a user that the API makes, and the user has no password. Turn on **Send email
OTP** in the IAM Identity Center console (Settings, Authentication, Standard authentication, Configure): the
user then gets a code by email at the first sign-in, and sets a password. Or give out a one-time password by
hand.

**A user that is deleted takes its password, its MFA devices and its memberships with it**, and a new one of
the same name has none of them. Give the option `protect: true` to users that must stay. Only another
identity store replaces a user, and the preview then warns of this; each other change is one UpdateUser,
under the same id.

The program owns the attributes it declares, those in `name` and `enterprise` one by one, each list as a
whole. What it never declared is left alone; what it stops declaring is removed.""",
    service=identitystore.IDENTITY_STORE,
    label="userName",
    unique=("identityStoreId", "userName"),
    id_doc="STORE/USER, such as d-1234567890/94482488-3041-7026-18f3-be45837cd0e4",
    id_members=("IdentityStoreId", "UserId"),
    create="CreateUser",
    read="DescribeUser",
    delete="DeleteUser",
    read_params={"Extensions": [ENTERPRISE]},
    bulk=Bulk(operation="ListUsers", member="Users"),
    takes_from_people=True,
    protected_by="userName",
    change=AttributePatch("UpdateUser"),
    needed=(("displayName",), ("name", "givenName"), ("name", "familyName")),
    inputs=(
        identitystore.STORE,
        Input(
            "userName",
            Text(min_length=1, max_length=128, rule=identitystore.user_name),
            "The name to sign in with, unique in the store, without white space.",
            required=True,
        ),
        _text("displayName", "The name that is shown; a new user needs it."),
        Input("name", NAME, "The name in its parts; a new user needs it."),
        _list("emails", EMAIL, 1, "The email address: one or none."),
        _list("phoneNumbers", PHONE_NUMBER, 1, "The phone number: one or none."),
        _list("addresses", ADDRESS, 1, "The postal address: one or none."),
        _text("nickName", "What people call the user."),
        _text("profileUrl", "Where there is more about the user."),
        _text("title", "The title, such as Engineer."),
        _text("userType", "The kind of user, in words of your own."),
        _text("preferredLanguage", "The language, such as en-us."),
        _text("locale", "The region for dates and numbers, such as en-GB."),
        _text("timezone", "The time zone, such as Europe/Berlin."),
        _text("website", "The user's website."),
        _text("birthdate", "The date of birth, as YYYY-MM-DD."),
        _list("photos", PHOTO, 3, "Photos, at most three."),
        _list("roles", ROLE, 1, "The role: one or none."),
        Input(
            "enterprise",
            EXTENSION,
            "What the organisation says: department, division, manager and so on.",
            api=f"Extensions/{ENTERPRISE}",
            attribute=ENTERPRISE,
        ),
    ),
    outputs=(
        Output("userId", "The user's id in its store.", stable=True),
        Output("arn", "The user's ARN.", stable=True, optional=True, api="UserArn"),
        identitystore.revision("user"),
        Output(
            "userStatus",
            "`ENABLED` or `DISABLED`; to be disabled is no drift. Only a refresh or an import tells it.",
            stable=True,
            optional=True,
        ),
        identitystore.external_ids("user"),
        *identitystore.who("user"),
    ),
    settings=(ON_TAKEN,),
    also_unique=(EMAIL_VALUE,),
    find=lambda ask, inputs: identitystore.find_by(
        ask, "GetUserId", "UserId", inputs, "userName", "userName"
    ),
    find_also=_find_by_email,
    goes_with_it="its password, its MFA devices and its memberships",
)
