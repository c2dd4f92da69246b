"""Which AWS a configuration reaches: an account in a partition, or a local AWS."""

from __future__ import annotations

from typing import NamedTuple

from aws_groups.aws.config import LOCAL


class Place(NamedTuple):
    """One AWS. Its text is kept in the state of each object."""

    partition: str
    """``aws``, ``aws-us-gov``, …; ``local`` for a local AWS in this process."""
    id: str
    """The account; of a local AWS, its file's own id."""

    def __str__(self) -> str:
        return f"{self.partition}:{self.id}"

    @property
    def local(self) -> bool:
        """Whether it is a local AWS in this process."""
        return self.partition == LOCAL

    @classmethod
    def parse(cls, text: object) -> Place | None:
        """A place from its text; None of what is none, such as a state has that was edited by hand."""
        partition, _, id = text.partition(":") if isinstance(text, str) else ("", "", "")
        return cls(partition, id) if partition and id else None
