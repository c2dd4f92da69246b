"""How long the calls of one RPC may take together."""

from __future__ import annotations

import time


class Limit:
    """A deadline.

    Attributes:
        seconds: how long after its making it is.
        of_engine: whether the engine has set it. If not, it is our own: then waits between attempts
            don't count, as their number is limited already and some are long for a good reason.
    """

    def __init__(self, seconds: float, *, of_engine: bool) -> None:
        self.seconds = seconds
        self.of_engine = of_engine
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds until the deadline."""
        return self._end - time.monotonic()

    def anew(self) -> Limit:
        """The same limit for another call, from now on; that of the engine stays as it is."""
        return self if self.of_engine else Limit(self.seconds, of_engine=False)

    def has_waited(self, seconds: float) -> None:
        """A wait between attempts is over."""
        if not self.of_engine:
            self._end += seconds

    def begin_anew(self) -> None:
        """What the calls so far were for is done. Our own limit is for what comes now."""
        if not self.of_engine:
            self._end = time.monotonic() + self.seconds
