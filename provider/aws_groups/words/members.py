"""Member sets in words: who is in a group, and who was not added or taken out."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Mapping

from aws_groups.aws import AwsError
from aws_groups.lifecycle import Failed, MembersFailed, Undeclared
from aws_groups.values import PACKAGE
from aws_groups.words.showing import counted

MOST_NAMED = 10
"""How many people a sentence names."""


def called(member: str, names: Mapping[str, str]) -> str:
    """A person as a line shows them: by the name, where it is known, and the id."""
    return f"{names[member]} ({member})" if member in names else member


def people(who: Iterable[str], names: Mapping[str, str]) -> str:
    """Some people in a sentence: those whose names are known first."""
    everybody = sorted(who, key=lambda member: (member not in names, names.get(member, ""), member))
    listed = ", ".join(called(member, names) for member in everybody[:MOST_NAMED])
    more = len(everybody) - MOST_NAMED
    return f"{listed} and {counted(more, 'other')}" if more > 0 else listed


def undeclared(error: Undeclared) -> str:
    """A set is to be made over members that it does not declare."""
    token, name = error.resource.token, shlex.quote(error.urn.rpartition("::")[2])
    command = (
        f"run `pulumi import {PACKAGE}:{token} {name} {error.object_id}` (or, if this stack has the set "
        "under another name, give it the option `aliases`) and "
    )
    return (
        f"creating {error.resource.noun} {error.object_id}: it has {counted(len(error.members), 'member')} "
        f"not declared here, so nothing was done: {people(error.members, error.names)}.\n"
        f"To keep them, {command if error.urn else ''}declare them; to take them out, set `takeOver: true`."
    )


def members_failed(error: MembersFailed, tell: Callable[[Failed | AwsError], str]) -> str:
    """Some members were not added or taken out: how many, who, and why."""
    adding = error.causes[0][0].adding
    who = people([failure.member for failure, _ in error.causes], error.names)
    outcome = error.outcome
    done = outcome.changed + len(outcome.found)
    rest = f"; {done} of {outcome.total} changes are done, and the next update does the rest" if done else ""
    doing = f"{error.verb} {error.resource.noun} {error.object_id}"
    return f"{doing}: could not {'add' if adding else 'take out'} {who}{rest}. {tell(error.causes[0][1])}"
