"""The engines of one folder: who owns them, who shares them, and what a killed owner left behind.

With DATABASE_URL or REDIS_URL set, that engine is somebody else's and nothing private is started.
``engines()`` runs them as our children (migrations, tests, management commands); ``ops.serve``
hands the same command lines to the process manager.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import psutil

from ops.engine import MARK, START_SECONDS, Engine, EngineError
from ops.postgres import Postgres
from ops.valkey import Valkey

KINDS: tuple[type[Postgres] | type[Valkey], ...] = (Postgres, Valkey)
SCRATCH_PREFIX = "toba-cerdas-scratch-"
SCRATCH_PARENT = Path("/tmp")  # noqa: S108  (mkdtemp below; TMPDIR may be too long for a socket)


def configured(base: Path, *, durable: bool = True) -> list[Engine]:
    """The engines this environment needs of us: those whose variable is empty."""
    wanted = [kind for kind in KINDS if not os.environ.get(kind.variable)]
    if wanted:
        make_folder(base)
    return [kind(base / kind.name, durable=durable) for kind in wanted]


def make_folder(base: Path) -> None:
    """``base``, unless it is another user's: root would take the data away from its owner."""
    base.mkdir(parents=True, exist_ok=True)
    if base.stat().st_uid != os.geteuid():
        raise EngineError(f"{base} milik {base.owner()}; jalankan sebagai pengguna itu.")


def claim(base: Path) -> IO[str] | None:
    """The lock on everything below ``base``, None while somebody else holds it.

    Not inherited by children: it is free as soon as its owner is gone, however it went.
    """
    make_folder(base)
    lock = (base / ".lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    os.environ[MARK] = str(base)
    end_leftovers(base)
    return lock


@contextlib.contextmanager
def owned(base: Path) -> Iterator[None]:
    """Hold the lock on ``base`` or raise EngineError."""
    lock = claim(base)
    if lock is None:
        raise EngineError(
            "Portal atau perintah lain sudah berjalan dari folder ini. "
            "Hentikan dulu yang lama (Ctrl+C di terminalnya)."
        )
    with lock:
        yield


def end_leftovers(base: Path) -> None:
    """Stop what a killed owner left behind: first the users of the engines, then the engines."""
    found = {process.pid: process for process in _marked(base)}
    # PostgreSQL's own children are its own business: a signal to each could spoil its shutdown.
    heads = [process for process in found.values() if _parent(process) not in found]
    servers = [process for process in heads if _is_server(process)]
    for group in ([process for process in heads if process not in servers], servers):
        for process in group:
            with contextlib.suppress(psutil.Error):
                process.send_signal(
                    signal.SIGINT if "postgres" in process.name() else signal.SIGTERM
                )
        psutil.wait_procs(group, timeout=5)
    for process in found.values():
        with contextlib.suppress(psutil.Error):
            process.kill()


def _marked(base: Path) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.pid != os.getpid() and _belongs(process, base):
                yield process


def _belongs(process: psutil.Process, base: Path) -> bool:
    # Valkey writes its title over its environment, but works in its folder, as PostgreSQL does.
    works_here = _is_server(process) and Path(process.cwd()).is_relative_to(base)
    return works_here or process.environ().get(MARK) == str(base)


def _parent(process: psutil.Process) -> int | None:
    with contextlib.suppress(psutil.Error):
        return process.ppid()
    return None


def _is_server(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return process.name().startswith(("postgres", "valkey", "redis"))
    return False


@contextlib.contextmanager
def engines(base: Path, *, durable: bool = True, share: bool = False) -> Iterator[list[Engine]]:
    """DATABASE_URL and REDIS_URL are true inside.

    With ``share`` the engines of a running portal are used; else, and without a portal, our own
    are started and live as long as the block. Yields the engines that are not somebody else's.
    """
    base = base.resolve()
    with contextlib.ExitStack() as stack:
        wanted = configured(base, durable=durable)
        is_owner = bool(wanted) and _own_or_join(stack, base, wanted if share else [])
        for engine in wanted:
            if is_owner:
                stack.callback(engine.tidy)
                stack.callback(engine.stop)
                engine.start()
            os.environ[engine.variable] = engine.url
            stack.callback(os.environ.pop, engine.variable, None)
        yield wanted


def _own_or_join(stack: contextlib.ExitStack, base: Path, shared: list[Engine]) -> bool:
    """True with the lock held by ``stack``; False once the engines of its owner answer.

    Both are tried for a while: the owner may just be starting, or just be ending.
    """
    if not shared:
        stack.enter_context(owned(base))
        return True
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if lock := claim(base):
            stack.enter_context(lock)
            return True
        if all(engine.is_ready() for engine in shared):
            return False
        time.sleep(0.1)
    raise EngineError("Mesin dari portal yang berjalan tidak menjawab; lihat var/log.")


@contextlib.contextmanager
def scratch_engines() -> Iterator[list[Engine]]:
    """Engines of a folder that is gone afterwards, without care for durability: tests, checks."""
    _sweep_scratch()
    folder = Path(tempfile.mkdtemp(prefix=SCRATCH_PREFIX, dir=SCRATCH_PARENT))
    folder.chmod(0o755)  # as root: PostgreSQL runs as nobody and must get through
    try:
        with engines(folder, durable=False) as started:
            yield started
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep_scratch() -> None:
    """Remove the folders of runs that were killed: nobody holds their lock any more."""
    for lock_path in SCRATCH_PARENT.glob(f"{SCRATCH_PREFIX}*/.lock"):
        with contextlib.suppress(OSError), lock_path.open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock_path.parent, ignore_errors=True)
