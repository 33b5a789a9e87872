"""Phones without a browser: streams and polls over plain sockets, in a loop of their own thread."""

import asyncio
import contextlib
import json
import random
import threading
import time

from django.db import transaction

from workshops import publishing


class Phones:
    """A loop in a thread: the test itself goes on with the database meanwhile."""

    def __init__(self, port):
        self.port = port
        self.streams = []
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def close(self):
        async def end():
            tasks = asyncio.all_tasks(self.loop) - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        self._do(end())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    def _do(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def listen(self, path, *, cookie="", last=None, host=None, comes_back=False):
        """An open stream; with ``comes_back`` it behaves like a browser's EventSource."""
        stream = Stream(self.port, path, cookie, last, host, comes_back)
        self.streams.append(stream)

        async def begin():
            stream.task = asyncio.create_task(stream.run())

        self._do(begin())
        wait_for(lambda: stream.status or stream.task.done(), "an answer")
        return stream

    def ask(self, path, *, cookie="", method="GET", host=None, tag=""):
        """(status, headers, body) of one request."""
        headers = {"If-None-Match": tag} if tag else {}

        async def go():
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            try:
                writer.write(request(path, cookie, host, headers, method=method))
                status, found = await read_head(reader)
                size = int(found.get("content-length", 0))
                return status, found, await reader.readexactly(size)
            finally:
                writer.close()

        return self._do(go())


class Stream:
    def __init__(self, port, path, cookie, last, host, comes_back):
        self.port, self.path, self.cookie, self.host = port, path, cookie, host
        self.last, self.comes_back = last, comes_back
        self.status, self.headers, self.task = 0, {}, None
        self.events, self.names, self.raw = [], [], b""
        self.connections, self.has_ended, self.is_broken = 0, False, False

    @property
    def versions(self):
        return [event["v"] for event in self.events]

    async def run(self):
        while True:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await self.listen()
            if not self.comes_back or self.status in {204, 403} or "closed" in self.names:
                return
            await asyncio.sleep(random.uniform(0.05, 0.4))

    async def listen(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        headers = {} if self.last is None else {"Last-Event-ID": str(self.last)}
        try:
            writer.write(request(self.path, self.cookie, self.host, headers))
            self.status, self.headers = await read_head(reader)
            self.connections += 1
            if self.status == 200:
                await self.read(reader)
        finally:
            self.has_ended = True
            writer.close()

    async def read(self, reader):
        self.has_ended, self.is_broken, waiting = False, True, b""
        while size := int(await whole_line(reader), 16):
            chunk = await reader.readexactly(size + 2)
            self.raw += chunk
            *blocks, waiting = (waiting + chunk[:-2]).split(b"\n\n")
            for block in blocks:
                self.take(block.decode())
        self.is_broken = False  # ended with the last, empty chunk

    def take(self, block):
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        self.names.append(fields.get("event", "message"))
        if "id" in fields:
            self.last = int(fields["id"])
            event = json.loads(fields["data"])
            assert event["v"] == self.last
            self.events.append(event)

    def wait(self, version, seconds=10):
        wait_for(lambda: self.versions and self.versions[-1] >= version, version, seconds)
        return self

    def wait_end(self, seconds=10):
        wait_for(lambda: self.has_ended and self.task.done(), "the end", seconds)
        return self


def request(path, cookie, host, headers, *, method="GET"):
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host or 'localhost'}"]
    lines += [f"Cookie: {cookie}"] if cookie else []
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode()


async def whole_line(reader):
    line = await reader.readline()
    if not line.endswith(b"\n"):
        raise ConnectionError("the line was cut")
    return line


async def read_head(reader):
    status = int((await whole_line(reader)).split()[1])
    headers = {}
    while (line := await whole_line(reader)) != b"\r\n":
        name, value = line.decode("latin1").rstrip().split(": ", 1)
        headers[name.lower()] = value
    return status, headers


def wait_for(condition, what, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.01)


def live_path(forum, *, query="", way=""):
    return f"/live/{forum.code.lower()}/{way}{'?' if query else ''}{query}"


def tell(forum, kind="board", data=None):
    """One event of a forum; its version."""
    with transaction.atomic():
        return publishing.publish(publishing.locked(forum), kind, data or {})
