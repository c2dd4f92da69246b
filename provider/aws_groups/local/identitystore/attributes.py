"""The attributes of an UpdateGroup or an UpdateUser: paths, values, removal.

A path is an attribute's name in camel case (`displayName`), one inside it (`name.givenName`), or
one of an extension (`aws:identitystore:enterprise.department`). A value is any JSON; it must fit
what the operation that creates such an object takes.
"""

from __future__ import annotations

from typing import Any

from aws_groups.local.context import Params
from aws_groups.local.errors import AwsError
from aws_groups.local.kinds import Body
from aws_groups.local.validate import message, violations

EXTENSIONS = ("aws:identitystore:enterprise",)
_NO_ATTRIBUTES = ("IdentityStoreId", "Extensions")
_TYPES: dict[str, Any] = {"structure": dict, "list": list, "string": str, "boolean": bool}


def patched(shape: Any, body: Body, operations: list[Params], *, emptied: tuple[str, ...] = ()) -> Body:
    """The body after all operations, in order.

    `shape` is the input of the operation that creates such an object. The attributes in `emptied`
    are removed by an empty string too.
    """
    body = dict(body)
    for number, operation in enumerate(operations, 1):
        path, value = operation["AttributePath"], operation.get("AttributeValue")
        at = f"operations.{number}.member.attributeValue"
        if ":" in path:
            if "Extensions" not in shape.members:
                raise _unknown(path)
            _patch_extension(body, path, value)
        else:
            emptying = value == "" and path in emptied
            _patch(shape, body, path.split("."), None if emptying else value, at)
    return body


def require_extension(name: str) -> None:
    """There is only one extension."""
    if name not in EXTENSIONS:
        raise AwsError("ValidationException", f"{name} is no extension; there is {', '.join(EXTENSIONS)}.")


def _patch(shape: Any, body: Body, path: list[str], value: Any, at: str) -> None:
    """Set or remove one attribute. A nested one is changed in a copy of what holds it."""
    name = path[0][:1].upper() + path[0][1:]
    if path[0][:1].isupper() or name not in shape.members or name in _NO_ATTRIBUTES:
        raise _unknown(".".join(path))
    member = shape.members[name]
    if len(path) > 1:
        if member.type_name == "list":
            raise _part_of_list(path[0])
        if member.type_name != "structure":
            raise _unknown(".".join(path))
        inner = dict(body.get(name, {}))
        _patch(member, inner, path[1:], value, at)
        _put(body, name, inner or None)
    else:
        _put(body, name, None if value is None else _checked(member, value, at))


def _put(body: Body, name: str, value: Any) -> None:
    if value is None:
        body.pop(name, None)
    else:
        body[name] = value


def _patch_extension(body: Body, path: str, value: Any) -> None:
    name, _, rest = path.partition(".")
    require_extension(name)
    if not rest and not isinstance(value, dict) and value is not None:
        raise AwsError("ValidationException", f"The value of {name} must be an object.")
    if value == "":
        raise AwsError("ValidationException", f"The value of {path} must not be empty.")
    extensions = dict(body.get("Extensions", {}))
    _put_at(extensions, [name, *rest.split(".")] if rest else [name], value)
    _put(body, "Extensions", extensions or None)


def _put_at(holder: Body, path: list[str], value: Any) -> None:
    """Set or remove what is at a path; what holds nothing any more goes too."""
    first, *rest = path
    if not rest:
        _put(holder, first, value)
        return
    held = holder.get(first)
    inner = dict(held) if isinstance(held, dict) else {}
    _put_at(inner, rest, value)
    _put(holder, first, inner or None)


def _checked(shape: Any, value: Any, at: str) -> Any:
    """The value by the model's names, if it keeps to the model."""
    value = _named(shape, value, at)
    wrong = violations(shape, value, at)
    if wrong:
        raise AwsError("ValidationException", message(wrong))
    return value


def _named(shape: Any, value: Any, at: str) -> Any:
    """The value with its members' names as in the model: they may be in camel case."""
    wanted = _TYPES[shape.type_name]
    if not isinstance(value, wanted):
        raise AwsError("ValidationException", f"Value at '{at}' must be a {shape.type_name}.")
    if shape.type_name == "list":
        return [_named(shape.member, element, at) for element in value]
    if shape.type_name != "structure":
        return value
    named = {}
    for sent, element in value.items():
        name = sent[:1].upper() + sent[1:]
        if name not in shape.members:
            raise AwsError("ValidationException", f"Value at '{at}' has no member {sent}.")
        named[name] = _named(shape.members[name], element, f"{at}.{sent}")
    return named


def _unknown(path: str) -> AwsError:
    return AwsError("ValidationException", f"{path} is no attribute that can be updated.")


def _part_of_list(name: str) -> AwsError:
    text = (
        f"Unsupported update operation on multi-value attribute {name}, please provide full"
        " replacement of Multi-Value attribute types"
    )
    return AwsError("ValidationException", text)
