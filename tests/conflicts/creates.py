"""Creates whose reply is lost: with a proof that what is found is theirs, or without one."""

from __future__ import annotations

from typing import Any, NamedTuple

from aws_groups.lifecycle import Failed, Made
from aws_groups.values import Properties
from tests.conflicts.rig import Outcome, Rig
from tests.conflicts.subjects import GROUPS, KEY_GROUPS, PUBLIC_KEYS, USERS, Subject

LOST = ["create: drop-after", "create: refused", "find", "read"]


class Create(NamedTuple):
    """A kind of create."""

    subject: Subject
    unnamed: bool = False
    """Whether the provider makes the name, with a random part."""

    def __str__(self) -> str:
        return f"{self.subject!r}{' without a name' if self.unnamed else ''}"

    @property
    def proved(self) -> bool:
        """Whether what it made can be told from all that others make: by a name that only this provider
        can have made, or by the token that only this create sent."""
        return self.unnamed or self.subject is PUBLIC_KEYS

    def inputs(self, rig: Rig, **more: Any) -> Properties:
        """A program's inputs, checked."""
        return self.subject.unnamed(rig, **more) if self.unnamed else self.subject.inputs(rig, **more)


PROVED = [Create(PUBLIC_KEYS), Create(PUBLIC_KEYS, unnamed=True), Create(KEY_GROUPS, unnamed=True)]
UNPROVED = [Create(GROUPS), Create(USERS), Create(KEY_GROUPS)]
CREATES = [*PROVED, *UNPROVED]


def drop(rig: Rig, subject: Subject, when: str, role: str = "create") -> None:
    rig.inject(f"{subject.operations[role]}=drop-{when},times=1")


def adopted(rig: Rig, subject: Subject, inputs: Properties, outcome: Outcome) -> None:
    """There is one object of that name, it is in the state, and as the program wrote it."""
    assert isinstance(outcome.result, Made), outcome.message
    assert subject.named(rig, inputs[subject.label]) == [outcome.result.id]
    assert subject.resource.own(inputs).items() <= outcome.result.state.items()


def not_adopted(
    rig: Rig, subject: Subject, inputs: Properties, outcome: Outcome, there: str, *, same: bool = True
) -> None:
    """What is there stays as it is, and the message says what it is, and how to have it."""
    assert type(outcome.error) is Failed
    name = inputs[subject.label]
    outcome.says(
        f'creating {subject.noun} "{name}": {subject.label} "{name}" is taken',
        f" by the {subject.noun} {there}, ",
        "An attempt of this create got no answer, so this may be what it made; there is no proof of it.",
        f"`pulumi import aws-groups:{subject.token} NAME {there}`",
    )
    assert ("with exactly the properties asked for" in outcome.message) is same
    assert len(outcome.lines) == 3
    assert subject.named(rig, name) == [there]


def settled(rig: Rig, create: Create, inputs: Properties, outcome: Outcome) -> None:
    """What a lost attempt made is adopted where that is proved, and told where it is not."""
    if create.proved:
        adopted(rig, create.subject, inputs, outcome)
    else:
        (left,) = create.subject.named(rig, inputs[create.subject.label])
        not_adopted(rig, create.subject, inputs, outcome, left)
