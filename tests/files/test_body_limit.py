"""A body is cut off at the limit, whether it tells its length or comes in chunks."""

import asyncio

import pytest

from tobasmart.bridge import MAX_BODY_BYTES, Bridge

PIECE = 1 << 20


@pytest.mark.parametrize("headers", [[(b"content-length", b"1073741824")], []])
def test_endless_body_is_cut_near_the_limit(headers):
    read, sent, pages = [], [], []
    scope = {
        "type": "http", "method": "POST", "path": "/", "query_string": b"", "scheme": "http",
        "http_version": "1.1", "headers": headers,
    }  # fmt: skip

    async def receive():
        read.append(PIECE)
        return {"type": "http.request", "body": bytes(PIECE), "more_body": True}

    async def send(message):
        sent.append(message)

    asyncio.run(Bridge(lambda *_: pages.append(1))(scope, receive, send))

    assert sum(read) <= MAX_BODY_BYTES + (4 << 20)
    assert sent[0]["status"] == 413
    assert "terlalu besar" in sent[1]["body"].decode()
    assert pages == []
