"""A book as plain values and back: what an edition printed can be read again for ever."""

import dataclasses
import json
import types
import typing
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from masterplan.book.shapes import Book

Shape = TypeVar("Shape")


def as_json(book: Book) -> dict[str, Any]:
    """The frozen contents of a build: decimals and days as text, all else as JSON has it.

    They lie inside the public file as well: names of stored files are left out.
    """

    def plain(value: object) -> str:
        if isinstance(value, (Decimal, date)):
            return str(value)
        raise TypeError(type(value).__name__)

    loaded: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(book), default=plain))
    for chapter in loaded["dimensions"]:
        for part in (*chapter["subdimensions"], {"ideas": chapter["other"]}):
            for idea in part["ideas"]:
                for picture in idea["pictures"]:
                    del picture["key"]
    return loaded


def from_json(contents: dict[str, Any]) -> Book:
    """The book that ``as_json`` made these contents of.

    Fields that a later version of the portal added take their defaults; fields it no longer knows
    are left out. Raises ``KeyError`` when a value without default is missing.
    """
    return _shape(Book, contents)


def _shape(kind: type[Shape], values: dict[str, Any]) -> Shape:
    hints = typing.get_type_hints(kind)
    given: dict[str, Any] = {}
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]
        if field.name in values:
            given[field.name] = _value(hints[field.name], values[field.name])
        elif field.default is dataclasses.MISSING:
            raise KeyError(f"{kind.__name__}.{field.name}")
    return kind(**given)


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return _value(next(kind for kind in typing.get_args(hint) if kind is not type(None)), value)
    if origin is tuple:
        kinds = typing.get_args(hint)
        if kinds[-1] is Ellipsis:
            return tuple(_value(kinds[0], item) for item in value)
        return tuple(_value(kind, item) for kind, item in zip(kinds, value, strict=True))
    if dataclasses.is_dataclass(hint):
        return _shape(typing.cast("type[Any]", hint), value)
    if hint is date:
        return date.fromisoformat(value)
    return Decimal(value) if hint is Decimal else value
