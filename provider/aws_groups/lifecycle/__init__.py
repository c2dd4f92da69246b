"""The life of an object: create, read, update, delete and preview, as functions over a declaration.

``Run`` is what each of them works with. ``refusals`` says what AWS's refusals mean for a resource.
"""

from aws_groups.lifecycle.create import Made, create
from aws_groups.lifecycle.delete import delete
from aws_groups.lifecycle.key_ring import Going
from aws_groups.lifecycle.owners import Kept, OwnedTwice
from aws_groups.lifecycle.place import NoneFound, WrongPlace
from aws_groups.lifecycle.preview import (
    Blocked,
    Crowded,
    differences,
    planned,
    previewed,
    require_replaceable,
)
from aws_groups.lifecycle.read import Read, read
from aws_groups.lifecycle.refusals import (
    Failed,
    InUse,
    Left,
    Meaning,
    NoContainer,
    QuotaReached,
    RefusedProperty,
    Taken,
    Unclear,
)
from aws_groups.lifecycle.rotation import LeftInUse, NotDeployed, Unfinished
from aws_groups.lifecycle.update import update
from aws_groups.updates.run import ALLOWED_ACCOUNTS, ON_TAKEN, OnConflict, Run

__all__ = [
    "ALLOWED_ACCOUNTS",
    "ON_TAKEN",
    "Blocked",
    "Crowded",
    "Failed",
    "Going",
    "InUse",
    "Kept",
    "Left",
    "LeftInUse",
    "Made",
    "Meaning",
    "NoContainer",
    "NoneFound",
    "NotDeployed",
    "OnConflict",
    "OwnedTwice",
    "QuotaReached",
    "Read",
    "RefusedProperty",
    "Run",
    "Taken",
    "Unclear",
    "Unfinished",
    "WrongPlace",
    "create",
    "delete",
    "differences",
    "planned",
    "previewed",
    "read",
    "require_replaceable",
    "update",
]
