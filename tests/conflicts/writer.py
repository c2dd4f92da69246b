"""One of many writers of a key group: a process of its own, which does as `pulumi refresh` and `up` do."""

from __future__ import annotations

import os
from typing import NamedTuple

from aws_groups.aws import Aws, Config
from aws_groups.resources import RESOURCES
from aws_groups.updates.guard import Conflict

TRIES = 5


class Report(NamedTuple):
    """What a writer says of its updates, by the key that each was to add."""

    done: list[str]
    failed: list[str]
    conflicts: int


def write(store: str, id: str, keys: list[str]) -> Report:
    """Add each key to what is there, one by one; again, after another look, when someone else was faster."""
    os.environ["AWS_GROUPS_LOCAL_STORE"] = store
    aws, resource = Aws(Config(endpoint="local")), RESOURCES["aws-groups:cloudfront:KeyGroup"]
    done, failed, conflicts = [], [], 0
    for key in keys:
        for _ in range(TRIES):
            read = resource.read(aws, id, None)
            assert read is not None
            wanted = {**read.inputs, "items": [*read.inputs["items"], key]}
            try:
                resource.update(aws, id, read.state, read.inputs, wanted)
            except Conflict:
                conflicts += 1
            else:
                done.append(key)
                break
        else:
            failed.append(key)
    return Report(done, failed, conflicts)
