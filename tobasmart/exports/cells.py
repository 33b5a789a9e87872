"""Text that no spreadsheet takes for a formula (docs/security.md)."""

import re
from datetime import date, datetime
from typing import Any

from tobasmart.ui.fields import visible_text
from tobasmart.ui.formats import local

# The longest text a cell of Excel holds.
MAX_CELL = 32_767
_CUT = " […]"
# The signs that begin a formula, also as full-width forms that input methods turn into them.
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
# A program that splits at another sign than the file's own starts a cell inside the text.
_STARTS = re.compile(rf'(^|[;,|\n])([\s"]*)(?=[{_SIGNS}])')
_BEGINS = re.compile(rf"[\s\"']*[{_SIGNS}]")


def safe_cell(value: Any) -> Any:
    """``value`` for a CSV: numbers stay, text gets ``'`` before whatever would begin a formula.

    Tabs become spaces and the text loses what stands before and behind it, since some programs
    skip leading space. Times are given in Jakarta, ``2026-11-24 16:05``.
    """
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = plain_text(value).replace("\t", " ").strip()
    return _STARTS.sub(r"\1\2'", text)


def plain_text(value: Any) -> str:
    """Text as people read it, without signs nobody sees; cut where Excel would refuse it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    text = visible_text(str(value))
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - len(_CUT)] + _CUT


def begins_like_formula(text: str) -> bool:
    """Whether typing this text into a cell again would make it a formula."""
    return bool(_BEGINS.match(text))
