"""One hub without a database: what it keeps, whom it wakes, how streams follow it."""

import asyncio

import pytest

from workshops.live import hub as hub_module
from workshops.live import stream, threads
from workshops.live.access import Audience, Pass
from workshops.live.events import RING, Event, News
from workshops.live.hub import Hub, Listener


class Rows:
    """The table of one forum."""

    def __init__(self, version=0):
        self.version, self.is_sealed, self.is_gone, self.reads = version, False, False, []
        self.forgets = None

    def news(self, _forum_id, known):
        self.reads.append(known)
        if self.is_gone:
            return None
        after = max(self.version - RING, known or 0)
        if known is not None and self.version < known:
            after = self.version
        return News(self.version, self.is_sealed, after, self.between(1, after, self.version))

    def between(self, _forum_id, after, until):
        found = range(after + 1, until + 1)[:RING]
        return [Event(v, (b'{"v":%d}' % v, b"staff"), forgets=v == self.forgets) for v in found]


@pytest.fixture
def rows(monkeypatch):
    found = Rows()
    monkeypatch.setattr(hub_module, "news_after", found.news)
    monkeypatch.setattr(hub_module, "events_between", found.between)

    async def at_once(act, *args):
        await asyncio.sleep(0)
        return act(*args)

    monkeypatch.setattr(threads.news, "read", at_once)
    return found


def listener(person="user 1", user_id=1):
    return Listener(Pass(1, Audience.PUBLIC, person, user_id))


async def started():
    hub = Hub(1)
    hub.task = asyncio.create_task(hub.run())
    await hub.ready.wait()
    return hub


def played(scene):
    async def play():
        hub = await started()
        try:
            await scene(hub)
        finally:
            hub.task.cancel()

    asyncio.run(asyncio.wait_for(play(), 10))


def versions(found):
    events, reached = found
    return [event.version for event in events], reached


def test_after_tells_what_is_missing_and_nothing_twice(rows):
    rows.version = 5

    async def scene(hub):
        assert versions(await hub.after(3)) == ([4, 5], 5)
        assert versions(await hub.after(5)) == ([], 5)
        rows.version = 7
        await hub.read_again()
        assert versions(await hub.after(5)) == ([6, 7], 7)

    played(scene)


def test_the_ring_forgets_and_the_rows_remember(rows):
    rows.version = RING + 300

    async def scene(hub):
        assert (len(hub.events), hub.floor) == (RING, 300)
        rows.version += 100
        await hub.read_again()
        assert (len(hub.events), hub.floor) == (RING, 400)
        told, place = [], 0
        while place < hub.version:
            events, place = await hub.after(place)
            told += [event.version for event in events]
        assert told == list(range(1, RING + 401))

    played(scene)


def test_a_process_that_slept_for_long_keeps_a_ring_without_holes(rows):
    rows.version = 5

    async def scene(hub):
        rows.version = RING * 3
        await hub.read_again()
        assert (hub.floor, len(hub.events)) == (RING * 2, RING)
        assert versions(await hub.after(5))[0][0] == 6

    played(scene)


def test_what_is_forgotten_is_read_from_the_rows_again(rows):
    rows.version = 5

    async def scene(hub):
        rows.version = 8
        rows.forgets = 7
        await hub.read_again()
        assert (hub.floor, [event.version for event in hub.events]) == (6, [7, 8])
        assert versions(await hub.after(6)) == ([7, 8], 8)
        assert versions(await hub.after(2)) == ([3, 4, 5, 6], 6)

    played(scene)


def test_events_that_were_removed_are_passed_over(rows):
    rows.version = RING + 50
    rows.between_all, rows.between = rows.between, lambda *_: []

    async def scene(hub):
        hub_module.events_between = rows.between
        assert versions(await hub.after(0)) == ([], hub.floor)

    played(scene)


def test_a_wiped_forum_sends_everyone_to_a_new_hub(rows):
    rows.version = 40

    async def scene(hub):
        hub.listeners.add(one := listener())
        rows.version = 3
        await hub.read_again()
        assert one.is_dismissed
        assert hub.is_gone
        await hub.task

    played(scene)


def test_a_removed_forum_ends_its_streams(rows):
    async def scene(hub):
        hub.listeners.add(one := listener())
        rows.is_gone = True
        hub.ring()
        await hub.task
        assert one.is_dismissed

    played(scene)


def test_the_database_may_go_away_for_a_while(rows, monkeypatch):
    monkeypatch.setattr(hub_module, "RETRY_SECONDS", 0)
    rows.version = 2

    async def scene(hub):
        news, rows.news = rows.news, None
        monkeypatch.setattr(hub_module, "news_after", lambda *_: 1 / 0)
        hub.ring()
        await asyncio.sleep(0.05)
        rows.version = 3
        monkeypatch.setattr(hub_module, "news_after", news)
        await hub.read_again()
        assert versions(await hub.after(2)) == ([3], 3)

    played(scene)


def test_a_hub_ends_when_nobody_has_listened_for_long(rows, monkeypatch):
    monkeypatch.setattr(hub_module, "TICK", 0.001)
    monkeypatch.setattr(hub_module, "IDLE_TICKS", 3)

    async def scene(hub):
        hub.listeners.add(one := listener())
        await asyncio.sleep(0.05)
        assert not hub.task.done()
        hub.listeners.discard(one)
        await hub.task

    played(scene)


def test_dismiss_ends_one_person_alone(rows):
    async def scene(hub):
        first, second, guest = listener(), listener("user 2", 2), listener("guest 1", None)
        hub.listeners |= {first, second, guest}
        hub.dismiss(1)
        assert [each.is_dismissed for each in (first, second, guest)] == [True, False, False]

    played(scene)


class Line:
    """What a stream puts on the wire."""

    def __init__(self, *, blocks=False):
        self.sent, self.blocks = [], blocks

    async def __call__(self, message):
        if self.blocks and message.get("body"):
            await asyncio.sleep(60)
        self.sent.append(message)

    @property
    def text(self):
        return b"".join(message.get("body", b"") for message in self.sent).decode()


def test_follow_pings_and_says_goodbye_at_the_end_of_the_lease(rows, monkeypatch):
    monkeypatch.setattr(stream, "PING_SECONDS", 0.01)
    monkeypatch.setattr(stream, "LEASE_SECONDS", (0.05, 0.06))

    async def scene(hub):
        line = Line()
        await stream._follow(stream._Putting(line), hub, listener(), 0)
        assert "event: ping" in line.text
        assert line.text.splitlines()[-2].startswith("retry: ")

    played(scene)


def test_follow_closes_once_the_forum_is_sealed_and_all_was_told(rows):
    rows.version = 2

    async def scene(hub):
        line, one = Line(), listener()
        hub.listeners.add(one)
        follow = asyncio.create_task(stream._follow(stream._Putting(line), hub, one, 0))
        await asyncio.sleep(0.01)
        rows.version, rows.is_sealed = 3, True
        hub.ring()
        await follow
        ids = [text for text in line.text.splitlines() if text.startswith("id: ")]
        assert ids == ["id: 1", "id: 2", "id: 3"]
        assert line.text.endswith("event: closed\ndata: 1\n\n")

    played(scene)


def test_a_phone_that_takes_nothing_is_let_go_and_not_waited_for(rows, monkeypatch):
    monkeypatch.setattr(stream, "SLOW_SECONDS", 0.05)
    rows.version = 1

    async def scene(hub):
        put = stream._Putting(Line(blocks=True))
        with pytest.raises(TimeoutError):
            await stream._follow(put, hub, listener(), 0)
        await asyncio.wait_for(put.end(), 0.1)

    played(scene)
