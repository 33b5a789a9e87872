"""``./run``: engines, preparation, then everything under supervisor, in this process, in front.

supervisor brings back whatever ends. On Ctrl+C or SIGTERM it stops web, worker and beat together,
then Valkey, then PostgreSQL.
"""

import contextlib
import ctypes
import hashlib
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from supervisor import supervisord
from supervisor.options import ServerOptions

from ops.engine import Engine, EngineError
from ops.engines import configured, owned

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT", "8000")
READY_SECONDS = 120
PR_SET_PDEATHSIG = 1
# nice: pages go before compiling, and the web answers first at the start
CELERY = ["nice", "-n", "10", sys.executable, "-m", "celery", "-A", "tobasmart"]
WORKER = [
    *CELERY, "worker", "-l", "warning", "-c", "2", "-Q", "celery,documents",
    "--without-gossip", "--without-mingle", "-O", "fair",
]  # fmt: skip
BEAT = [*CELERY, "beat", "-l", "warning", "--schedule", str(VAR / "beat.db"), "--pidfile="]
PROGRAM = {
    "autorestart": "true", "startsecs": 2, "startretries": 1000, "stopwaitsecs": 8,
    "killasgroup": "true", "redirect_stderr": "true", "stdout_logfile_maxbytes": "5MB",
    "stdout_logfile_backups": 1,
}  # fmt: skip


class Foreground(ServerOptions):
    """supervisor would take a closed terminal (SIGHUP) as "restart", and close our lock at its start."""

    def setsignals(self) -> None:
        super().setsignals()
        stop = signal.SIGTERM
        signal.signal(signal.SIGHUP, lambda *_: self.signal_receiver.receive(stop, None))

    def cleanup_fds(self) -> None:
        """Leave open descriptors alone: one of them is the lock."""

    def execve(self, filename: str, argv: list[str], env: dict[str, str]) -> None:
        if sys.platform == "linux":  # in the child: end when the manager dies, even by kill -9
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        super().execve(filename, argv, env)


def section(kind: str, name: str, argv: list[str], **options: object) -> str:
    """One part of supervisor's configuration; a percent sign of ours is doubled."""
    values = PROGRAM | {
        "command": shlex.join(argv),
        "directory": ROOT,
        "stdout_logfile": VAR / "log" / f"{name}.log",
    }
    lines = [f"[{kind}:{name}]"]
    for key, value in (values | options).items():
        text = str(value) if key == "process_name" else str(value).replace("%", "%%")
        lines.append(f"{key} = {text}")
    return "\n".join([*lines, ""])


def configuration(servers: list[Engine]) -> str:
    """The whole of supervisor's configuration for this start."""
    head = ["[supervisord]", "nodaemon = true", "silent = true", "identifier = portal"]
    if os.geteuid() == 0:
        head.append("user = root")
    paths = {
        "logfile": VAR / "log" / "manager.log",
        "pidfile": VAR / "manager.pid",
        "childlogdir": VAR / "log",
    }
    head += [f"{key} = {str(value).replace('%', '%%')}" for key, value in paths.items()]
    parts = ["\n".join([*head, ""])]
    for order, server in enumerate(servers, 1):
        user = {"user": server.user} if server.user else {}
        stop = server.stop_signal.name.removeprefix("SIG")
        parts.append(
            section(
                "program",
                server.name,
                server.argv,
                priority=order,
                directory=server.base,
                stopsignal=stop,
                **user,
            )  # fmt: skip
        )
    web = [sys.executable, "-m", "ops.web"]
    parts += [
        section("program", "web", web, numprocs=2, process_name="%(program_name)s%(process_num)d"),
        section("program", "worker", WORKER),
        section("program", "beat", BEAT),
        "[group:portal]\nprograms = web,worker,beat\npriority = 50\n",
    ]
    return "\n".join(parts)


def fingerprint() -> str:
    """What the preparation depends on: unchanged since the last start, it is skipped."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    patterns = ("*/migrations/*.py", "tobasmart/*/migrations/*.py", "static/**/*", "data/**/*")
    for path in sorted(path for pattern in patterns for path in ROOT.glob(pattern)):
        if path.is_file():
            stat = path.stat()
            digest.update(f"{path.relative_to(ROOT)} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def prepare(servers: list[Engine]) -> None:
    """Migrate, load first data, make assets; engines run only for as long as this takes."""
    stamp = next((s.base / "prepared" for s in servers if s.name == "postgres"), None)
    complete = (VAR / "demo-accounts.json").exists() and (VAR / "static").exists()
    if stamp and complete and stamp.exists() and stamp.read_text() == fingerprint():
        return
    print("Menyiapkan basis data dan berkas …", flush=True)
    with contextlib.ExitStack() as stack:
        for server in servers:
            stack.callback(server.stop)
            server.start()
        subprocess.run([sys.executable, "manage.py", "prepare"], check=True)
    if stamp:
        stamp.write_text(fingerprint())


def check_port() -> None:
    """Raise EngineError when somebody else listens on our port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError:
            text = f"Port {PORT} sudah dipakai program lain. Coba: PORT=8001 ./run"
            raise EngineError(text) from None


def announce(started: float) -> None:
    """Say the address once the portal answers, and the demo's accounts."""
    while time.monotonic() - started < READY_SECONDS:
        if answers():
            print(f"Portal siap di http://{HOST}:{PORT} ({time.monotonic() - started:.1f} detik).")
            print(accounts_table() + "Ctrl+C untuk berhenti.", flush=True)
            return
        time.sleep(0.1)
    print(f"Portal belum menjawab; lihat {VAR / 'log'}.", flush=True)


def answers() -> bool:
    """Whether /sehat/ answers 200."""
    with contextlib.suppress(OSError), socket.create_connection((HOST, int(PORT)), 5) as link:
        link.sendall(b"GET /sehat/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
        return link.recv(12)[9:12] == b"200"
    return False


def accounts_table() -> str:
    """The demo's accounts as lines; nothing where there is no demo."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        rows = json.loads((VAR / "demo-accounts.json").read_text())
        lines = [f"  {r['role']:<12} {r['username']:<12} {r['password']}" for r in rows]
        return "Akun contoh (peran, nama pengguna, kata sandi):\n" + "\n".join(lines) + "\n"
    return ""


def main() -> None:
    started = time.monotonic()
    os.chdir(ROOT)
    (VAR / "log").mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tobasmart.settings.dev")
    os.environ.setdefault("PORTAL_ADDRESS", f"http://{HOST}:{PORT}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # before supervisor takes over
    with owned(VAR.resolve()):
        check_port()
        servers = configured(VAR.resolve())
        for server in servers:
            server.prepare()
            os.environ[server.variable] = server.url
        prepare(servers)
        os.environ["REMAP_SIGTERM"] = "SIGQUIT"  # supervisor's TERM is Celery's soft shutdown
        conf = VAR / "supervisord.conf"
        conf.write_text(configuration(servers))
        threading.Thread(target=announce, args=[started], daemon=True).start()
        options = Foreground()
        options.realize(["-c", str(conf), "-n"])
        options.first, options.test = True, False
        supervisord.go(options)


if __name__ == "__main__":
    try:
        main()
    except EngineError as error:
        raise SystemExit(f"GAGAL: {error}") from None
    except subprocess.CalledProcessError as error:
        raise SystemExit(error.returncode) from None
