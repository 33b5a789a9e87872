"""Form fields that read text, rupiah and numbers as people in Indonesia write them."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

# Signs nobody sees: controls, zero-width, marks and overrides of direction. Pasted from chats and
# office programs; kept, they would hide text or turn it around (Unicode Technical Report 36).
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+")
_UNITS = {
    "ribu": 10**3,
    "rb": 10**3,
    "juta": 10**6,
    "jt": 10**6,
    "miliar": 10**9,
    "milyar": 10**9,
    "m": 10**9,
    "triliun": 10**12,
    "t": 10**12,
}
MAX_IDR = 100 * 10**12  # a hundred trillion: forty times the regency's yearly budget
RUPIAH_HELP = "Tulis nilai rupiah bulat, misalnya 85.000.000 atau 1,25 miliar"


def visible_text(text: str) -> str:
    """Newlines as ``\\n``, composed letters, nothing invisible."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def parse_number(text: str) -> Decimal:
    """``1.250,5`` and ``1250,5`` to Decimal. ``ValueError`` where the sign could mean both."""
    text = text.strip().replace(" ", "").replace("\u00a0", "")
    whole, comma, fraction = text.partition(",")
    sign = "-" if whole.startswith("-") else ""
    whole = whole.removeprefix("-")
    if _GROUPED.fullmatch(whole) and not whole.startswith("0"):
        whole = whole.replace(".", "")
    elif not comma and re.fullmatch(r"\d+\.\d{1,2}", whole):
        return Decimal(sign + whole)  # 2.5 cannot be thousands
    if not re.fullmatch(r"\d+", whole) or (comma and not re.fullmatch(r"\d+", fraction)):
        raise ValueError(text)
    try:
        return Decimal(f"{sign}{whole}.{fraction or 0}")
    except InvalidOperation as error:
        raise ValueError(text) from error


def parse_rupiah(text: str) -> int:
    """``1.250.000``, ``Rp 85 juta``, ``1,25 miliar`` to whole rupiah. Raises ``ValueError``."""
    text = re.sub(r"^\s*rp\.?\s*", "", text.lower()).strip().removesuffix(",-").removesuffix(",00")
    found = re.fullmatch(r"(-?[\d.,\s\u00a0]+?)\s*([a-z]*)", text)
    if not found or (found[2] and found[2] not in _UNITS):
        raise ValueError(text)
    amount = parse_number(found[1]) * _UNITS.get(found[2], 1)
    if amount != int(amount):
        raise ValueError(text)
    return int(amount)


class PlainTextField(forms.CharField):
    """Text without invisible signs. Too long is said, never cut: a cut paste is lost text."""

    def __init__(self, *, max_length: int, too_long: str, lines: int = 1, **kwargs: Any) -> None:
        self.limit = max_length
        widget = forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput()
        widget.attrs["data-max"] = max_length
        super().__init__(widget=widget, **kwargs)
        self.too_long = too_long

    def to_python(self, value: Any) -> str:
        return super().to_python(visible_text(str(value)) if value else value)  # type: ignore[return-value]

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > self.limit:
            raise ValidationError(self.too_long.format(limit=self.limit, length=len(value)))

    def run_validators(self, value: Any) -> None:
        """Invisible signs are gone, so the check for NUL has nothing left to refuse."""


class RupiahField(forms.CharField):
    """Whole rupiah or None; reads what people write, says what it cannot read."""

    widget = forms.TextInput(
        attrs={"inputmode": "text", "class": "input-idr", "autocomplete": "off"}
    )

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        text = visible_text(str(value or "")).strip()
        if not text:
            return None
        try:
            amount = parse_rupiah(text[:60])
        except ValueError as error:
            raise ValidationError(RUPIAH_HELP) from error
        if amount < 0:
            raise ValidationError("Nilai rupiah tidak boleh negatif")
        if amount > MAX_IDR:
            raise ValidationError("Nilai terlalu besar, paling banyak Rp100.000.000.000.000")
        return amount

    def run_validators(self, value: Any) -> None:
        """The limits stand in ``to_python``, beside the reading."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


class NumberField(forms.CharField):
    """A decimal with up to four places or None, written with a comma."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = visible_text(str(value or "")).strip()
        if not text:
            return None
        try:
            number = parse_number(text[:40])
        except ValueError as error:
            raise ValidationError("Tulis angka, misalnya 1.250 atau 2,5") from error
        if abs(number) >= 10**12 or number != round(number, 4):
            raise ValidationError("Tulis angka di bawah 1 triliun dengan paling banyak 4 desimal")
        return number

    def run_validators(self, value: Any) -> None:
        """The limits stand in ``to_python``, beside the reading."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        text = f"{value:,.4f}".rstrip("0").rstrip(".")
        return text.translate(str.maketrans(",.", ".,"))
