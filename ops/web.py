"""One web process. Two share the port (SO_REUSEPORT), so each can be killed and brought back."""

import os
import socket

import uvicorn

STOP_GRACE_SECONDS = 2
# Linux: connections of phones that vanished are dropped; accepted sockets inherit these.
OPTIONS = (
    (socket.SOL_SOCKET, "SO_REUSEADDR", 1),
    (socket.SOL_SOCKET, "SO_REUSEPORT", 1),
    (socket.SOL_SOCKET, "SO_KEEPALIVE", 1),
    (socket.IPPROTO_TCP, "TCP_USER_TIMEOUT", 15_000),
    (socket.IPPROTO_TCP, "TCP_KEEPIDLE", 30),
    (socket.IPPROTO_TCP, "TCP_KEEPINTVL", 10),
    (socket.IPPROTO_TCP, "TCP_KEEPCNT", 3),
)


def main() -> None:
    listener = socket.socket()
    for level, name, value in OPTIONS:
        if hasattr(socket, name):
            listener.setsockopt(level, getattr(socket, name), value)
    listener.bind((os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))))
    listener.listen(2048)
    config = uvicorn.Config(
        "tobasmart.asgi:application",
        timeout_graceful_shutdown=STOP_GRACE_SECONDS,
        timeout_keep_alive=75,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        log_level="warning",
    )
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
