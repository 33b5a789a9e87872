"""Short answers of ``/live/…``, and the lines of a stream."""

import json
import random

from tobasmart.bridge import Send
from workshops.live.events import Event

Header = tuple[bytes, bytes]

_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"vary", b"Cookie"),
)
STREAM_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"private, no-store"),
    (b"x-accel-buffering", b"no"),  # a proxy must not collect what comes drop by drop
    *_ALWAYS,
]

PING = b"event: ping\ndata: 1\n\n"
CLOSED = b"event: closed\ndata: 1\n\n"


async def plain(send: Send, status: int, body: bytes = b"", *headers: Header) -> None:
    """A whole answer; nobody but the phone itself may keep it."""
    head: list[Header] = [(b"cache-control", b"private, no-cache"), *_ALWAYS, *headers]
    if status not in {204, 304}:
        head.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})


def tag_of(version: int, audience: int, *, is_sealed: bool) -> bytes:
    return b'"%d.%d.%d"' % (version, audience, is_sealed)


async def page_of_events(
    send: Send, events: list[Event], *, version: int, audience: int, is_last: bool
) -> None:
    """The poll's answer. ``v`` is where the phone stands then, ``closed`` that no more comes."""
    head = json.dumps({"v": version, "closed": is_last})[:-1].encode()
    texts = b",".join(event.texts[audience] for event in events)
    body = head + b', "events": [' + texts + b"]}"
    tag = tag_of(version, audience, is_sealed=is_last)
    await plain(send, 200, body, (b"content-type", b"application/json"), (b"etag", tag))


def hello(after: int | None = None) -> bytes:
    """The first bytes: how long to wait before coming back, spread over a hall.

    With ``after``: the phone's own version is from before a wipe, it stands at ``after`` now.
    """
    lines = b"retry: %d\nevent: hello\ndata: %s\n\n"
    return lines % (
        random.randint(1000, 5000),  # noqa: S311  (spreads, hides nothing)
        b"1" if after is None else b'{"reset":%d}' % after,
    )


def goodbye() -> bytes:
    """The lease is over, or the server stops: come back soon, the place is kept."""
    return b"retry: %d\n\n" % random.randint(300, 3000)  # noqa: S311


def phones(count: int) -> bytes:
    return b"event: phones\ndata: %d\n\n" % count


def lines_of(events: list[Event], audience: int) -> bytes:
    return b"".join(
        b"id: %d\ndata: %s\n\n" % (event.version, event.texts[audience]) for event in events
    )
