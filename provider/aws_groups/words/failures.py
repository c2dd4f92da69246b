"""What went wrong, in words: a line or two, with the next step; AWS's own words come last."""

from __future__ import annotations

from collections.abc import Collection

from aws_groups.aws import AwsError, AwsRefused
from aws_groups.functions import NotThere, NoWay
from aws_groups.lifecycle import (
    Blocked,
    Failed,
    InUse,
    Left,
    Meaning,
    MembersFailed,
    NeverDeleted,
    NoContainer,
    NotDeployed,
    OwnedTwice,
    Populated,
    QuotaReached,
    RefusedProperty,
    RotationEnded,
    Taken,
    TooMany,
    Unclear,
    Undeclared,
    Unfinished,
    WrongPlace,
)
from aws_groups.model.declaration import Holder, Resource
from aws_groups.model.paths import rendered
from aws_groups.model.problems import MalformedId, Wrong
from aws_groups.secrets import Secrets
from aws_groups.updates.guard import MAX_ROUNDS, Conflict, Gone, Moved, TooBusy
from aws_groups.words.checks import malformed_id, why, wrong
from aws_groups.words.looking_up import no_way, not_there
from aws_groups.words.members import members_failed, not_removed, undeclared
from aws_groups.words.places import wrong_place
from aws_groups.words.reaching import failure as call_failure
from aws_groups.words.reaching import not_known, said
from aws_groups.words.rotation import ended, not_deployed
from aws_groups.words.showing import counted, shown
from aws_groups.words.taken import taken, unclear
from aws_groups.words.writers import last_changed

TELLABLE = (
    AwsError,
    Blocked,
    Failed,
    NeverDeleted,
    OwnedTwice,
    Populated,
    TooMany,
    Undeclared,
    Unfinished,
    WrongPlace,
    Conflict,
    Gone,
    TooBusy,
    MalformedId,
    Wrong,
    NotThere,
    NoWay,
)
"""The failures that ``failure`` has words for."""


def failure(error: Exception, secrets: Secrets) -> str:
    """One of ``TELLABLE`` in words. The caller masks the secrets in AWS's own texts."""
    if isinstance(error, Conflict):
        return conflict(error, secrets)
    if isinstance(error, Gone):
        return gone(error)
    if isinstance(error, TooBusy):
        return too_busy(error)
    if isinstance(error, MalformedId):
        return malformed_id(error)
    if isinstance(error, Wrong):
        return wrong(error, secrets)
    if isinstance(error, Unfinished):
        return _unfinished(error, secrets)
    if isinstance(error, Blocked):
        return blocked(error, secrets)
    if isinstance(error, WrongPlace):
        return wrong_place(error)
    if isinstance(error, OwnedTwice):
        return owned_twice(error)
    if isinstance(error, NotThere):
        return not_there(error, secrets)
    if isinstance(error, NoWay):
        return no_way(error, secrets)
    if isinstance(error, Undeclared):
        return undeclared(error)
    if isinstance(error, NeverDeleted | Populated | TooMany):
        return not_removed(error)
    return failed(error, secrets) if isinstance(error, Failed) else call_failure(_as_call(error))


def _unfinished(error: Unfinished, secrets: Secrets) -> str:
    if isinstance(error, MembersFailed):
        return members_failed(error, lambda cause: cause_of(cause, secrets))
    assert isinstance(error, RotationEnded)
    if isinstance(error.cause, NotDeployed):
        return not_deployed(error.cause, error)
    return ended(error, failure(error.cause, secrets))


def cause_of(error: Exception, secrets: Secrets) -> str:
    """A failure in words, without what was being done."""
    return _because(error, secrets) if isinstance(error, Failed) else call_failure(_as_call(error))


def _as_call(error: Exception) -> AwsError:
    assert isinstance(error, AwsError)
    return error


def failed(error: Failed, secrets: Secrets) -> str:
    """A failure, with what was being done and what the failure means."""
    what = ""
    if error.what is not None:
        named_by_label = error.verb in ("creating", "looking up")
        hidden = named_by_label and secrets.hides((error.resource.label,))
        what = f" {shown(error.what, secret=hidden)}" if named_by_label else f" {error.what}"
    return f"{error.verb} {error.resource.noun}{what}: {_because(error, secrets)}"


def _because(error: Failed, secrets: Secrets) -> str:
    if error.meaning is None:
        return call_failure(error.cause)
    if isinstance(error.meaning, Left):
        return _instead_of_not_known(error.cause, _left(error.resource, error.meaning, secrets))
    lost = error.cause.lost and isinstance(error.meaning, Taken)
    return f"{_meaning(error, error.meaning, secrets, lost=lost)}\n{_last_words(error.cause)}"


def _last_words(cause: AwsError) -> str:
    """What AWS said, or why it said nothing."""
    return f"AWS said {said(cause)}" if isinstance(cause, AwsRefused) else _instead_of_not_known(cause, "")


def _instead_of_not_known(cause: AwsError, text: str) -> str:
    """A lost call in words, with something better in the place of what is told of any lost call."""
    told = call_failure(cause)
    return told.replace(not_known(cause.request), text).strip() if cause.request else told


def _left(resource: Resource, meaning: Left, secrets: Secrets) -> str:
    name = shown(meaning.name, secret=secrets.hides((resource.label,)))
    return (
        f"Whether AWS carried it out is not known. If it did, there is a {resource.noun} {name} now that no "
        "state has, and the next `pulumi up` makes one of another name: look for it, and delete it."
    )


def _meaning(error: Failed, meaning: Meaning, secrets: Secrets, *, lost: bool) -> str:
    if isinstance(meaning, Taken):
        return taken(error, meaning, secrets, lost=lost)
    if isinstance(meaning, Unclear):
        return unclear(error.resource, meaning, secrets)
    if isinstance(meaning, InUse):
        return f"it is in use by {_holders(meaning.holders)}; take it out there first."
    if isinstance(meaning, QuotaReached):
        return quota(meaning)
    if isinstance(meaning, NoContainer):
        return no_container(meaning, secrets)
    assert isinstance(meaning, RefusedProperty)
    if len(meaning.names) == 1:
        return f"AWS does not take {meaning.names[0]} as it is."
    return f"AWS does not take one of {', '.join(meaning.names)} as it is, and does not say which."


def no_container(meaning: NoContainer, secrets: Secrets) -> str:
    """What has to be there is not."""
    value = shown(meaning.value, secret=secrets.hides((meaning.name,)))
    if meaning.mistake:
        return f"{meaning.name}: {value} {why(meaning.mistake)}."
    if meaning.name == "identityStoreId":
        return f"{meaning.name}: there is no identity store {value} here. Is the region the directory's?"
    what = {"groupId": "group", "memberId": "user"}[meaning.name]
    return f"{meaning.name}: there is no {what} {value} in the identity store."


def _holders(holders: Collection[Holder]) -> str:
    first = next(iter(holders))
    if first.noun == "distribution":
        return f"the cache behaviors of distribution {', '.join(holder.id for holder in holders)}"
    if not first.id:
        return f"a {first.noun}"
    return f"{first.noun} {', '.join(f'{holder.name} ({holder.id})' for holder in holders)}"


_QUOTAS_OF = {"cloudfront": "CloudFront", "identitystore": "IAM Identity Center"}
"""Services as Service Quotas names them."""


def quota(meaning: QuotaReached) -> str:
    """There are as many as there may be, and what to do about it."""
    default = f", {meaning.default} by default" if meaning.default else ""
    if meaning.has is not None:
        reached = (
            f"it has {meaning.has} {meaning.what}, and a {meaning.per} may have {meaning.default} by default"
        )
    else:
        reached = f"the {meaning.per} has as many {meaning.what} as it may have{default}"
    service = _QUOTAS_OF[meaning.service]
    return f"{reached}; ask for more in Service Quotas ({service}), or remove some."


def owned_twice(error: OwnedTwice) -> str:
    """Two resources of the stack have one object."""
    name, other = (urn.rpartition("::")[2] for urn in (error.urn, error.owner))
    if name == other:
        name, other = (f"{urn.split('::')[2].rpartition('$')[2]} {name}" for urn in (error.urn, error.owner))
    return (
        f"{error.verb} {error.resource.noun} {error.object_id}: {other} of this program has it too, so "
        f"nothing was done.\nTo take {name} out of the state and leave the {error.resource.noun} to {other}, "
        f"run `pulumi state delete '{error.urn}'`."
    )


def blocked(error: Blocked, secrets: Secrets) -> str:
    """A replacement that cannot be, and how it can."""
    resource, label = error.resource, error.resource.label
    name = shown(error.name, secret=secrets.hides((label,)))
    other = "Leave it out, or give a new one" if resource.fields[label].auto_named else "Give a new one"
    return (
        f"replacing {resource.noun} {error.object_id}: {label} stays {name}, so the old one would have to be "
        f"deleted first, and it is in use by {_holders(error.holders)}.\n{other}: then the new "
        f"{resource.noun} is made and used before the old one goes."
    )


def conflict(error: Conflict, secrets: Secrets) -> str:
    """Who wrote what, three ways, a line a property, and what to run next."""
    destroying = error.verb == "deleting"
    then = (
        "`pulumi destroy` or `pulumi up` again" if destroying else "`pulumi up` to see and write what differs"
    )
    outcome = ", so nothing was written"
    # An object that is still there was not deleted.
    if error.cause.lost and not destroying:
        outcome = "; an attempt of this update got no answer and may have been carried out before"
    lines = [
        f"{error.verb} {error.resource.noun} {error.object_id}: someone else changed it{outcome}.",
        *(f"  {row}" for row in rows(error, secrets)),
        *([f"  {last_changed(error.writer)}"] if error.writer else []),
        f"Run `pulumi refresh` to take what AWS has into the state, then {then}; "
        "or set `onConflict: overwrite` to write over it.",
        f"AWS said {said(error.cause)}",
    ]
    return "\n".join(lines)


def rows(error: Conflict, secrets: Secrets) -> list[str]:
    """A line per property: what the state has, what AWS has, what the program wants (of an update)."""
    return [_row(row, secret=secrets.hides(row.path), verb=error.verb) for row in error.rows]


def _row(row: Moved, *, secret: bool, verb: str) -> str:
    was, now = shown(row.state, secret=secret), shown(row.live, secret=secret)
    program = "" if verb == "deleting" else f", program {shown(row.program, secret=secret)}"
    return f"{rendered(row.path)}: state {was}, AWS now {now}{program}"


def gone(error: Gone) -> str:
    """The object to update is not there."""
    return (
        f"updating {error.resource.noun} {error.object_id}: it no longer exists. Run `pulumi refresh` to "
        f"take it out of the state, then `pulumi up` to make it anew. AWS said {said(error.cause)}"
    )


def too_busy(error: TooBusy) -> str:
    """Somebody else was faster each time."""
    return (
        f"{error.verb} {error.resource.noun} {error.object_id}: its version changed "
        f"{counted(MAX_ROUNDS, 'time')} while this ran, so nothing was written. Something else writes to it "
        f"all the time: find out what, then run this again.\nAWS said {said(error.cause)}"
    )
