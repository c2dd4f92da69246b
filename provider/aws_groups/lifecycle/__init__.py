"""The life of an object: create, read, update, delete and preview, as functions over a declaration.

``Run`` is what each of them works with. ``refusals`` says what AWS's refusals mean for a resource.
"""

from aws_groups.lifecycle.create import WrittenOver, create
from aws_groups.lifecycle.delete import delete
from aws_groups.lifecycle.key_ring import Going
from aws_groups.lifecycle.member_set import Changing, MembersFailed, Undeclared
from aws_groups.lifecycle.only import Found, only_ones
from aws_groups.lifecycle.over_time import Crowded
from aws_groups.lifecycle.owners import Kept, OwnedTwice, note, program_problems
from aws_groups.lifecycle.place import NoneFound, WrongPlace, require_allowed
from aws_groups.lifecycle.preview import (
    Blocked,
    differences,
    planned,
    previewed,
    require_replaceable,
    to_send,
)
from aws_groups.lifecycle.read import Drifted, read
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
from aws_groups.lifecycle.removals import NeverDeleted, Populated, TooMany
from aws_groups.lifecycle.rotation import LeftInUse, NotDeployed, RotationEnded
from aws_groups.lifecycle.state import Made, Read, Unfinished, inputs_in, require_comparable
from aws_groups.lifecycle.synchronised import Contested, contested
from aws_groups.lifecycle.update import update
from aws_groups.updates.run import (
    ALLOWED_ACCOUNTS,
    KEEP_POPULATED,
    MAX_REMOVALS,
    NEVER_DELETE,
    ON_TAKEN,
    THIS_ONCE,
    OnConflict,
    Run,
)

__all__ = [
    "ALLOWED_ACCOUNTS",
    "KEEP_POPULATED",
    "MAX_REMOVALS",
    "NEVER_DELETE",
    "ON_TAKEN",
    "THIS_ONCE",
    "Blocked",
    "Changing",
    "Contested",
    "Crowded",
    "Drifted",
    "Failed",
    "Found",
    "Going",
    "InUse",
    "Kept",
    "Left",
    "LeftInUse",
    "Made",
    "Meaning",
    "MembersFailed",
    "NeverDeleted",
    "NoContainer",
    "NoneFound",
    "NotDeployed",
    "OnConflict",
    "OwnedTwice",
    "Populated",
    "QuotaReached",
    "Read",
    "RefusedProperty",
    "RotationEnded",
    "Run",
    "Taken",
    "TooMany",
    "Unclear",
    "Undeclared",
    "Unfinished",
    "WrittenOver",
    "WrongPlace",
    "contested",
    "create",
    "delete",
    "differences",
    "inputs_in",
    "note",
    "only_ones",
    "planned",
    "previewed",
    "program_problems",
    "read",
    "require_allowed",
    "require_comparable",
    "require_replaceable",
    "to_send",
    "update",
]
