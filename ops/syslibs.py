"""Say exactly what the PDF renderer lacks on this machine, and install it where that is possible."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

# The names WeasyPrint tries: Linux, macOS.
NEEDED = {
    "gobject": ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib"),
    "pango": ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    "pangoft2": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    "harfbuzz": ("libharfbuzz.so.0", "libharfbuzz.0.dylib"),
    "harfbuzz-subset": ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
    "fontconfig": ("libfontconfig.so.1", "libfontconfig.1.dylib"),
}
APT = "apt-get -o DPkg::Lock::Timeout=120 install -y -qq --no-install-recommends"
INSTALL = {
    "apt-get": f"{APT} libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    "dnf": "dnf install -y pango harfbuzz",
    "brew": "brew install pango",
}
BATAK_FONT = "NotoSansBatak-Regular.ttf"
BATAK_INSTALL = f"{APT} fonts-noto-core"


def missing(needed: Mapping[str, tuple[str, ...]] = NEEDED) -> list[str]:
    """Labels of the libraries none of whose file names can be loaded."""
    return [label for label, names in needed.items() if not any(map(_loads, names))]


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_batak_font(folder: Path = Path("/usr/share/fonts")) -> bool:
    """Whether the font of Batak script is there (Debian's fonts-noto-core)."""
    return folder.is_dir() and any(folder.rglob(BATAK_FONT))


def _may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt(command: str) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=False, env=quiet)
    subprocess.run(command.split(), check=False, env=quiet, stdout=subprocess.DEVNULL)


def ensure() -> int:
    """0 when the renderer can work; a missing Batak font is said, and no reason to stop."""
    lacking = missing()
    if lacking and _may_install():
        print(f"Memasang pustaka sistem untuk PDF: {', '.join(lacking)}", file=sys.stderr)
        _apt(INSTALL["apt-get"])
        lacking = missing()
    if lacking:
        manager = next((name for name in INSTALL if shutil.which(name)), "apt-get")
        prefix = "" if manager == "brew" else "sudo "
        print(f"Pembuatan PDF memerlukan: {', '.join(lacking)}.", file=sys.stderr)
        print(f"Jalankan: {prefix}{INSTALL[manager]}", file=sys.stderr)
        return 1
    if not has_batak_font():
        if _may_install():
            _apt(BATAK_INSTALL)
        else:
            print(f"Aksara Batak dicetak kotak sampai: sudo {BATAK_INSTALL}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(ensure())
