"""Rules of AWS about texts that no botocore model holds, and those of one that a check cannot wait
to load. What a model holds is tested against it."""

from __future__ import annotations

import re
import unicodedata

_KEY_NAME = re.compile(r"[0-9A-Za-z_-]+\Z")
_OPAQUE_ID = re.compile(r"[0-9A-Za-z_-]{1,128}\Z")
_STORE_ID = re.compile(
    r"(arn:aws[a-z-]*:identitystore::[0-9]{12}:identitystore/)?"
    r"(d-[0-9a-f]{10}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\Z"
)
_RESOURCE_ID = re.compile(
    r"(arn:aws[a-z-]*:identitystore:::(user|group|membership)/)?"
    r"([0-9a-f]{10}-)?[A-Fa-f0-9]{8}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{4}-[A-Fa-f0-9]{12}\Z"
)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACES = frozenset("\t\n\r \u00a0\u3000")
RESERVED_NAMES = frozenset({"administrator", "awsadministrators"})


def opaque_id(text: str) -> str | None:
    """An id that AWS hands out is opaque: refused is only what cannot be one."""
    return None if _OPAQUE_ID.match(text) else "is no id that AWS hands out (letters, digits, - and _ only)"


def key_name(text: str) -> str | None:
    """CloudFront's rule for the names of public keys."""
    return None if _KEY_NAME.match(text) else "may have only letters, digits, - and _"


def as_key_name(text: str) -> str:
    """``text`` with a hyphen for each character that ``key_name`` refuses."""
    return re.sub(r"[^0-9A-Za-z_-]", "-", text)


def xml_text(text: str) -> str | None:
    """What CloudFront's XML cannot carry (https://www.w3.org/TR/xml/#charsets)."""
    bad = _NOT_XML.search(text)
    if bad is None:
        return None
    kind = "control character" if unicodedata.category(bad[0]) == "Cc" else "character"
    return f"must not have the {kind} {bad[0]!r}"


def xml_lines(text: str) -> str:
    """``text`` as XML carries it: every line end is one line feed (https://www.w3.org/TR/xml/#sec-line-ends)."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def one_line(text: str) -> str | None:
    """A name: what XML can carry, on one line."""
    if any(c in "\t\n\r" for c in text):
        return "must be on one line"
    return "must not begin or end with a space" if text != text.strip() else xml_text(text)


def store_id(text: str) -> str | None:
    """The Identity Store's rule for IdentityStoreId."""
    right = len(text) <= 93 and _STORE_ID.match(text)
    return None if right else "is no identity store id: one looks like d-1234567890"


def bare_store_id(text: str) -> str:
    """The id in an identity store's ARN; an id is itself."""
    return text.rsplit("/", 1)[-1]


def is_resource_id(text: str) -> bool:
    """Whether the Identity Store could have handed ``text`` out as a group's, user's or membership's id."""
    return bool(_RESOURCE_ID.match(text))


def directory_text(text: str) -> str | None:
    """The Identity Store's rule for display names and descriptions: letters, marks, symbols,
    numbers, punctuation and some spaces."""
    for char in text:
        category = unicodedata.category(char)
        # A character newer than this Python's tables (Cn) may be one of AWS's: that is for AWS to say.
        if category[0] not in "LMSNP" and category != "Cn" and char not in _SPACES:
            return f"must not have the character {char!r}"
    return None


def display_name(text: str) -> str | None:
    """``directory_text``, and no name that the Identity Store keeps for itself."""
    if text.lower() in RESERVED_NAMES:
        return "is a name that the Identity Store keeps for itself"
    return "must not be blank" if not text.strip() else directory_text(text)
