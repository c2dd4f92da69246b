"""What the documents show is what the code is."""

from __future__ import annotations

from pathlib import Path

from tools.rooms import picture

ROOT = Path(__file__).resolve().parent.parent


def test_the_picture_of_the_rooms_is_drawn_from_the_imports() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    shown = text.partition("<!-- rooms -->\n```mermaid\n")[2].partition("\n```")[0]
    assert shown == picture(), "run `make rooms`, and put its picture into docs/architecture.md"


def test_u5_the_reference_says_at_once_that_no_invitation_is_sent() -> None:
    """U5: and which setting of the console lets the user in."""
    reference = (ROOT / "docs" / "reference.md").read_text()
    beginning = reference.partition("## identitystore:User\n")[2].strip().split("\n\n")[:2]
    assert "AWS sends no invitation to a user that the API makes" in beginning[1]
    assert "**Send email\nOTP**" in beginning[1]
