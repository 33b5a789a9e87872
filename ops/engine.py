"""What PostgreSQL and Valkey have in common as private servers of one folder."""

import contextlib
import ctypes
import hashlib
import os
import pwd
import re
import signal
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

# In the environment of everything we start: finds what a manager killed with -9 left behind.
MARK = "TOBA_CERDAS_ENGINES"
START_SECONDS = 30
STOP_SECONDS = 20
PR_SET_PDEATHSIG = 1
# A socket's whole path holds about 100 bytes, and the file's own name needs its part.
MAX_SOCKET_FOLDER_BYTES = 80
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class EngineError(RuntimeError):
    """A start that failed; the message is for the person at the terminal."""


def end_with_parent(number: signal.Signals, parent: int) -> None:
    """In a fresh child: receive ``number`` when ``parent`` dies, even by kill -9 (Linux only)."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, ctypes.c_ulong(number))
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)


def package_folder(name: str) -> Path | None:
    """The folder of an installed package, None when it is absent."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0])


def is_open_to_others(path: Path) -> bool:
    """Whether any user can get through to ``path``."""
    return all(part.stat().st_mode & 0o001 for part in (path, *path.parents) if part.exists())


def short_key(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def shelter(kind: str, path: Path) -> Path:
    """For root only: a folder outside ``path`` that ordinary users can get through to.

    Not below /var/tmp, where the system may remove what nobody read for a month.
    """
    folder = Path("/var/lib/toba-cerdas-demo", f"{kind}-{short_key(path)}")
    for part in (folder.parent, folder):
        part.mkdir(exist_ok=True)
        part.chmod(0o755)  # whatever the umask is
    return folder


def socket_folder(base: Path, owner: int) -> Path:
    """``base`` itself, or a private folder in /tmp where its path is too long or too odd for a URL.

    The name depends on ``base`` alone, so that a second command finds the same sockets.
    """
    plain = re.fullmatch(r"[\w./+-]+", str(base), re.ASCII)
    if plain and len(os.fsencode(base)) <= MAX_SOCKET_FOLDER_BYTES:
        return base
    name = f"toba-cerdas-{short_key(base)}-{os.geteuid()}"
    folder = Path("/tmp", name)  # noqa: S108  (checked below; TMPDIR may differ between terminals)
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), owner}:
        raise EngineError(f"{folder} milik pengguna lain; hapus folder itu lalu ulangi.")
    return folder


class Engine(ABC):
    """One server: ``prepare()`` readies its folder, ``argv`` starts it, ``url`` is its address."""

    name: ClassVar[str]
    variable: ClassVar[str]
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM
    user: str | None = None

    def __init__(self, base: Path, *, durable: bool) -> None:
        self.base = base
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None
        base.mkdir(parents=True, exist_ok=True)

    @property
    @abstractmethod
    def url(self) -> str: ...

    @property
    @abstractmethod
    def argv(self) -> list[str]: ...

    @property
    @abstractmethod
    def sockets(self) -> Path: ...

    @abstractmethod
    def is_ready(self) -> bool: ...

    def prepare(self) -> None:  # noqa: B027  (optional step)
        """Make the folder ready for ``argv``."""

    def settle(self) -> None:  # noqa: B027  (optional step)
        """What is only possible once the server answers."""

    @property
    def log(self) -> Path:
        return self.base / "server.log"

    def as_user(self) -> dict[str, Any]:
        """Arguments of ``subprocess`` that give up root where the server refuses it."""
        if self.user is None:
            return {}
        group = pwd.getpwnam(self.user).pw_gid
        return {"user": self.user, "group": group, "extra_groups": [], "cwd": self.base}

    def start(self) -> None:
        """Run it as our child and return once it answers; EngineError carries its last words."""
        self.prepare()
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.argv,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                # Away from the terminal: Ctrl+C reaches us alone and we choose the order.
                start_new_session=True,
                preexec_fn=partial(end_with_parent, self.stop_signal, os.getpid()),
                **self.as_user(),
            )
        self._await_answer(self.process)
        self.settle()

    def _await_answer(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                tail = self.log.read_text(errors="replace")[-1500:]
                raise EngineError(f"{self.name} gagal dijalankan. Akhir {self.log}:\n{tail}")
            time.sleep(0.03)

    def stop(self) -> None:
        """End it in good order, by force after ``STOP_SECONDS``."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_SECONDS)
            self.process.kill()
            self.process.wait()

    def tidy(self) -> None:
        """After the last stop: take away the folder in /tmp, if there was one."""
        if self.sockets != self.base:
            with contextlib.suppress(OSError):
                self.sockets.rmdir()
