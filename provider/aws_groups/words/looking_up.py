"""What was looked for and is not there, in words."""

from __future__ import annotations

from aws_groups.aws import AwsRefused
from aws_groups.functions import MOST_TOLD, Missed, NotThere, NoWay
from aws_groups.model.paths import rendered
from aws_groups.secrets import Secrets
from aws_groups.words.reaching import failure, said
from aws_groups.words.showing import counted, shown


def not_there(error: NotThere, secrets: Secrets) -> str:
    """What is missing, each with the nearest that is there; how many there are; and what may help."""
    noun, several = error.noun, len(error.missed) > 1
    such = f"no such {noun}s" if several else f"no such {noun}"
    among = f" among its {counted(error.count, noun)}" if error.count is not None else ""
    where = f"identity store {error.where}" if error.where else "this account"
    told = [_missed(each, secrets) for each in error.missed[:MOST_TOLD]]
    more = [f"and {len(error.missed) - len(told)} more"] if len(error.missed) > len(told) else []
    missed = "; ".join(told + more)
    return f"{missed}: {where} has {such}{among}.\n{_help(error)}"


def _missed(missed: Missed, secrets: Secrets) -> str:
    hidden = secrets.hides(missed.path)
    near = f" (did you mean {shown(missed.nearest)}?)" if missed.nearest and not hidden else ""
    return f"{rendered(missed.path)} {shown(missed.value, secret=hidden)}{near}"


def _help(error: NotThere) -> str:
    noun = error.noun
    made = f"one of these {noun}s" if len(error.missed) > 1 else f"the {noun}"
    own = f"If this program makes {made}, give its output here, so that the look-up waits for it."
    if error.because is None:
        return own
    why = (
        f"AWS said {said(error.because)}" if isinstance(error.because, AwsRefused) else failure(error.because)
    )
    return f"{own} Which {noun}s there are could not be listed: {why}"


def no_way(error: NoWay, secrets: Secrets) -> str:
    """A directory that answers neither by an argument nor with a list."""
    value = shown(error.value, secret=secrets.hides((error.argument,)))
    return (
        f"looking up {error.resource.noun} {value}: this directory does not answer by {error.argument}, "
        f"and it has no list to look in. Give {error.instead} in its place.\n"
        f"AWS said {said(error.refused)}; {said(error.unlisted)}"
    )
