"""One web process. Several share the port, so each can be killed and brought back by itself."""

import os
import resource
import socket

import uvicorn

APPLICATION = "tobasmart.asgi:application"
# Accepted connections inherit these. Those with a number are Linux's: phones that have vanished
# or read nothing any more are dropped after 15 s of silence and three unanswered questions.
OPTIONS = (
    ("SOL_SOCKET", "SO_REUSEADDR", 1),
    ("SOL_SOCKET", "SO_REUSEPORT", 1),
    ("SOL_SOCKET", "SO_KEEPALIVE", 1),
    ("IPPROTO_TCP", "TCP_USER_TIMEOUT", 15_000),
    ("IPPROTO_TCP", "TCP_KEEPIDLE", 30),
    ("IPPROTO_TCP", "TCP_KEEPINTVL", 10),
    ("IPPROTO_TCP", "TCP_KEEPCNT", 3),
)
BACKLOG = 2048
MOST_FILES = 8192
# Streams get a moment to end; worker and beat stop beside it, all within 10 s.
GRACE_SECONDS = 2
# Longer than a proxy keeps an idle connection: else it may send a POST into a closed one.
KEEP_ALIVE_SECONDS = 75


def listener(host: str, port: int) -> socket.socket:
    """A listening socket that leaves the port open to the other web processes of this user."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listening = socket.socket(family, kind, protocol)
    for level, name, value in OPTIONS:
        if hasattr(socket, name):
            listening.setsockopt(getattr(socket, level), getattr(socket, name), value)
    listening.bind(address)
    listening.listen(BACKLOG)
    return listening


def allow_many_lines() -> None:
    """Each open stream is a file; many systems start with a limit of 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= MOST_FILES:
        return
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


class Server(uvicorn.Server):
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """uvicorn tells a stream nothing of a stop and would wait for it as long as it may."""
        leave = getattr(self.config.loaded_app, "leave", None)
        if leave is not None:
            leave()
        await super().shutdown(sockets)


def main() -> None:
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    config = uvicorn.Config(
        APPLICATION,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        access_log=False,
        server_header=False,
        # Django alone decides which headers of a proxy it believes (settings/prod.py).
        proxy_headers=False,
        log_level="warning",
    )
    allow_many_lines()
    # Loaded before it listens: until then the other process gets all visitors.
    config.load()
    Server(config).run(sockets=[listener(host, port)])


if __name__ == "__main__":
    main()
