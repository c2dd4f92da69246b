"""Which AWS a configuration reaches, and that it is not the right one, in words."""

from __future__ import annotations

from aws_groups.aws import Place
from aws_groups.lifecycle import NoneFound, WrongPlace


def place(here: Place | None) -> str:
    """An AWS as people know it."""
    if here is None:
        return "an AWS that does not say which account it is"
    if here.local:
        return f"the local AWS with the id {here.id}"
    partition = "" if here.partition == "aws" else f" in partition {here.partition}"
    return f"AWS account {here.id}{partition}"


def wrong_place(error: WrongPlace) -> str:
    """The configuration reaches another AWS; nothing was sent."""
    what = f" {error.object_id}" if error.object_id else ""
    doing = f"{error.verb} {error.resource.noun}{what}"
    if error.recorded is None:
        then = (
            "Use credentials of an allowed account (`profile`, AWS_PROFILE), or add this one to "
            "allowedAccountIds."
            if error.here
            else "Take allowedAccountIds out, or use an endpoint that answers GetCallerIdentity."
        )
        return (
            f"{doing}: this is {place(error.here)}, and allowedAccountIds has only "
            f"{', '.join(error.allowed)}, so nothing was sent.\n{then}"
        )
    back = (
        "Set `endpoint: local`, and AWS_GROUPS_LOCAL_STORE to its file"
        if error.recorded.local
        else "Use the credentials of that account, and no `endpoint`"
    )
    forget = f"`pulumi state delete '{error.urn or 'URN'}'`"
    return (
        f"{doing}: it is in {place(error.recorded)}, and this is {place(error.here)}, so nothing was sent.\n"
        f"{back}. To forget the object where it is, run {forget}."
    )


def none_found(event: NoneFound) -> str:
    """The warning of a refresh that finds no object of a stack."""
    others = f", and none of the {event.count} objects read so far does" if event.count > 1 else ""
    return (
        f"{event.resource.noun} {event.object_id} does not exist in {place(event.here)}{others}. Are "
        "these the right credentials, region and endpoint? If so, `pulumi up` makes it anew."
    )
