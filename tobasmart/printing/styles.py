"""Style sheets and drawings of prints: all from ``static/print``, parsed once for each thread."""

import re
import threading
from collections.abc import Iterable
from pathlib import Path

from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration

from tobasmart.printing.cuts import font_bytes
from tobasmart.printing.fetcher import ClosedFetcher, Resources
from tobasmart.printing.fonts import declared_faces

FOLDER = Path(__file__).resolve().parents[2] / "static" / "print"
FONT = "font/ttf"
DRAWING = "image/svg+xml"
TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6});")


class _Parsed(threading.local):
    """Pango's font map is not for two threads at once, so each has its own."""

    def __init__(self) -> None:
        self.fonts: FontConfiguration | None = None
        self.sheets: dict[tuple[str, str], CSS] = {}


_parsed = _Parsed()


def read_style(name: str) -> str:
    """The text of one style sheet of ``static/print``; a name with a folder in it is refused."""
    if Path(name).name != name:
        raise ValueError(f"not a style sheet name: {name}")
    return (FOLDER / name).read_text(encoding="utf-8")


def parsed_styles(names: Iterable[str]) -> tuple[FontConfiguration, list[CSS]]:
    """Our fonts and the named sheets, ready to use; a changed file is parsed anew."""
    if _parsed.fonts is None:
        _parsed.fonts = FontConfiguration()
        _parse("fonts", _font_rules(), _font_table())
    sheets = [_parse(name, read_style(name), {}) for name in names]
    return _parsed.fonts, sheets


def drawings() -> dict[str, tuple[bytes, str]]:
    """The drawings of ``static/print`` as resources: ``app:img/cover.svg``."""
    return {f"app:img/{path.name}": (path.read_bytes(), DRAWING) for path in drawing_files()}


def drawing_files() -> list[Path]:
    return sorted(FOLDER.glob("*.svg"))


def colour(token: str) -> str:
    """A colour of ``tokens.css``: inline SVG is not reached by style sheets."""
    return dict(TOKEN.findall(read_style("tokens.css")))[token]


def _parse(name: str, text: str, resources: Resources) -> CSS:
    sheet = _parsed.sheets.get((name, text))
    if sheet is None:
        for old in [key for key in _parsed.sheets if key[0] == name]:
            del _parsed.sheets[old]
        sheet = CSS(string=text, url_fetcher=ClosedFetcher(resources), font_config=_parsed.fonts)
        _parsed.sheets[name, text] = sheet
    return sheet


def _font_rules() -> str:
    return "\n".join(
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight};'
        f' src: url("{face.address}") }}'
        for face in declared_faces()
    )


def _font_table() -> Resources:
    return {face.address: (font_bytes(face), FONT) for face in declared_faces()}
