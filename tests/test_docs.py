"""What the documents show is what the code is."""

from __future__ import annotations

from pathlib import Path

from tools.rooms import picture

ROOT = Path(__file__).resolve().parent.parent


def test_the_picture_of_the_rooms_is_drawn_from_the_imports() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text()
    shown = text.partition("<!-- rooms -->\n```mermaid\n")[2].partition("\n```")[0]
    assert shown == picture(), "run `make rooms`, and put its picture into docs/architecture.md"
