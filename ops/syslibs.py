"""What the system must have for printing, and for a virtual environment: say it, or install it.

Runs before anything is installed, so it knows the standard library only.

    python -m ops.syslibs           libraries and Batak font; ends with 1 when PDFs cannot be made
    python -m ops.syslibs venv      the module venv of this Python
    python -m ops.syslibs missing   names the Debian packages that are missing, installs nothing
"""

import ctypes
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

# The file names WeasyPrint tries (Linux, macOS), and the Debian package of each.
LIBRARIES = {
    "gobject": ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib"),
    "pango": ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    "pangoft2": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    "harfbuzz": ("libharfbuzz.so.0", "libharfbuzz.0.dylib"),
    "harfbuzz-subset": ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
    "fontconfig": ("libfontconfig.so.1", "libfontconfig.1.dylib"),
}
# Pango's packages bring the others along, but not HarfBuzz's subsetter.
LIBRARY_PACKAGES = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]
FONT_PACKAGES = ["fonts-noto-core"]
BATAK_FONT = "NotoSansBatak-Regular.ttf"
FONT_FOLDER = Path("/usr/share/fonts")
OTHER_SYSTEMS = {"dnf": "dnf install -y pango harfbuzz", "brew": "brew install pango"}
LOCK_SECONDS = 120


def missing_libraries(needed: Mapping[str, tuple[str, ...]] = LIBRARIES) -> list[str]:
    """Labels of the libraries none of whose file names can be loaded."""
    return [label for label, names in needed.items() if not any(map(can_load, names))]


def can_load(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_batak_font(folder: Path = FONT_FOLDER) -> bool:
    return any(folder.rglob(BATAK_FONT))


def venv_packages() -> list[str]:
    """Debian keeps the parts of ``venv`` in a package of each Python version."""
    if find_spec("venv") and find_spec("ensurepip"):
        return []
    return [f"python{sys.version_info.major}.{sys.version_info.minor}-venv"]


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_command(packages: list[str]) -> list[str]:
    return ["apt-get", "install", "-y", "--no-install-recommends", *packages]


def install(packages: list[str]) -> None:
    """With apt, as root. Whether it worked is for the caller to look at again."""
    print(f"Memasang paket sistem: {' '.join(packages)} …", file=sys.stderr)
    # apt itself waits for the lock on packages only, not for the one on its lists.
    deadline = time.monotonic() + LOCK_SECONDS
    while "lock" in run_apt(["update"]) and time.monotonic() < deadline:
        time.sleep(3)
    print(run_apt(apt_command(packages)[1:]), end="", file=sys.stderr)


def run_apt(arguments: list[str]) -> str:
    """What it complained about: nothing when all went well."""
    done = subprocess.run(
        ["apt-get", "-qq", "-o", f"DPkg::Lock::Timeout={LOCK_SECONDS}", *arguments],
        check=False,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    return done.stderr if done.returncode else ""


def ensure_libraries() -> bool:
    """Whether PDFs can be made; what is missing is installed, or the exact command is said."""
    lacking = missing_libraries()
    if lacking and may_install():
        install(LIBRARY_PACKAGES)
        lacking = missing_libraries()
    if lacking:
        print(f"Pembuatan PDF memerlukan pustaka: {', '.join(lacking)}.", file=sys.stderr)
        print(f"Jalankan: {advice(LIBRARY_PACKAGES)}", file=sys.stderr)
    return not lacking


def advice(packages: list[str]) -> str:
    """The command to type on this system."""
    if not shutil.which("apt-get"):
        for program, command in OTHER_SYSTEMS.items():
            if shutil.which(program):
                return command if program == "brew" else f"sudo {command}"
    return " ".join(["sudo", *apt_command(packages)])


def ensure_font() -> None:
    """Never a reason to stop: a sign without a font is printed as a box, and said on the build."""
    if not has_batak_font() and may_install():
        install(FONT_PACKAGES)
    if not has_batak_font():
        command = " ".join(["sudo", *apt_command(FONT_PACKAGES)])
        print(f"Aksara Batak akan tercetak sebagai kotak sampai: {command}", file=sys.stderr)


def ensure_venv() -> bool:
    packages = venv_packages()
    if packages and may_install():
        install(packages)
    elif packages:
        print(f"Modul venv tidak ada. Jalankan: {advice(packages)}", file=sys.stderr)
    return not packages or may_install()


def missing_packages() -> list[str]:
    packages = venv_packages()
    packages += LIBRARY_PACKAGES if missing_libraries() else []
    return packages + ([] if has_batak_font() else FONT_PACKAGES)


def main() -> int:
    task = sys.argv[1] if len(sys.argv) > 1 else "printing"
    if task == "missing":
        print("".join(f"{name}\n" for name in missing_packages()), end="")
        return 0
    if task == "venv":
        return 0 if ensure_venv() else 1
    if not ensure_libraries():
        return 1
    ensure_font()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
