"""The resources, one file each; ``RESOURCES`` is the list that everything else is made from."""

from aws_groups.resources.group import Group
from aws_groups.resources.key_group import KeyGroup
from aws_groups.resources.public_key import PublicKey
from aws_groups.resources.resource import Resource

PACKAGE = "aws-groups"

RESOURCES: dict[str, Resource] = {f"{PACKAGE}:{kind.token}": kind() for kind in (KeyGroup, PublicKey, Group)}
"""Every resource by its full token, ``aws-groups:cloudfront:KeyGroup``."""
