"""What one operation of the engine works with."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from aws_groups.aws import Aws, Listener, silent
from aws_groups.model.containers import TextSet
from aws_groups.model.declaration import Input
from aws_groups.model.problems import Reason
from aws_groups.model.types import Choice, Text
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


ALLOWED_ACCOUNTS = Input(
    "allowedAccountIds",
    TextSet(element=Text(rule=lambda text: None if re.fullmatch("[0-9]{12}", text) else Reason("account"))),
    "The accounts that may be changed or read. With credentials of another account, or on the local AWS, "
    "nothing is sent.",
)
"""A setting of the configuration."""


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
    seed: bytes | None = None
    """The same in each run for this resource of this stack, and for no other; None where it is not known."""
    objects: Objects = field(default_factory=Objects)
    """Which resources have which objects, as this run's calls have shown it."""
    clock: Callable[[], float] = time.time
    """Seconds since 1970."""
