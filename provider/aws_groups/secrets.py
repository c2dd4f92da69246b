"""What must not be shown, and how text is masked before it leaves the process.

The plugin makes one ``Secrets`` for each call, from the provider's configuration and the call's
property bags, and every text that leaves goes through ``Secrets.masked``.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final
from urllib.parse import quote, quote_plus, unquote

from aws_groups.model.paths import Path, value_at

MASK: Final = "[secret]"
"""What a text has in a secret's place."""
CUT: Final = "…"
"""What ends a text that was cut short."""

_SHORT = 4
"""Characters. A shorter secret is also part of ordinary words, so it is masked only between quotes."""
_LONG_LINE = 16
"""Characters. A line of a secret that is at least so long is a secret by itself: AWS's texts quote lines."""
_LONG_PART = 10
"""Characters. What follows the last / of a secret, if it is at least so long, is an id, and so a secret by
itself: an ARN's last part is sent and shown without the rest of it."""
_PRIVATE_KEY = "PRIVATE KEY-----"
_PASSWORD = re.compile(r"://(?P<whole>[^/?#:]*:(?P<password>.+)|[^/?#@:]+)@", re.DOTALL)
"""The user name and the password in a URL, which is looked for in a word that ends with its last @. A / in a
password is wrong, but that is no reason to show it."""
_PLAIN = re.compile(r"[0-9A-Za-z_.~/-]*\Z")
"""What no program writes otherwise, but for a / in a URL; most ids are so."""


def shortened(text: str, longest: int) -> str:
    """``text``, cut where it is too long, with the mark by which a cut secret is found."""
    return text if len(text) <= longest else text[:longest] + CUT


@dataclass(frozen=True)
class Secrets:
    """What must not be shown in the texts of one call."""

    paths: frozenset[Path] = frozenset()
    """The properties that are secret."""
    texts: frozenset[str] = frozenset()
    """The strings in them."""

    @classmethod
    def of(cls, values: Mapping[str, Any], paths: Iterable[Path] = ()) -> Secrets:
        """The secrets of a property bag: what ``paths`` name; and, wherever they are, each private key,
        also one in pieces, and each password in a URL."""
        found = frozenset(paths)
        texts = {text for path in found for text in _strings(value_at(values, path))}
        texts |= {password for text in _strings(values) for password in _passwords(text)}
        for name, value in values.items():
            if any(_PRIVATE_KEY in text for text in _strings(value, names=True)):
                found |= {(name,)}
                texts |= {text for text in _strings(value, names=True) if len(text) >= _LONG_LINE}
        return cls(found, frozenset(text for text in texts if text.strip()))

    def __or__(self, other: Secrets) -> Secrets:
        return Secrets(self.paths | other.paths, self.texts | other.texts)

    def hides(self, path: Path) -> bool:
        """Whether the property at ``path`` is secret, is part of a secret one, or has a secret part."""
        return path in self._above or any(path[:length] in self.paths for length in range(len(path) + 1))

    def hides_names(self, path: Path) -> bool:
        """Whether what is at ``path`` is in a secret property, so that the names in it are secret too."""
        return any(path[:length] in self.paths for length in range(1, len(path)))

    def masked(self, text: str) -> str:
        """``text`` with ``[secret]`` in the place of each secret, in any form that a text can have."""
        pieces, end = list[str](), 0
        for start, stop in _joined(self._forms.places(text)):
            pieces += (text[end:start], MASK)
            end = stop
        return "".join((*pieces, text[end:]))

    def is_secret(self, text: str) -> bool:
        """Whether ``text`` is one of the secrets; white space means nothing."""
        return "".join(text.split()) in self._bare

    def in_value(self, value: Any) -> bool:
        """Whether one of the secrets is in ``value``."""
        return any(text in self.texts or self.masked(text) != text for text in _strings(value))

    @cached_property
    def _bare(self) -> frozenset[str]:
        return frozenset("".join(text.split()) for text in self.texts)

    @cached_property
    def _above(self) -> frozenset[Path]:
        """What a secret property is a part of."""
        return frozenset(path[:length] for path in self.paths for length in range(len(path)))

    @cached_property
    def _forms(self) -> _Forms:
        return _Forms(form for text in self.texts for form in _forms_of(text))


_Place = tuple[int, int]
"""Where something begins and ends in a text."""


class _Forms:
    """Every form of every secret, by how it begins: a set can have thousands of secret members, and a text
    is then not searched for each of them."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._short = set[str]()
        self._long = dict[str, set[str]]()
        for form in forms:
            if len(form) < _SHORT:
                self._short.add(form)
            else:
                self._long.setdefault(form[:_SHORT], set()).add(form)
        self._longest = max((len(form) for some in self._long.values() for form in some), default=0)

    def places(self, text: str) -> Iterator[_Place]:
        """Where secrets are in ``text``, but for those that are part of a mask."""
        masks = list(_find(text, MASK))
        for start, stop in (*self._whole(text), *self._cut(text)):
            if not any(first <= start and stop <= last for first, last in masks):
                yield start, stop

    def _whole(self, text: str) -> Iterator[_Place]:
        """Where a form is; a short one only between quotes."""
        for start, form in self._beginning(text, range(len(text))):
            if text.startswith(form, start):
                yield start, start + len(form)
        for mark in ("'", '"') if self._short else ():
            for _, start in _find(text, mark):
                for stop in range(start + 1, start + _SHORT):
                    if text.startswith(mark, stop) and text[start:stop] in self._short:
                        yield start, stop

    def _cut(self, text: str) -> Iterator[_Place]:
        """Where the first part of a form is in a text that was cut after it."""
        for cut, _ in _find(text, CUT):
            for start, form in self._beginning(text, range(max(0, cut - self._longest), cut - _SHORT + 1)):
                if len(form) > max(_SHORT, cut - start - 1) and form.startswith(text[start:cut]):
                    yield start, cut

    def _beginning(self, text: str, starts: Iterable[int]) -> Iterator[tuple[int, str]]:
        """The forms whose first letters are at one of ``starts``."""
        for start in starts if self._long else ():
            for form in self._long.get(text[start : start + _SHORT], ()):
                yield start, form


def _find(text: str, part: str) -> Iterator[_Place]:
    """Where ``part`` is in ``text``; the places can overlap."""
    start = text.find(part)
    while start >= 0:
        yield start, start + len(part)
        start = text.find(part, start + 1)


def _joined(places: Iterable[_Place]) -> Iterator[_Place]:
    """``places`` in order, those that overlap as one."""
    last: _Place | None = None
    for start, stop in sorted(places):
        if last is not None and start < last[1]:
            last = last[0], max(last[1], stop)
            continue
        if last is not None:
            yield last
        last = start, stop
    if last is not None:
        yield last


def _strings(value: Any, *, names: bool = False) -> Iterator[str]:
    """The strings in ``value``, at any depth; numbers as they are printed; with ``names`` also of members."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from (name,) if names else ()
            yield from _strings(item, names=names)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item, names=names)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)


def _passwords(text: str) -> Iterator[str]:
    """The user names with passwords in the URLs in ``text``, and the passwords alone, also decoded."""
    if "://" not in text:
        return
    for word in text.split():
        # Without what follows the last @, no search goes twice through a text: one can be long.
        for found in _PASSWORD.finditer(word[: word.rfind("@") + 1]):
            for part in filter(None, (found["whole"], found["password"])):
                yield part
                yield unquote(part)


def _parts(text: str) -> Iterator[str]:
    """A text, without the white space around it too, on one line too, its long lines, its last part; of a
    URL the part before the path."""
    yield text
    scheme, mark, rest = text.strip().partition("://")
    if mark:
        yield from (host := rest.partition("/")[0], f"{scheme}{mark}{host}")
    if len(last := text.strip().rpartition("/")[2]) >= _LONG_PART:
        yield last
    yield text.strip()
    yield " ".join(text.split())
    lines = [line.strip() for line in text.splitlines()]
    if len(lines) > 1:
        yield from (line for line in lines if len(line) >= _LONG_LINE and not line.startswith("-----"))


def _forms_of(text: str) -> frozenset[str]:
    """Every form of a secret. Those of the configuration are the same in each call, so that some are kept;
    a plain one has few forms, and a set can have thousands of those."""
    return _found_forms(text) if _PLAIN.match(text) else _kept_forms(text)


@lru_cache(maxsize=256)
def _kept_forms(text: str) -> frozenset[str]:
    return _found_forms(text)


def _found_forms(text: str) -> frozenset[str]:
    return frozenset(form for part in _parts(text) for form in _spellings(part) if form)


def _spellings(text: str) -> Iterator[str]:
    """The forms in which programs print a text."""
    if _PLAIN.match(text):
        yield from (text, quote(text, safe=""), *_base64(text))
        return
    for escaped in (text, html.escape(text), html.escape(text, quote=False)):
        # Twice: what has a quoted text in it is quoted too, such as an exception's argument in a trace.
        for form in (twice for once in _quoted(escaped) for twice in _quoted(once)):
            yield form
            # As shlex.quote has what is between the quotes.
            yield form.replace("'", "'\"'\"'")
    if len(text) >= _SHORT:
        data = text.encode("utf-8", "surrogatepass")
        yield from _base64(text)
        yield quote(data)
        yield quote(data, safe="")
        yield quote_plus(data)
        yield repr(data)[2:-1]
        # As a header is read.
        yield data.decode("latin-1")


def _base64(text: str) -> Iterator[str]:
    if len(text) >= _SHORT:
        encoded = base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()
        yield from (encoded, encoded.rstrip("="))


def _quoted(text: str) -> Iterator[str]:
    yield text
    yield repr(text)[1:-1]
    # As a part of a text that has both kinds of quotes in it.
    yield repr(f'"{text}')[2:-1]
    yield json.dumps(text)[1:-1]
    yield json.dumps(text, ensure_ascii=False)[1:-1]
