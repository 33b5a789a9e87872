"""``./run``: engines, migrations and data, then all handed to supervisor, in this process."""

import contextlib
import hashlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ops import processes
from ops.announce import address, announce
from ops.engine import Engine, EngineError, end_with_parent
from ops.engines import configured, owned
from ops.postgres import Postgres

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
# What `manage.py prepare` reads besides code, and what it must have left behind.
PREPARED_FROM = ("data", "static")
PREPARED_INTO = ("static", "assets")


def main() -> None:
    started = time.monotonic()
    host = os.environ.setdefault("HOST", "127.0.0.1")
    port = port_number(os.environ.setdefault("PORT", "8000"))
    os.environ.setdefault("PORTAL_ADDRESS", address(host, port))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tobasmart.settings.dev")
    os.chdir(ROOT)
    exit_on_signals()
    with owned(VAR), contextlib.ExitStack() as stack:
        (VAR / "log").mkdir(exist_ok=True)
        refuse_taken_port(host, port)
        servers = configured(VAR)
        for server in servers:
            stack.callback(server.tidy)
            server.prepare()
            os.environ[server.variable] = server.url
        prepare(servers)
        arguments = (host, port, VAR, started)
        # A thread, not a process: it sleeps and asks for seconds only, and ends with us.
        threading.Thread(target=announce, args=arguments, daemon=True).start()
        processes.run(servers, VAR)


def exit_on_signals() -> None:
    """Until supervisor takes over: a SIGTERM or a closed terminal unwinds, so engines stop too."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))


def port_number(text: str) -> int:
    if text.isascii() and text.isdigit() and 0 < int(text) < 1 << 16:
        return int(text)
    raise EngineError(f"PORT={text} bukan nomor port (1 sampai 65535).")


def refuse_taken_port(host: str, port: int) -> None:
    """Say it before anything starts; SO_REUSEPORT would share the port with another portal."""
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(found[0]) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(found[4])
    except OSError as error:
        reason = error.strerror or error
        raise EngineError(
            f"Alamat {host}:{port} tidak dapat dipakai ({reason}). "
            f"Coba port lain: PORT={port + 1 if port < 65535 else 8000} ./run"
        ) from None


def prepare(servers: list[Engine]) -> None:
    """Migrate and load, unless nothing changed since the last start: 2 s of a warm one.

    A database that is not ours may have changed meanwhile, so there it runs at every start.
    """
    stamp = VAR / "prepared"
    database = next((server for server in servers if isinstance(server, Postgres)), None)
    wanted = fingerprint(database) if database else None
    is_complete = all((VAR / name).is_dir() for name in PREPARED_INTO)
    if wanted and is_complete and stamp.exists() and stamp.read_text() == wanted:
        return
    print("Menyiapkan basis data dan berkas …", flush=True)
    if database and not database.base.is_relative_to(VAR):
        print(f"Folder ini tertutup bagi PostgreSQL: datanya di {database.base}.", flush=True)
    stamp.unlink(missing_ok=True)
    with running(servers):
        subprocess.run(
            [sys.executable, "manage.py", "prepare"],
            check=True,
            preexec_fn=partial(end_with_parent, signal.SIGTERM, os.getpid()),
        )
    if wanted:
        stamp.write_text(wanted)


@contextlib.contextmanager
def running(servers: list[Engine]) -> Iterator[None]:
    with contextlib.ExitStack() as stack:
        for server in servers:
            stack.callback(server.stop)
            server.start()
        yield


def fingerprint(database: Postgres) -> str:
    """Changes with what preparing depends on: migrations, packages, data and the database."""
    digest = hashlib.sha256()
    for depth in ("*", "*/*"):
        for path in sorted(ROOT.glob(f"{depth}/migrations/*.py")):
            digest.update(f"{path.relative_to(ROOT)}\n".encode())
    files = [ROOT / "requirements.txt"]
    for folder in PREPARED_FROM:
        files += sorted(path for path in (ROOT / folder).rglob("*") if path.is_file())
    for path in files:
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    # Written once by initdb: tells a new database from the one that was prepared.
    digest.update(f"{(database.data / 'PG_VERSION').stat().st_mtime_ns}".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    try:
        main()
    except EngineError as error:
        raise SystemExit(f"GAGAL: {error}") from None
    except subprocess.CalledProcessError as error:
        # Its own output has said why.
        raise SystemExit(error.returncode if error.returncode > 0 else 1) from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
