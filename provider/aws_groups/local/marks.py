"""What a behaviour of the local AWS rests on: AWS's documents, others' reports, or a guess.

Nothing here was compared with an AWS account. So each operation and each kind of object says how
we know what it does. docs/local-aws.md is made from these marks.
"""

from __future__ import annotations

from dataclasses import dataclass

DOCUMENTED = "documented"
OBSERVED = "observed by others"
ASSUMED = "assumed"
MODEL = "the service model"
"""botocore's, which AWS makes its API reference from."""


@dataclass(frozen=True)
class Mark:
    """One behaviour, and what it rests on."""

    basis: str
    """DOCUMENTED, OBSERVED or ASSUMED."""
    what: str
    """The behaviour, as a clause that ends without a full stop."""
    where: str = ""
    """The page or the report; nothing for what is assumed."""


def documented(what: str, page: str = MODEL) -> Mark:
    """AWS's documents or the texts of its service model say so."""
    return Mark(DOCUMENTED, what, page)


def observed(what: str, report: str) -> Mark:
    """Somebody else saw AWS do so: an issue, or the code of another AWS client."""
    return Mark(OBSERVED, what, report)


def assumed(what: str) -> Mark:
    """We found nothing. This is what seems likely."""
    return Mark(ASSUMED, what)
