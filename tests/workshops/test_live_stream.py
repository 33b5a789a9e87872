"""What streams and polls tell, of two real web processes on the test's database."""

import json

import pytest
from django.db import connection, transaction

from tests.factories.workshops import ForumFactory, seated
from tests.workshops.live_client import live_path, tell, wait_for
from workshops import bell, publishing
from workshops.live.events import RING
from workshops.models import Forum, ForumEvent

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "rahasia danau biru"


@pytest.fixture
def forum():
    return ForumFactory()


@pytest.fixture
def phone(forum, live_cookie_of):
    """The cookie of somebody who may listen."""
    return live_cookie_of(seated(forum).user)


def many(forum, count):
    """``count`` events without the service, in bulk."""
    ForumEvent.objects.bulk_create(
        ForumEvent(forum=forum, version=n, kind="board", data={"n": n}) for n in range(1, count + 1)
    )
    Forum.objects.filter(pk=forum.pk).update(version=count)


def test_what_is_posted_arrives_everywhere_at_once(forum, phone, phones):
    listening = [phones.listen(live_path(forum, query="v=0"), cookie=phone) for _ in range(8)]

    versions = [tell(forum, data={"posts": n}) for n in range(3)]

    for stream in listening:
        assert stream.wait(versions[-1], 1.5).versions == versions  # by the bell: the tick is 2 s
        assert stream.events[-1] == {"v": 3, "kind": "board", "posts": 2}
        assert stream.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.headers["cache-control"] == "private, no-store"
        assert stream.raw.startswith(b"retry: ")
        assert stream.names[0] == "hello"


def test_a_poll_tells_what_is_new_and_else_nothing(forum, phone, phones):
    tell(forum, data={"posts": 1})
    address = live_path(forum, query="v=0", way="poll")

    status, headers, body = phones.ask(address, cookie=phone)
    assert (status, headers["cache-control"]) == (200, "private, no-cache")
    assert json.loads(body) == {
        "v": 1, "closed": False, "events": [{"v": 1, "kind": "board", "posts": 1}],
    }  # fmt: skip
    assert phones.ask(address, cookie=phone, tag=headers["etag"])[0] == 304
    assert phones.ask(address, cookie=phone, tag="W/" + headers["etag"])[0] == 304

    tell(forum)
    found = []
    wait_for(lambda: found.append(phones.ask(address, cookie=phone, tag=headers["etag"]))
             or found[-1][0] == 200, "news")  # fmt: skip
    assert json.loads(found[-1][2])["v"] == 2


def test_who_comes_back_goes_on_at_the_place(forum, phone, phones):
    many(forum, 8)

    assert phones.listen(live_path(forum, query="v=2"), cookie=phone).wait(8).versions == [
        *range(3, 9)
    ]
    # The browser's own header wins over the version the page was made with.
    stream = phones.listen(live_path(forum, query="v=2"), cookie=phone, last=6)
    assert stream.wait(8).versions == [7, 8]
    # Without either, from now on.
    stream = phones.listen(live_path(forum), cookie=phone)
    assert stream.wait(tell(forum)).versions == [9]


def test_beyond_memory_the_rows_go_on(forum, phone, phones):
    many(forum, RING + 700)

    stream = phones.listen(live_path(forum, query="v=10"), cookie=phone).wait(RING + 700)
    assert stream.versions == [*range(11, RING + 701)]

    told, place, polls = [], 10, 0
    while place < RING + 700:
        _, _, body = phones.ask(live_path(forum, query=f"v={place}", way="poll"), cookie=phone)
        told += [event["v"] for event in json.loads(body)["events"]]
        place, polls = json.loads(body)["v"], polls + 1
    assert told == stream.versions
    assert polls <= 4


@pytest.mark.parametrize("version", ["999", "-1", "x", "9" * 30])
def test_a_version_that_never_was_is_now(version, forum, phone, phones):
    tell(forum)
    stream = phones.listen(live_path(forum, query=f"v={version}"), cookie=phone)

    assert stream.wait(tell(forum)).versions == [2]
    if version == "999":
        assert b'event: hello\ndata: {"reset":1}' in stream.raw


def test_a_write_that_is_rolled_back_tells_nothing(forum, phone, phones):
    stream = phones.listen(live_path(forum, query="v=0"), cookie=phone)

    with transaction.atomic():
        publishing.publish(publishing.locked(forum), "board", {"word": SECRET})
        transaction.set_rollback(True)
    tell(forum)

    assert stream.wait(1).versions == [1]
    assert SECRET.encode() not in stream.raw


def test_a_lost_bell_costs_two_seconds(forum, phone, phones, monkeypatch):
    stream = phones.listen(live_path(forum, query="v=0"), cookie=phone)
    monkeypatch.setattr(bell, "ring", lambda _forum_id: None)

    assert stream.wait(tell(forum), 4).versions == [1]


def test_streams_hold_no_connection_to_the_database(forum, phones, live_cookie_of):
    cookies = [live_cookie_of(seated(forum).user) for _ in range(4)]
    for cookie in cookies * 10:
        phones.listen(live_path(forum), cookie=cookie)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        count = cursor.fetchone()[0]

    assert count <= 1 + 2 * 2  # ours, and two of each process at most
