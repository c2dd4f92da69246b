"""What the service models forbid, in AWS's words; and their patterns on `re`."""

import unicodedata
from typing import Any

import pytest

from aws_groups.local.patterns import matches
from tests.local.helpers import STORE, new_group, patch, refused

NAME = "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t\\n\\r \u00a0\u3000]+"


def test_a_name_that_is_too_long_is_told_without_the_name(identitystore: Any) -> None:
    message = (
        "1 validation error detected: Value at 'displayName' failed to satisfy constraint:"
        " Member must have length less than or equal to 1024"
    )
    with refused("ValidationException", 400, message):
        new_group(identitystore, "x" * 1025)
    new_group(identitystore, "x" * 1024)


def test_every_violation_is_told_at_once(identitystore: Any) -> None:
    message = (
        "2 validation errors detected: Value at 'displayName' failed to satisfy constraint:"
        " Member must have length less than or equal to 1024; Value at 'description' failed to"
        " satisfy constraint: Member must satisfy regular expression pattern: "
    )
    with refused("ValidationException", 400, message):
        new_group(identitystore, "x" * 1025, Description="\x00")


def test_a_list_that_is_too_long_is_refused(identitystore: Any) -> None:
    id = new_group(identitystore, "Devs")
    operations = [patch("description", "x")] * 101
    with refused("ValidationException", 400, "'operations' failed to satisfy constraint: Member"):
        identitystore.update_group(IdentityStoreId=STORE, GroupId=id, Operations=operations)


def test_a_revision_is_digits(identitystore: Any) -> None:
    id = new_group(identitystore, "Devs")
    with refused("ValidationException", 400, "Value 'one' at 'revision'"):
        identitystore.delete_group(IdentityStoreId=STORE, GroupId=id, Revision="one")


def test_an_attribute_path_has_its_own_pattern(identitystore: Any) -> None:
    id = new_group(identitystore, "Devs")
    message = "at 'operations.1.member.attributePath' failed to satisfy constraint"
    with refused("ValidationException", 400, message):
        identitystore.update_group(IdentityStoreId=STORE, GroupId=id, Operations=[patch("no path!", "x")])


@pytest.mark.parametrize(
    "value",
    [
        "plain",
        "a-b_c.d (e) #1 $5 a|b ^~`",
        "Zürich",
        "開発 チーム",
        "e\u0301",
        "tab\tand\nline",
        "\u00a0\u3000",
        "½ €  Ⅷ",
        "😀",
        "क्षि",
        "x" * 1000 + "ö",
    ],
)
def test_names_of_letters_marks_symbols_numbers_and_punctuation_match(value: str) -> None:
    assert matches(NAME, value)


@pytest.mark.parametrize(
    "value", ["", "\x00", "bell\a", "ü\x00", "zero\u200bwidth", "\ue000", "line\u2028", "\ud800"]
)
def test_control_format_and_private_characters_do_not_match(value: str) -> None:
    assert not matches(NAME, value)


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        (r"\p{L}+", "abc", True),
        (r"\p{L}+", "ab1", False),
        (r"\p{L}+", "äöü", True),
        (r"\p{Lu}+", "ÄÖ", True),
        (r"\p{Lu}+", "Äö", False),
        (r"\p{M}+", "a", False),
        (r"[\p{M}]+", "a", False),
        (r"[\p{M}]+", "\u0301", True),
        (r"\d+", "12", True),
        (r"\d+", "١٢", False),
        (r"a|b", "ab", False),
        (r"[\]\p{L}]+", "a]b", True),
        (r"\p{P}+", "[]-\\", True),
        (r"\p{S}+", "[", False),
    ],
)
def test_a_pattern_is_matched_in_full_as_java_would(pattern: str, value: str, expected: bool) -> None:
    assert matches(pattern, value) is expected


def test_the_translation_agrees_with_the_regex_package_on_every_character() -> None:
    regex = pytest.importorskip("regex")
    wanted = regex.compile(NAME)
    # The two know Unicode of different years: leave out what this Python does not know yet.
    known = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) != "Cn"]
    # The umlaut keeps ASCII characters off the path for ASCII values.
    wrong = [c for c in known if matches(NAME, f"{c}ü") != bool(wanted.fullmatch(f"{c}ü"))]
    assert not wrong
