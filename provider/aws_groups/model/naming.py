"""Auto-naming: a name for an object whose program gives none.

The name is made once, at the first Check, and kept in the inputs beside a mark that it was made
(``__autonamed``), so that it stays through updates, returns after drift, and is let go when the
program names the object itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from aws_groups.values import UNKNOWN, Unknown

AUTONAMED = "__autonamed"
"""The internal input that holds the name that was made."""

FIXED = "__fixedName"
"""The internal input that says that the project's own auto-naming makes the same name each time, so that
a replacement would have the name of the object that it replaces."""

SEEDED = "__seededName"
"""The internal input that says that the provider made the name, with a part that nobody else's has: of
the stack, so that the next run makes the same name, or of this run."""
OF_STACK, OF_RUN = "stack", "run"

IMPORTED = "__imported"
"""The internal input that says that the inputs are those of an import, and not yet a program's."""

SUFFIX_LENGTH = 7


class Mode(Enum):
    """The protocol's CheckRequest.AutonamingOptions.Mode."""

    PROPOSE = 0
    ENFORCE = 1
    DISABLE = 2


@dataclass(frozen=True)
class Naming:
    """What the engine says about naming one resource."""

    logical_name: str
    seed: bytes | None
    """The same in each run for one resource of one stack, and for no other; None where it is not known
    before the update."""
    proposed: str | None = None
    """The project's own pattern, already filled in; None where it has none."""
    mode: Mode = Mode.PROPOSE
    of_stack: bool = False
    """Whether the seed is the same in each run; or else it is this run's."""
    replaced: str | None = None
    """The name of the object that is replaced; None where none is. The new one has another name, so
    that both can be there together."""

    def make(self, max_length: int | None, allowed: Callable[[str], str] = str) -> str | Unknown | None:
        """A name of at most ``max_length`` characters; None where auto-naming is disabled, unknown where
        only the update can make it.

        Args:
            allowed: replaces the characters that AWS refuses.
        """
        if self.mode is Mode.DISABLE:
            return None
        if self.mode is Mode.ENFORCE:
            return self.proposed
        if self.proposed is not None:
            return self._fitting(allowed(self.proposed), max_length)
        if self.seed is None:
            return UNKNOWN
        return self._fitting(allowed(self._default(self.seed)), max_length)

    def _fitting(self, name: str, max_length: int | None) -> str:
        if max_length is None or len(name) <= max_length:
            return name
        # The end of a name is its random part: it is what must not be cut.
        return name[: max_length - SUFFIX_LENGTH - 1] + name[-SUFFIX_LENGTH - 1 :]

    def _default(self, seed: bytes) -> str:
        # Nothing of the content is in it: a program that has another one after a kill asks for the same name,
        # and is told of the object that the killed run has made.
        digest = hashlib.sha256(seed + f"{self.logical_name}{self.replaced or ''}".encode()).hexdigest()
        return f"{self.logical_name}-{digest[:SUFFIX_LENGTH]}"
