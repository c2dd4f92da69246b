"""A name that is taken, in words: by which object, and what helps. Where the object can be the stack's own,
that comes first, as to import it then would have two resources delete one object."""

from __future__ import annotations

import shlex

from aws_groups.lifecycle import Failed, Taken, Unclear
from aws_groups.model.declaration import Never, OverTime, Resource
from aws_groups.model.paths import rendered
from aws_groups.resources import RESOURCES
from aws_groups.secrets import Secrets
from aws_groups.updates.objects import kind_of
from aws_groups.values import PACKAGE
from aws_groups.words.showing import shown
from aws_groups.words.writers import moment


def taken(error: Failed, meaning: Taken, secrets: Secrets, *, lost: bool) -> str:
    """Who has the unique name, and what to do about it."""
    held = _held(error, meaning, secrets)
    if meaning.own:
        return (
            f"{held}, which this resource itself has and is to replace: {_replaced(error.resource, meaning)}."
        )
    if meaning.urn is not None:
        other = meaning.urn.rpartition("::")[2]
        what = rendered(meaning.path)
        return (
            f"{held}, which {other} of this stack has, so do not import it.\nRun `pulumi refresh`, then give "
            f"{other} its new {what} in an update before this one; where each takes the other's, give one "
            f"of them a third {what} in that update."
        )
    maybe = " An attempt of this create got no answer, so this may be what it made; there is no proof of it."
    if meaning.holder is None:
        held += f"; AWS did not tell which {_noun(error.resource)} has it, so find its id"
    by_name = meaning.path == (error.resource.label,)
    return f"{held}.{maybe if lost and meaning.holder and by_name else ''}\n{_whoever(error, meaning)}"


def unclear(resource: Resource, meaning: Unclear, secrets: Secrets) -> str:
    """A name that may be taken."""
    if meaning.name is None:
        return "someone else wrote to it at the same time. Run `pulumi up` again."
    name = shown(meaning.name, secret=secrets.hides((resource.label,)))
    return (
        f"someone else wrote to it at the same time, or {resource.label} {name} is taken; AWS does not say "
        f"which.\nRun `pulumi up` again; if it fails again, give another {resource.label}."
    )


def _held(error: Failed, meaning: Taken, secrets: Secrets) -> str:
    """That the name is taken, and by which object."""
    resource = error.resource
    same = ", with exactly the properties asked for" if meaning.same and error.verb == "creating" else ""
    holder = f"{meaning.holder}{_made(meaning)}{same}" if meaning.holder else ""
    if isinstance(resource.change, Never):
        return f"there is such a {_noun(resource)} already{': ' if holder else ''}{holder}"
    name = shown(meaning.name, secret=secrets.hides(meaning.path))
    by = f" by the {_noun(resource)} {holder}" if holder else ""
    return f"{rendered(meaning.path)} {name} is taken{by}"


def _noun(resource: Resource) -> str:
    """What AWS calls the object that has the name: of signing keys, the group."""
    return resource.change.group.noun if isinstance(resource.change, OverTime) else resource.noun


def _made(meaning: Taken) -> str:
    if meaning.made_at:
        by = f" by {meaning.made_by}" if meaning.made_by else ""
        return f", made {moment(meaning.made_at)}{by}"
    return f", last changed {moment(meaning.changed_at)}" if meaning.changed_at else ""


def _replaced(resource: Resource, meaning: Taken) -> str:
    """What to do where the holder is what is to be replaced."""
    if resource.fields[resource.label].auto_named:
        rename, noun = _rename(resource, meaning), _noun(resource)
        return f"{rename}, and the new {noun} is made before the old one is deleted"
    within = "" if isinstance(resource.change, Never) else ", with all that is in it"
    return (
        f"keep it (`pulumi state untaint '{meaning.asks}'`), or give the option `deleteBeforeReplace: true`, "
        f"and it is deleted first{within}"
    )


def _whoever(error: Failed, meaning: Taken) -> str:
    """What to do where the holder can be this stack's own, or nobody's whom this run knows."""
    resource, own = error.resource, meaning.asks.rpartition("::")[2]
    which = "that id" if meaning.holder else "it"
    listed = f"If `pulumi stack --show-ids` lists {which}, do not import it: it is this stack's own."
    if error.verb != "creating":
        return (
            f"{listed} Then change or remove the resource that has it in an update before this one. If it is "
            f"not listed, give another {rendered(meaning.path)}."
        )
    replaced = f" Listed as {own}, it is to be replaced: {_replaced(resource, meaning)}." if own else ""
    return (
        f"{listed}{_other_types(resource, meaning)}{replaced} Listed under another name, give this resource "
        "the option `aliases` with that name; or, if the program still has that one, change it in an update "
        f"before this one. Not listed, {_otherwise(resource, meaning)}."
    )


def _other_types(resource: Resource, meaning: Taken) -> str:
    """What to do where the stack has the holder as a resource of another type."""
    types = [one for one in RESOURCES.values() if one is not resource and kind_of(one) == kind_of(resource)]
    return "".join(
        f" Listed as {one.token}, give that one, and its keys, `retainOnDelete: true` in an update before "
        f"this one, and then this one `import: {meaning.holder or 'ID'}`."
        for one in types
    )


def _otherwise(resource: Resource, meaning: Taken) -> str:
    """What to do where the holder is nobody's of this stack."""
    if not meaning.asks:  # A dynamic resource, which Pulumi cannot import.
        return "delete it" if isinstance(resource.change, Never) else _rename(resource, meaning)
    adopt = "give it `onTaken: adopt` for one update"
    name = shlex.quote(meaning.asks.rpartition("::")[2])
    command = f"run `pulumi import {PACKAGE}:{resource.token} {name} {meaning.holder or 'ID'}`"
    if isinstance(resource.change, Never):
        option = f"give it the option `import: {meaning.holder or 'ID'}` for one update"
        return f"{command if meaning.importable else option} to manage it"
    manage = f"to manage that {_noun(resource)}"
    if not meaning.importable:
        return f"{_rename(resource, meaning)}, or {adopt} {manage}"
    exists = f"where Pulumi says that the resource exists already, {adopt}"
    return f"{_rename(resource, meaning)}, or {command} {manage}; {exists}"


def _rename(resource: Resource, meaning: Taken) -> str:
    if meaning.made_name:
        return "name it in the program"
    none = " (or none: it is then made)" if resource.fields[resource.label].auto_named else ""
    return f"give another {rendered(meaning.path)}{none}"
