"""ASGI to WSGI: pages run in a small pool of threads that live as long as the process.

The threads bound the database connections. Django's own ASGI handler would hold one connection
for every open stream (measured; docs/decisions/0003-web-process.md).
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY_BYTES = 50 << 20
SPOOL_BYTES = 1 << 20
PAGE_THREADS = 4


class Bridge:
    """ASGI application: ``/live/`` goes to ``live`` when there is one, the rest to ``pages``."""

    def __init__(
        self, pages: Callable[..., Any], live: AsgiApp | None = None, threads: int = PAGE_THREADS
    ) -> None:
        self.pages = pages
        self.live = live
        self.pool = ThreadPoolExecutor(threads, "pages")

    def leave(self) -> None:
        """The server is about to stop: streams would keep it waiting (ops/web.py)."""
        if leave := getattr(self.live, "leave", None):
            leave()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await answer_lifespan(receive, send)
        elif scope["type"] == "http" and self.live and scope["path"].startswith("/live/"):
            await self.live(scope, receive, send)
        elif scope["type"] == "http":
            with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as body:
                await self.answer_page(scope, receive, send, body)

    async def answer_page(
        self, scope: Scope, receive: Receive, send: Send, body: IO[bytes]
    ) -> None:
        size = await read_body(receive, body)
        if size is None:
            return
        if size > MAX_BODY_BYTES:
            await refuse_large(send)
            return
        environ = wsgi_environ(scope, body, size)
        loop = asyncio.get_running_loop()
        finished = await loop.run_in_executor(self.pool, self.run_page, environ, send, loop)
        for message in finished:
            await send(message)

    def run_page(
        self, environ: dict[str, Any], send: Send, loop: asyncio.AbstractEventLoop
    ) -> list[Message]:
        """Run Django in this thread. A whole answer is returned, a stream sent chunk by chunk."""
        head: Message = {}

        def start_response(
            status: str, headers: list[tuple[str, str]], _exc: object = None
        ) -> None:
            head.update(
                type="http.response.start",
                status=int(status[:3]),
                headers=[(k.lower().encode("latin1"), v.encode("latin1")) for k, v in headers],
            )

        def put(message: Message) -> None:
            asyncio.run_coroutine_threadsafe(send(message), loop).result()  # type: ignore[arg-type]

        answer = self.pages(environ, start_response)
        try:
            if not getattr(answer, "streaming", True):
                return [head, {"type": "http.response.body", "body": b"".join(answer)}]
            put(head)
            for chunk in answer:
                put({"type": "http.response.body", "body": chunk, "more_body": True})
            return [{"type": "http.response.body"}]
        finally:
            # request_finished must run in the thread that owns the database connection.
            if hasattr(answer, "close"):
                answer.close()


async def answer_lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return


async def read_body(receive: Receive, body: IO[bytes]) -> int | None:
    """Spool the request into ``body``; bytes read, or None when the visitor has gone.

    Reading stops once the limit is passed, whatever Content-Length said.
    """
    size = 0
    while size <= MAX_BODY_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        size += body.write(message.get("body", b""))
        if not message.get("more_body"):
            break
    body.seek(0)
    return size


async def refuse_large(send: Send) -> None:
    text = "Kiriman terlalu besar. Kembali ke halaman sebelumnya dan kirim berkas yang lebih kecil."
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


def wsgi_environ(scope: Scope, body: IO[bytes], size: int) -> dict[str, Any]:
    """The WSGI environment of one request (PEP 3333)."""
    host, port = scope.get("server") or ("localhost", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin1"),
        "QUERY_STRING": scope["query_string"].decode("latin1"),
        "SERVER_PROTOCOL": "HTTP/" + scope["http_version"],
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 80),
        "REMOTE_ADDR": (scope.get("client") or [""])[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        # An underscore must not pass for a hyphen: X_Forwarded_Proto is not X-Forwarded-Proto.
        if b"_" in raw_name or raw_name == b"content-length":
            continue
        name = raw_name.decode("latin1").upper().replace("-", "_")
        name = name if name == "CONTENT_TYPE" else f"HTTP_{name}"
        value = raw_value.decode("latin1")
        if name in environ:
            value = environ[name] + ("; " if name == "HTTP_COOKIE" else ",") + value
        environ[name] = value
    environ["CONTENT_LENGTH"] = str(size)
    return environ
