"""A phone's lines to the portal: pages over a connection that stays open, and a stream."""

import asyncio
import contextlib
import json
import time
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

GZIP = 16 + zlib.MAX_WBITS
ANSWER_SECONDS = 60
GONE = (OSError, asyncio.IncompleteReadError, TimeoutError)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


class Line:
    """One browser: cookies, and one connection for its pages."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.jar: dict[str, str] = {}
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._turn = asyncio.Lock()

    async def ask(
        self, path: str, form: dict[str, Any] | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """A GET, or a POST of ``form``. Raises what is in ``GONE``.

        A connection that the server has closed meanwhile is opened again, as browsers do.
        """
        async with self._turn, asyncio.timeout(ANSWER_SECONDS):
            began = time.perf_counter()
            was_open = self._writer is not None
            try:
                return await self._exchange(path, form, headers or {}, began)
            except (OSError, asyncio.IncompleteReadError):
                self.close()
                if not was_open:
                    raise
            except asyncio.CancelledError:
                self.close()  # the rest of an answer must not be taken for the next one
                raise
            return await self._exchange(path, form, headers or {}, began)

    async def _exchange(
        self, path: str, form: dict[str, Any] | None, headers: dict[str, str], began: float
    ) -> Answer:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        assert self._reader
        self._writer.write(request(path, self.jar, form, headers))
        status, found = await read_head(self._reader, self.jar)
        body = await read_body(self._reader, status, found)
        if found.get("content-encoding") == "gzip":
            body = zlib.decompress(body, GZIP)
        if found.get("connection") == "close":
            self.close()
        return Answer(status, found, body, time.perf_counter() - began)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


def request(
    path: str, jar: dict[str, str], form: dict[str, Any] | None, headers: dict[str, str]
) -> bytes:
    lines = [f"{'GET' if form is None else 'POST'} {path} HTTP/1.1", "Host: localhost"]
    lines += ["Accept-Encoding: gzip"]
    if jar:
        lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in jar.items()))
    lines += [f"{name}: {value}" for name, value in headers.items()]
    body = b""
    if form is not None:
        body = urlencode(form, doseq=True).encode()
        lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


async def read_head(
    reader: asyncio.StreamReader, jar: dict[str, str]
) -> tuple[int, dict[str, str]]:
    """Status and headers; cookies go into ``jar``."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n"))[:-4].decode("latin1").split("\r\n")
    headers = {}
    for line in lines:
        name, _, value = line.partition(": ")
        if name.lower() == "set-cookie":
            cookie, _, content = value.partition(";")[0].partition("=")
            jar[cookie.strip()] = content
        else:
            headers[name.lower()] = value
    return int(first.split()[1]), headers


async def read_body(reader: asyncio.StreamReader, status: int, headers: dict[str, str]) -> bytes:
    if status in {204, 304}:
        return b""
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    return b"".join([chunk async for chunk in chunks(reader)])


async def chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while size := int(await reader.readuntil(b"\r\n"), 16):
        yield (await reader.readexactly(size + 2))[:-2]
    await reader.readuntil(b"\r\n")


async def stream(
    port: int, path: str, jar: dict[str, str], last: int
) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """(name, data) of each event until the server ends it. Raises ``ConnectionError`` if refused.

    The name of an ordinary event is "message"; "204" says that there is nothing more to come.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with contextlib.closing(writer):
        writer.write(request(path, jar, None, {"Last-Event-ID": str(last)}))
        status, _ = await read_head(reader, {})
        if status == 204:
            yield "204", {}
            return
        if status != 200:
            raise ConnectionError(f"stream: {status}")
        waiting = b""
        async for chunk in chunks(reader):
            *blocks, waiting = (waiting + chunk).split(b"\n\n")
            for block in blocks:
                if event := parsed(block):
                    yield event


def parsed(block: bytes) -> tuple[str, dict[str, Any]] | None:
    name, data = "message", None
    for line in block.split(b"\n"):
        field, _, value = line.partition(b": ")
        if field == b"event":
            name = value.decode()
        elif field == b"data":
            data = json.loads(value)
    if data is None:
        return None
    return name, data if isinstance(data, dict) else {}
