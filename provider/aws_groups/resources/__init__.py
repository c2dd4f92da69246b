"""The resources, one file each; ``RESOURCES`` is the list that everything else is made from."""

from aws_groups.model.declaration import Resource, Service
from aws_groups.resources.group import GROUP
from aws_groups.resources.group_members import GROUP_MEMBERS
from aws_groups.resources.group_membership import GROUP_MEMBERSHIP
from aws_groups.resources.key_group import KEY_GROUP
from aws_groups.resources.public_key import PUBLIC_KEY
from aws_groups.resources.signing_keys import SIGNING_KEYS
from aws_groups.resources.user import USER
from aws_groups.values import PACKAGE

RESOURCES: dict[str, Resource] = {
    f"{PACKAGE}:{resource.token}": resource
    for resource in (KEY_GROUP, PUBLIC_KEY, SIGNING_KEYS, GROUP, USER, GROUP_MEMBERSHIP, GROUP_MEMBERS)
}
"""Every resource by its full token, ``aws-groups:cloudfront:KeyGroup``."""

SERVICES: dict[str, Service] = {resource.service.name: resource.service for resource in RESOURCES.values()}
"""The services of these resources by botocore's name."""
