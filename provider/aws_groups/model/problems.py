"""What can be wrong with a property, as facts; ``words`` makes the sentences."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from aws_groups.model.paths import Path
from aws_groups.values import is_internal


class Reason(NamedTuple):
    """Why a value is wrong: the key of a sentence in ``words.checks``, and what the sentence names."""

    key: str
    values: Mapping[str, Any] = {}


class Problem(NamedTuple):
    """One thing that is wrong with one property."""

    path: Path
    reason: Reason
    given: Any = None
    """What was given instead; shown unless it is secret."""
    hidden: bool = False
    """Whether the value must not be shown, secret or not."""
    own_name: bool = False
    """Whether the last name of the path is the program's own, and not one that is declared."""


class Wrong(ValueError):
    """Values that no check has kept away: of a state that was edited by hand, of another version.

    Attributes:
        doing: what they were for: ``creating key group``.
        problems: what is wrong with them.
    """

    def __init__(self, doing: str, problems: list[Problem]) -> None:
        super().__init__(doing)
        self.doing, self.problems = doing, problems


class MalformedId(ValueError):
    """A text that cannot be the id of any object of this kind."""

    def __init__(self, text: str, noun: str, id_doc: str, reason: Reason) -> None:
        super().__init__(text, noun, id_doc, reason)
        self.text, self.noun, self.id_doc, self.reason = text, noun, id_doc, reason


def reason(key: str, /, **values: Any) -> Reason:
    """A ``Reason``, with what its sentence names."""
    return Reason(key, values)


def unknown_names(
    written: Mapping[str, Any],
    known: Iterable[str],
    *,
    outputs: Iterable[str] = (),
    path: Path = (),
    hidden: bool = False,
) -> Iterator[Problem]:
    """A problem for each member that is not one of ``known``, with the nearest name that is.

    ``hidden``: its value must not be shown, as it may be a secret under a misspelt name.
    """
    known, outputs = tuple(known), set(outputs)
    for name in written:
        if name in known or is_internal(name):
            continue
        if name in outputs:
            yield Problem((*path, name), Reason("made_by_aws"))
            continue
        best = nearest(name, known)
        why = reason("unknown_near", near=best) if best else reason("unknown", known=sorted(known))
        yield Problem((*path, name), why, hidden=hidden, own_name=True)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one of ``known`` that is most like ``name``, in any case; None where none is like it."""
    by_lower = {_bare(other): other for other in known}
    found = difflib.get_close_matches(_bare(name), by_lower, n=1, cutoff=0.5)
    return by_lower[found[0]] if found else None


def _bare(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
