"""Read the files of a region pack; every error names file, row and reason."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import models


class PackError(Exception):
    """A file of the pack cannot be used; the message says which, where and why."""


class Row(dict[str, Any]):
    """One entry of a file that knows where it stands; a missing key is a ``PackError``."""

    def __init__(self, values: dict[str, Any], place: str) -> None:
        super().__init__(values)
        self.place = place

    def __missing__(self, key: str) -> Any:
        raise PackError(f"{self.place}: '{key}' is missing")

    def fail(self, reason: str) -> PackError:
        return PackError(f"{self.place}: {reason}")

    def rows(self, key: str) -> "list[Row]":
        """The entries below ``key``; none where the key is absent."""
        return [
            _row(item, f"{self.place}, {key} {n}") for n, item in enumerate(self.get(key, []), 1)
        ]

    def read(self, key: str, parse: Callable[[str], Any]) -> Any:
        """The value through ``parse``; empty text is None."""
        text = self[key]
        if text in ("", None):
            return None
        try:
            return parse(text)
        except (ValueError, ArithmeticError) as error:
            raise self.fail(f"'{key}' is not valid: {text!r}") from error


def _row(item: Any, place: str) -> Row:
    if not isinstance(item, dict):
        raise PackError(f"{place}: expected names and values")
    return Row(item, place)


@dataclass
class Report:
    """What a load did: counts of new, changed and unchanged rows for each kind."""

    counts: dict[str, list[int]] = field(default_factory=dict)

    def note(self, kind: str, outcome: str) -> None:
        index = ("created", "changed", "unchanged").index(outcome)
        self.counts.setdefault(kind, [0, 0, 0])[index] += 1

    def summary(self) -> str:
        lines = [
            f"{kind}: {new} new, {changed} changed, {same} unchanged"
            for kind, (new, changed, same) in self.counts.items()
        ]
        return "\n".join(lines)


@dataclass
class Pack:
    """A folder of files, and the report of what became of them."""

    folder: Path
    report: Report = field(default_factory=Report)

    def _text(self, name: str) -> str:
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise PackError(f"{name}: cannot be read ({error})") from error

    def document(self, name: str) -> Row:
        """A YAML or JSON file whose top level is a mapping."""
        try:
            parsed = (
                json.loads(self._text(name))
                if name.endswith(".json")
                else yaml.safe_load(self._text(name))
            )
        except (ValueError, yaml.YAMLError) as error:
            raise PackError(f"{name}: {' '.join(str(error).split())}") from error
        return _row(parsed, name)

    def table(self, name: str) -> Iterator[Row]:
        """The rows of a CSV file with a header line."""
        reader = csv.DictReader(self._text(name).splitlines(), strict=True)
        try:
            for values in reader:
                place = f"{name}, row {reader.line_num}"
                if None in values or None in values.values():
                    raise PackError(f"{place}: expected {len(reader.fieldnames or [])} columns")
                yield Row(values, place)
        except csv.Error as error:
            raise PackError(f"{name}, row {reader.line_num}: {error}") from error

    def store(self, model: type[models.Model], row: Row, key: dict[str, Any], **values: Any) -> Any:
        """Create or change one row so that it holds ``values``; checked as a form would."""
        found = model._default_manager.filter(**key).first()
        item = found or model(**key)
        changed = [name for name, value in values.items() if getattr(item, name) != value]
        for name in changed:
            setattr(item, name, values[name])
        if found is None or changed:
            try:
                item.full_clean(validate_constraints=False)
            except ValidationError as error:
                raise row.fail("; ".join(error.messages)) from error
            item.save()
        outcome = "created" if found is None else "changed" if changed else "unchanged"
        self.report.note(str(model._meta.verbose_name), outcome)
        return item
