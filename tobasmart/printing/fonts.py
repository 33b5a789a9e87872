"""The only fonts a print may use, under names of our own; ``cuts`` makes their static files."""

import os
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

# Debian's fonts-noto-core; the Batak script is the only one no packaged font has.
BATAK_FILE = Path("/usr/share/fonts/truetype/noto/NotoSansBatak-Regular.ttf")
SANS = ("fontpkg_plus_jakarta_sans", "PlusJakartaSans[wght].ttf")
SERIF = ("fontpkg_source_serif_4", "SourceSerif4[opsz,wght].ttf")
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
{folders}
<cachedir>{cache}</cachedir>
</fontconfig>
"""


@dataclass(frozen=True, slots=True)
class Face:
    """One declared face; ``axes`` is where its variable source is cut, empty for a static one."""

    family: str
    weight: int
    source: Path
    axes: tuple[tuple[str, float], ...] = ()

    @property
    def address(self) -> str:
        """The name a style sheet asks for; unknown to any network or file system."""
        return f"app:font/{self.family.lower().replace(' ', '-')}-{self.weight}.ttf"


def package_file(package: str, name: str) -> Path:
    """A font file inside an installed font package."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"font package {package} is not installed")
    return Path(spec.submodule_search_locations[0], "files", name)


@lru_cache(maxsize=1)
def declared_faces() -> tuple[Face, ...]:
    """All faces in fixed order; Batak only where the machine has its file."""
    sans, serif = package_file(*SANS), package_file(*SERIF)
    faces = [Face("Toba Sans", w, sans, (("wght", w),)) for w in (400, 600, 700, 800)]
    # The optical size of running text, not the default of 20 points.
    faces.append(Face("Toba Serif", 400, serif, (("opsz", 10), ("wght", 400))))
    if BATAK_FILE.is_file():
        faces.append(Face("Toba Batak", 400, BATAK_FILE))
    return tuple(faces)


def families() -> frozenset[str]:
    """The family names that may be embedded in a file."""
    return frozenset(face.family for face in declared_faces())


_folder = Path(tempfile.gettempdir())


def folder() -> Path:
    """Where the fontconfig file and the cuts are kept."""
    return _folder


def use_declared_fonts(place: Path) -> None:
    """Make fontconfig see nothing but the declared files; ``place`` keeps its file and the cuts.

    Processes started from here inherit this view of the machine's fonts.
    """
    global _folder
    _folder = place
    place.mkdir(parents=True, exist_ok=True)
    parents = sorted({face.source.parent for face in declared_faces() if face.axes})
    parents += [face.source for face in declared_faces() if not face.axes]
    text = FONTCONFIG.format(
        folders="\n".join(f"<dir>{escape(str(path))}</dir>" for path in parents),
        cache=escape(str(place / "cache")),
    )
    target = place / "fonts.conf"
    if not target.is_file() or target.read_text(encoding="utf-8") != text:
        write_file(target, text.encode())
    os.environ["FONTCONFIG_FILE"] = str(target)


def write_file(target: Path, data: bytes) -> None:
    """Write beside the target and rename: another process may do the same at this moment."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as file:
        file.write(data)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(target)
