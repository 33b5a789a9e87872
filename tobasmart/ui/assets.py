"""Stylesheets, one script and one web font, made from sources and packages into ``ASSETS``."""

import hashlib
import io
import os
import re
from collections.abc import Callable, Iterable
from functools import partial
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONT = Path(str(files("fontpkg_plus_jakarta_sans")), "files", "PlusJakartaSans[wght].ttf")
BOOTSTRAP = Path(str(files("bootstrap").joinpath("css/bootstrap.min.css")))
SOURCE_MAP = re.compile(rb"/\*# sourceMappingURL=.*?\*/")
# Latin, Latin-1 and Extended-A, combining accents of pasted text, dashes, quotes, arrows and signs.
LETTERS = (
    range(0x20, 0x7F),
    range(0xA0, 0x180),
    range(0x2BB, 0x2BD),
    range(0x300, 0x305),
    range(0x2010, 0x2027),
    (
        0x2030,
        0x2032,
        0x2033,
        0x2039,
        0x203A,
        0x2044,
        0x20AC,
        0x2122,
        0x2190,
        0x2191,
        0x2192,
        0x2193,
    ),
    (0x2212, 0x2215, 0x2260, 0x2264, 0x2265, 0xFEFF, 0xFFFD),
)
# A script of many modules is one file over a weak line: its name, the module it begins with.
SCRIPTS = {
    "bundle": "portal",
    "drafts_bundle": "drafts",  # the few pages where people write
    "forum_bundle": "forum_phone",  # phones in a hall
    "control_bundle": "control",  # a forum's facilitator
    "board_bundle": "board",  # a forum's projector
    "attendance_bundle": "attendance_desk",  # the desk, also without network
}
IMPORT = re.compile(r"""@import\s+(?:url\()?["']([^"']+)["']\)?\s*;""")
CSS_PIECE = re.compile(
    r"""(?P<string>"[^"]*"|'[^']*'|url\([^)"']*\))|(?P<comment>/\*.*?\*/)""", re.S
)
JS_IMPORT = re.compile(r"""^import\s+\{[^}]*\}\s+from\s+["'](\./[^"']+)["'];\n""", re.M)
JS_NAME = re.compile(r"^(?:async )?(?:function|const|let|class) (\w+)", re.M)


class AssetError(Exception):
    """A source that cannot be bundled."""


def css_sources(entry: Path) -> list[Path]:
    """The files of a stylesheet in the order they take effect, imports before their importer."""
    imported = [entry.parent / name for name in IMPORT.findall(entry.read_text("utf-8"))]
    return [path for each in imported for path in css_sources(each)] + [entry]


def squeeze_css(text: str) -> str:
    """Without comments and idle spaces; what stands in quotes or ``url()`` is left alone."""
    kept: list[str] = []

    def put_aside(piece: re.Match[str]) -> str:
        if piece["comment"]:
            return " "
        kept.append(piece[0])
        return f"\x00{len(kept) - 1}\x00"

    text = re.sub(r"\s+", " ", CSS_PIECE.sub(put_aside, text))
    # Not around ":", "+" or "(": a space may mean something there, in a selector or in calc().
    text = re.sub(r" ?([{};,>]) ?", r"\1", text)
    text = re.sub(r"(?<=[{;])([\w-]+) ?: ", r"\1:", text).replace(";}", "}")
    text = re.sub(r"(?<![\w.#-])0\.(?=\d)", ".", text)
    return re.sub(r"\x00(\d+)\x00", lambda piece: kept[int(piece[1])], text).strip()


def bundle_css(entry: Path) -> str:
    """One stylesheet without ``@import``; paths in ``url()`` stay relative to ``css/``."""
    texts = [IMPORT.sub("", path.read_text("utf-8")) for path in css_sources(entry)]
    return squeeze_css("\n".join(texts)) + "\n"


def js_sources(entry: Path) -> list[Path]:
    """The modules behind an entry, each once, what is imported before what imports it."""
    found: list[Path] = []
    for name in JS_IMPORT.findall(entry.read_text("utf-8")):
        found += js_sources((entry.parent / name).resolve())
    return list(dict.fromkeys([*found, entry]))


def bundle_js(entry: Path) -> str:
    """Modules as one: they share a scope then, so two may not use the same name at the top."""
    names: dict[str, Path] = {}
    texts = []
    for path in js_sources(entry):
        text = JS_IMPORT.sub("", path.read_text("utf-8"))
        text = re.sub(r"^\s*//.*\n|^\s*\n", "", text, flags=re.M)
        text = re.sub(r"^export ", "", text, flags=re.M)
        for name in JS_NAME.findall(text):
            if name in names:
                raise AssetError(f"{path.name} and {names[name].name} both define {name}")
            names[name] = path
        texts.append(re.sub(r"^ +", "", text, flags=re.M))
    return "".join(texts)


def subset_font(source: Path) -> bytes:
    """The variable font with the letters we use and its weight axis, as woff2."""
    options = subset.Options()
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "liga"]
    options.flavor = "woff2"
    options.hinting = False
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[letter for part in LETTERS for letter in part])
    subsetter.subset(font)
    font.flavor = "woff2"
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()


def fingerprint(paths: Iterable[Path]) -> str:
    """Changes with the content of the inputs, with this module and with the font tools."""
    digest = hashlib.sha256(version("fonttools").encode() + version("brotli").encode())
    for path in (Path(__file__), *paths):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def write_atomically(path: Path, content: bytes) -> None:
    """Readers see the old file or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)


def _script(entry: Path) -> bytes:
    return bundle_js(entry).encode()


def build_assets(static: Path, target: Path, font: Path = FONT) -> list[Path]:
    """Make what is missing or made from other inputs, and say which files were written."""
    css = static / "css/app.css"
    scripts = {name: static / f"js/{entry}.js" for name, entry in SCRIPTS.items()}
    work: list[tuple[str, list[Path], Callable[[], bytes]]] = [
        ("css/portal.css", css_sources(css), lambda: bundle_css(css).encode()),
        *(
            (f"js/{name}.js", js_sources(entry), partial(_script, entry))
            for name, entry in scripts.items()
        ),
        ("fonts/plus-jakarta-sans.woff2", [font], lambda: subset_font(font)),
        # The one file of the package that pages load, without its map, which is not served.
        (
            "vendor/bootstrap/bootstrap.min.css",
            [BOOTSTRAP],
            lambda: SOURCE_MAP.sub(b"", BOOTSTRAP.read_bytes()),
        ),
    ]
    written = []
    for name, inputs, make in work:
        # The stamps lie outside the folders that are served.
        path, stamp = target / name, target.with_name(f"{target.name}-stamps") / Path(name).name
        mark = fingerprint(inputs)
        if path.exists() and stamp.exists() and stamp.read_text() == mark:
            continue
        write_atomically(path, make())
        write_atomically(stamp, mark.encode())
        written.append(path)
    return written
