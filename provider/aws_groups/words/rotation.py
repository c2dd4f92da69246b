"""Keys that take turns, in words."""

from __future__ import annotations

from aws_groups.lifecycle import Crowded, Going, LeftInUse, NotDeployed, RotationEnded
from aws_groups.model.times import written
from aws_groups.words.showing import counted


def not_deployed(cause: NotDeployed, error: RotationEnded) -> str:
    """There was no more time to wait for a deployment."""
    names = ", ".join(holder.id for holder in cause.pending)
    who = "what uses the group has"
    if cause.pending:
        noun = cause.pending[0].noun
        who = f"{noun} {names} has" if len(cause.pending) == 1 else f"{noun}s {names} have"
    stays = f"so signingKeyId stays {error.signing}" if error.signing else "so there is no signingKeyId yet"
    return (
        f"{error.verb} {error.resource.noun} {error.object_id}: {who} not got the new key {cause.key_id} "
        f"after {cause.waited:.0f} s, {stays}.\n"
        "Run `pulumi up` to go on waiting. Where it takes longer each time, give the resource a longer "
        "`customTimeouts`."
    )


def ended(error: RotationEnded, cause: str) -> str:
    """A part is done, or may be; ``cause`` is what ended it, in words."""
    if not error.begun:
        return f"{cause}\nThe next `pulumi up` looks first what is done, and does the rest."
    return f"{cause}\nA part of it is done. Run `pulumi up` to do the rest."


def left_in_use(event: LeftInUse) -> str:
    """The warning of a key that is not deleted."""
    other = event.owner and event.owner.rpartition("::")[2]
    why = f"{other} of this program has it too" if other else "it is in use elsewhere"
    return f"{event.resource.noun} {event.key_id} stays in AWS, as {why}"


def going(event: Going) -> str:
    """The line about a key that the next update takes away."""
    key = event.key
    if event.revoked:
        why = "is revoked"
    elif key.until:
        why = f"has had its time, until {written(key.until)}"
    else:
        why = "was never given out to sign with"
    deletes = " and deletes it" if event.own else "; it is somebody else's, so it stays in AWS"
    return f"key {key.id} {why}: the next update takes it out of the group{deletes}"


def crowded(event: Crowded) -> str:
    """The warning of a preview of more keys than there may be by default."""
    return (
        f"keys: the group will have {counted(event.count, 'key')}, and a key group may have {event.default} "
        "by default. Give a shorter `overlap`, name a key in `revoked` that no link needs any more, or ask "
        "for more in Service Quotas (CloudFront)."
    )
