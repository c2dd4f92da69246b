"""What one operation of the engine works with."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from enum import Enum

from aws_groups.aws import Aws, Listener, silent
from aws_groups.model.containers import TextSet
from aws_groups.model.declaration import Input
from aws_groups.model.problems import Reason
from aws_groups.model.types import Amount, Choice, Flag, Text
from aws_groups.updates.objects import Objects
from aws_groups.values import Properties


class OnConflict(Enum):
    """What to do about an object that someone else changed since the state was written."""

    FAIL = "fail"
    OVERWRITE = "overwrite"


FAIL, ADOPT = "fail", "adopt"
ON_TAKEN = Input(
    "onTaken",
    Choice(values=(FAIL, ADOPT)),
    "What to do about a create whose name another object has: `fail`, which says who has it and is what is "
    "done if not set, or `adopt`, which takes that object over, and changes it to what the program says, "
    "with a warning.",
)
"""A setting of the configuration and of each resource that has a name."""


TAKE_OVER = Input(
    "takeOver",
    Flag(),
    "Whether the first update may take out the members that are there and are not declared. If not, it is "
    "refused, with their names.",
)
"""A setting of each member set."""


MAX_REMOVALS = Input(
    "maxRemovals",
    Amount(),
    "How many may be taken away: members of a set, memberships, users and groups. A number is for one run, "
    "or for one update of a set that gives its own; a percentage, rounded down, is of each set's members. "
    "Where it is more, nothing is done, and it is said who would go. AWS_GROUPS_MAX_REMOVALS in the "
    "environment counts before it, for a run in which it is meant.",
)
"""A setting of the configuration and of each member set."""

NEVER_DELETE = Input(
    "neverDelete",
    TextSet(element=Text(min_length=1), noun="pattern"),
    "Names of groups and users that are never deleted, such as `AWS*`: * stands for any text, ? for a "
    "character, and case means nothing. AWS_GROUPS_NEVER_DELETE in the environment (names with commas "
    "between them, or nothing) counts before it.",
)
"""A setting of the configuration."""

KEEP_POPULATED = Input(
    "keepPopulatedGroups",
    Flag(),
    "Whether a group is kept, with an error that says who is in it, if it is to be deleted and has members "
    "that this stack did not put there. AWS_GROUPS_KEEP_POPULATED_GROUPS=false in the environment counts "
    "before it.",
)
"""A setting of the configuration."""

THIS_ONCE = "__thisOnce:"
"""What the name of a setting begins with that the environment gives, for one run."""

ALLOWED_ACCOUNTS = Input(
    "allowedAccountIds",
    TextSet(element=Text(rule=lambda text: None if re.fullmatch("[0-9]{12}", text) else Reason("account"))),
    "The accounts that may be changed or read. With credentials of another account, or on the local AWS, "
    "nothing is sent.",
)
"""A setting of the configuration."""


def now() -> datetime:
    """The time of this machine's clock."""
    return datetime.now(timezone.utc)


@dataclass(frozen=True, kw_only=True)
class Run:
    """One operation of the engine: its way to AWS, who listens, and what the user has decided."""

    aws: Aws
    tell: Listener = silent
    """Who is told what happens on the way."""
    on_conflict: OnConflict = OnConflict.FAIL
    configuration: Properties = field(default_factory=dict)
    """The provider's configuration, for ids that leave a part to it."""
    urn: str = ""
    """The resource that the engine called for."""
    own_provider: bool = False
    """Whether the program has declared the provider that the resource goes by."""
    seed: bytes | None = None
    """The same in each run for this resource of this stack, and for no other; None where it is not known."""
    clock: Callable[[], datetime] = now
    """What time it is: to say how long ago something was changed, and which keys have had their time."""
    objects: Objects = field(default_factory=Objects)
    """Which resources have which objects, as this run's calls have shown it."""
