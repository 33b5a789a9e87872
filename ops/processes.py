"""What supervisor runs in this process: engines, two web processes, worker and beat.

It brings back whatever ends. On Ctrl+C or SIGTERM it stops group after group: web, worker and
beat together, then Valkey, then PostgreSQL.
"""

import os
import shlex
import signal
import sys
from pathlib import Path

from supervisor import supervisord
from supervisor.options import ServerOptions

from ops.engine import Engine, end_with_parent

# Pages go before compiling, and the web answers first at the start.
CELERY = ["nice", "-n", "10", sys.executable, "-m", "celery", "-A", "tobasmart"]
WORKER = [*CELERY, "worker", "-Q", "celery,documents", "-c", "2", "-l", "warning", "-O", "fair"]
WORKER += ["--without-gossip", "--without-mingle"]
# No pid file: after a kill -9 the number in it could keep the next beat from starting.
BEAT = [*CELERY, "beat", "-l", "warning", "--schedule", "var/beat.db", "--pidfile="]
WEB = [sys.executable, "-m", "ops.web"]
WEB_PROCESSES = 2


class Foreground(ServerOptions):
    """supervisor at a terminal, with children that never outlive it."""

    manager = os.getpid()

    def setsignals(self) -> None:
        """A closed terminal (SIGHUP) means stop; supervisor would read its configuration again."""
        super().setsignals()
        signal.signal(signal.SIGHUP, lambda *_: self.signal_receiver.receive(signal.SIGTERM, None))

    def cleanup_fds(self) -> None:
        """supervisor would close what is open at its start, our lock among it."""

    def execve(self, filename: str, argv: list[str], env: dict[str, str]) -> None:
        end_with_parent(farewell(argv), self.manager)
        super().execve(filename, argv, env)


def farewell(argv: list[str]) -> signal.Signals:
    """The signal a process gets when the manager is killed with -9 and all end at once."""
    if Path(argv[0]).name == "postgres":
        return signal.SIGINT  # SIGTERM would wait for its clients
    if "worker" in argv:
        # Its broker is going too, and without one a soft shutdown may never end. The tasks are
        # not lost: they were not acknowledged.
        return signal.SIGKILL
    return signal.SIGTERM


def run(servers: list[Engine], var: Path) -> None:
    """Watch ``servers`` and the portal until a signal; the working directory is the project's."""
    os.environ["REMAP_SIGTERM"] = "SIGQUIT"  # supervisor's SIGTERM is Celery's soft shutdown
    path = var / "supervisord.conf"
    path.write_text(configuration(servers))
    options = Foreground()
    options.realize(["-c", str(path), "-n"])
    options.first, options.test = True, False
    supervisord.go(options)


def configuration(servers: list[Engine]) -> str:
    """supervisor's configuration. No path of the clone as a plain value: it may hold `` #``."""
    manager = {
        "nodaemon": "true",
        "silent": "true",
        "identifier": "portal",
        "logfile": "var/log/manager.log",
        "pidfile": "var/manager.pid",
        "childlogdir": "var/log",
    }
    if os.geteuid() == 0:
        manager["user"] = "root"  # said on purpose, else supervisor warns
    parts = [section("supervisord", manager)]
    for order, server in enumerate(servers, 1):
        parts.append(server_program(server, order))
    # Two independent web processes on one port: each is watched and brought back by itself.
    pair = {"numprocs": str(WEB_PROCESSES), "process_name": "%(program_name)s%(process_num)d"}
    parts += [
        program("web", WEB, pair),
        program("worker", WORKER),
        program("beat", BEAT),
        section("group:portal", {"programs": "web,worker,beat", "priority": "50"}),
    ]
    return "\n".join(parts)


def server_program(server: Engine, order: int) -> str:
    options = {"priority": str(order), "stopsignal": server.stop_signal.name.removeprefix("SIG")}
    if server.user:
        # As root the folder may lie outside the clone; as nobody the clone may be closed.
        options |= {"user": server.user, "directory": "/"}
    return program(server.name, server.argv, options)


def program(name: str, argv: list[str], options: dict[str, str] | None = None) -> str:
    settings = {
        "command": command_line(argv),
        "autorestart": "true",
        "startsecs": "2",
        "startretries": "1000",
        "stopwaitsecs": "8",
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": f"var/log/{name}.log",
        "stdout_logfile_maxbytes": "5MB",
        "stdout_logfile_backups": "1",
    }
    return section(f"program:{name}", settings | (options or {}))


def command_line(argv: list[str]) -> str:
    """``argv`` so that neither `` #`` and `` ;`` (comments) nor ``%`` mean anything in it."""
    line = shlex.join(argv)  # whatever holds such a sign stands in single quotes
    for sign in "#;":
        line = line.replace(sign, f"'\"{sign}\"'")
    return line.replace("%", "%%")


def section(title: str, settings: dict[str, str]) -> str:
    return "\n".join([f"[{title}]", *(f"{key} = {value}" for key, value in settings.items()), ""])
