"""A form over some or all parts of an ``IdeaText``; what it does not ask stays as it is stored."""

import uuid
from dataclasses import replace
from typing import Any

from django import forms

from dimensions.models import Programme
from submissions.completeness import missing_parts
from submissions.forms.parts import horizon_choices
from submissions.text import IdeaText

# Field of a form to attribute of the text, where they differ.
_ATTRIBUTES = {
    "dimension": "dimension_id",
    "subdimension": "subdimension_id",
    "owner_agency": "owner_agency_id",
    "estimate": "estimate_idr",
    "estimate_upper": "estimate_upper_idr",
    "estimate_source": "estimate_source_id",
    "priority_programme": "priority_programme_id",
}
_ORDERS = {"districts": "code", "supporting_agencies": "name"}
_NO_ANSWERS = frozenset({"key", "revision", "consent"})


class TextForm(forms.Form):
    """Mixin of every form that writes an idea. ``stored`` is the text it starts from."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self, *args: Any, programme: Programme, text: IdeaText, revision: int, **kwargs: Any
    ):
        initial = initial_values(text) | {"key": uuid.uuid4(), "revision": revision}
        super().__init__(*args, initial=initial, **kwargs)
        self.programme = programme
        self.stored = text
        if "horizon" in self.fields:
            self.fields["horizon"].choices = horizon_choices(programme)
        for name in ("title", "dimension", "problem", "solution"):
            if name in self.fields:
                self.fields[name].widget.attrs["data-required-at-submit"] = "1"

    @property
    def adds_row(self) -> bool:
        """Whether the press was only for one more row: nothing is saved then."""
        return False

    @property
    def row_errors(self) -> list[tuple[str, str]]:
        """Entries of the error summary that stand in rows."""
        return []

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        part, whole = data.get("subdimension"), data.get("dimension")
        if part and whole and part.dimension_id != whole.pk:
            self.add_error(
                "subdimension", f"Subdimensi ini bukan bagian dari {whole.name}; pilih lagi"
            )
        return data

    def check_complete(self) -> bool:
        """What a submission asks for; adds the sentences and says whether all is there."""
        for name, sentence in missing_parts(self.text()).items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, sentence)
        return not self.errors

    def text(self) -> IdeaText:
        """The stored text with every answer of this form that is valid; call ``is_valid`` first."""
        return _in_order(replace(self.stored, **self.answers()), self.stored)

    def answers(self) -> dict[str, Any]:
        """Attribute to value of what was answered validly."""
        data = self.cleaned_data
        found = {
            _ATTRIBUTES.get(name, name): _plain(name, data[name])
            for name in self.fields
            if name in data and name not in _NO_ANSWERS and hasattr(self.stored, _attribute(name))
        }
        if found.get("covers_region"):
            found["districts"] = ()
        return found


def initial_values(text: IdeaText) -> dict[str, Any]:
    """Field to value of a stored text."""
    fields = {attribute: name for name, attribute in _ATTRIBUTES.items()}
    values = {fields.get(name, name): getattr(text, name) for name in IdeaText.__dataclass_fields__}
    return values | {name: list(values[name]) for name in _ORDERS}


def _attribute(name: str) -> str:
    return _ATTRIBUTES.get(name, name)


def _plain(name: str, value: Any) -> Any:
    """A chosen row as its primary key, several in the order the text keeps them."""
    if name in _ORDERS:
        order = _ORDERS[name]
        return tuple(row.pk for row in sorted(value, key=lambda row: (getattr(row, order), row.pk)))
    return getattr(value, "pk", value)


def _in_order(text: IdeaText, stored: IdeaText) -> IdeaText:
    """Where one half of a pair was not valid, the pair may not stand together: keep the old one."""
    low, high = text.estimate_idr, text.estimate_upper_idr
    if high is not None and (low is None or high < low):
        text = replace(
            text, estimate_idr=stored.estimate_idr, estimate_upper_idr=stored.estimate_upper_idr
        )
    if text.start_year and text.end_year and text.end_year < text.start_year:
        text = replace(text, start_year=stored.start_year, end_year=stored.end_year)
    return text
