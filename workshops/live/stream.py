"""``/live/<code>/`` (server-sent events) and ``/live/<code>/poll`` (JSON), beside Django's pages.

An event's id is the forum's version, so whoever comes back goes on at the exact place. Rights are
those of the forum's pages; they are asked again whenever a stream's lease ends.
"""

import asyncio
import contextlib
import logging
import random

from tobasmart.bridge import Receive, Scope, Send
from workshops.live import answers
from workshops.live.access import Audience, Pass, UnknownForumError
from workshops.live.hub import Hub, Listener
from workshops.live.hubs import Hubs
from workshops.live.wanted import RefusedError, Wanted

logger = logging.getLogger(__name__)

PING_SECONDS = 15
# A phone that takes nothing for so long is let go.
SLOW_SECONDS = 20
LEASE_SECONDS = (480, 720)
# One person's open streams in one process: several windows and phones, not a thousand.
STREAMS_PER_PERSON = 20
GOODBYE_SECONDS = 0.5


class Live:
    """ASGI application for one process."""

    def __init__(self) -> None:
        self.hubs = Hubs()

    def leave(self) -> None:
        """The server stops: all streams end at once, and the phones go to the other process."""
        self.hubs.dismiss()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._answer(scope, receive, send)
        except RefusedError as refused:
            await answers.plain(send, refused.status, b"", *refused.headers)
        except UnknownForumError:
            await answers.plain(send, 404)
        except Exception as error:  # the database is away; no traceback, it may hold a cookie
            logger.warning("not answered: %s", type(error).__name__)
            await answers.plain(send, 503, b"", (b"retry-after", b"3"))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = Wanted.of(scope)
        held = await self.hubs.pass_of(wanted)
        hub = await self.hubs.hub_of(held.forum_id)
        after = hub.version if wanted.after is None else wanted.after
        if after > hub.version:
            await hub.read_again()  # another process was ahead of this one
        if wanted.is_poll:
            await poll(send, hub, held, wanted, after)
        elif hub.is_sealed and after >= hub.version:
            await answers.plain(send, 204)  # EventSource does not come back after it
        elif hub.streams_of(held.person) >= STREAMS_PER_PERSON:
            raise RefusedError(429, (b"retry-after", b"30"))
        else:
            await self._stream(receive, send, hub, Listener(held), after)

    async def _stream(
        self, receive: Receive, send: Send, hub: Hub, listener: Listener, after: int
    ) -> None:
        watch = self.hubs.spawn(_until_gone(receive, listener))
        hub.listeners.add(listener)
        put = _Putting(send)
        try:
            await put.head()
            await put.lines(answers.hello(hub.version if after > hub.version else None))
            await _follow(put, hub, listener, min(after, hub.version))
        except (asyncio.CancelledError, TimeoutError, OSError):
            pass  # the server stops, or the phone takes nothing
        except Exception as error:
            logger.warning("stream ended: %s", type(error).__name__)
        finally:
            hub.listeners.discard(listener)
            watch.cancel()
            await put.end()


async def _until_gone(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.dismiss()


async def _follow(put: "_Putting", hub: Hub, listener: Listener, after: int) -> None:
    """Hand on what comes, until the lease ends, the forum is sealed or the listener dismissed."""
    loop, audience = asyncio.get_running_loop(), listener.held.audience
    until = loop.time() + random.uniform(*LEASE_SECONDS)  # noqa: S311
    said = None
    while not listener.is_dismissed and loop.time() < until:
        listener.woken.clear()
        if audience is Audience.STAFF and hub.phone_count not in {None, said}:
            said = hub.phone_count
            await put.lines(answers.phones(said))
        events, after = await hub.after(after)
        if events:
            await put.lines(answers.lines_of(events, audience))
        elif after < hub.version:
            continue
        elif hub.is_sealed:
            await put.lines(answers.CLOSED)
            return
        elif not await _woken(listener):
            await put.lines(answers.PING)
    await put.lines(answers.goodbye())


async def _woken(listener: Listener) -> bool:
    try:
        async with asyncio.timeout(PING_SECONDS):
            return await listener.woken.wait()
    except TimeoutError:
        return False


class _Putting:
    """Sends a stream's bytes; gives up on a phone that takes none."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._is_stuck = False

    async def head(self) -> None:
        headers = answers.STREAM_HEADERS
        await self._send({"type": "http.response.start", "status": 200, "headers": headers})

    async def lines(self, lines: bytes) -> None:
        self._is_stuck = True
        async with asyncio.timeout(SLOW_SECONDS):
            await self._send({"type": "http.response.body", "body": lines, "more_body": True})
        self._is_stuck = False

    async def end(self) -> None:
        """The last, empty chunk, so that nobody takes the end for a broken line."""
        if self._is_stuck:
            return
        with contextlib.suppress(asyncio.CancelledError, TimeoutError, OSError):
            async with asyncio.timeout(GOODBYE_SECONDS):
                await self._send({"type": "http.response.body", "body": b""})


async def poll(send: Send, hub: Hub, held: Pass, wanted: Wanted, after: int) -> None:
    """What came after ``after``, from memory; 304 when the phone has all of it."""
    hub.polled_by(held)
    tag = answers.tag_of(hub.version, held.audience, is_sealed=hub.is_sealed)
    if wanted.tag.removeprefix(b"W/") == tag:
        await answers.plain(send, 304, b"", (b"etag", tag))
        return
    events, version = await hub.after(min(after, hub.version))
    is_last = hub.is_sealed and version >= hub.version
    await answers.page_of_events(
        send, events, version=version, audience=held.audience, is_last=is_last
    )
