"""What goes wrong between us and AWS while a command runs, and how a command may end then."""

from __future__ import annotations

from hypothesis import strategies as st

ATTEMPTS = 3
"""How often a call is tried."""

FAULTS = [
    *(
        f"{role}={kind},times={times}"
        for role in ("create", "update", "delete")
        for kind in ("throttle", "error", "drop-before", "drop-after")
        for times in (1, ATTEMPTS)
    ),
    *(f"{role}={kind},times=2" for role in ("read", "find") for kind in ("throttle", "error", "drop-after")),
    *(f"{role}=etag-move,times={times}" for role in ("update", "delete") for times in (1, 9)),
    *(f"read=stale-read,times={times}" for times in (1, 9)),
]
"""Some of them pass, some last until a write is given up."""
LOSSES = [
    f"create={kind},times={times}"
    for kind in ("drop-after", "drop-before", "error")
    for times in (1, ATTEMPTS, 9)
]
"""What makes creates unsure of what they have made."""
WEATHER = st.lists(st.sampled_from(FAULTS), max_size=2)
"""What strikes one command."""
WORDS = (
    "someone else changed it",
    "is taken by the",
    "it is in use by",
    "it no longer exists",
    "AWS throttled",
    "AWS failed at",
    "closed the connection without an answer",
    "its version changed 5 times",
    "cancelled while it waited",
)
"""How a command may end that does not do all the program wants."""
