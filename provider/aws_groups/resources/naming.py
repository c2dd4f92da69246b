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

AUTONAMED = "__autonamed"
"""The internal input that holds the name that was made."""

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
    seed: bytes
    """The engine's randomSeed: the same within one plan."""
    proposed: str | None = None
    """The project's own pattern, already filled in; None where it has none."""
    mode: Mode = Mode.PROPOSE

    def make(self, max_length: int | None, allowed: Callable[[str], str] = str) -> str | None:
        """A name of at most ``max_length`` characters; None where auto-naming is disabled.

        ``allowed`` puts characters that AWS takes in the place of those that it refuses.
        """
        if self.mode is Mode.DISABLE:
            return None
        if self.mode is Mode.ENFORCE:
            return self.proposed
        name = allowed(self.proposed or self._default())
        if max_length is None or len(name) <= max_length:
            return name
        # The end of a name is its random part: it is what must not be cut.
        return name[: max_length - SUFFIX_LENGTH - 1] + name[-SUFFIX_LENGTH - 1 :]

    def _default(self) -> str:
        digest = hashlib.sha256(self.seed + self.logical_name.encode()).hexdigest()
        return f"{self.logical_name}-{digest[:SUFFIX_LENGTH]}"
