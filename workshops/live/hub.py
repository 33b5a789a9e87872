"""One hub for each process and watched forum: it reads news once and wakes whoever listens."""

import asyncio
import contextlib
import logging
from collections import deque

from workshops.live import threads
from workshops.live.access import Audience, Pass
from workshops.live.events import RING, Event, News, events_between, news_after

logger = logging.getLogger(__name__)

# Instead of a bell that was lost (Valkey gone): news are at most this late, in seconds.
TICK = 2
# Ticks without anybody after which the hub ends.
IDLE_TICKS = 30
RETRY_SECONDS = 1
PATIENCE_SECONDS = 5
# Who asked so lately counts as connected; phones ask every three to five seconds.
POLLED_SECONDS = 10


class Listener:
    """One open stream. It has a place in the events, not a queue: slow ones cost no memory."""

    def __init__(self, held: Pass) -> None:
        self.held = held
        self.woken = asyncio.Event()
        self.is_dismissed = False

    def dismiss(self) -> None:
        """Its stream ends; the phone may come back and is then asked for its right again."""
        self.is_dismissed = True
        self.woken.set()


class Hub:
    """``events`` holds every event above ``floor`` and up to ``version``."""

    def __init__(self, forum_id: int) -> None:
        self.forum_id = forum_id
        self.version = 0
        self.floor = 0
        self.is_sealed = False
        self.is_gone = False
        self.events: deque[Event] = deque()
        self.listeners: set[Listener] = set()
        self.touch()
        self.phone_count: int | None = None  # in all processes, as far as this one has heard
        self._polled: dict[str, float] = {}
        self.ready = asyncio.Event()
        self._bell = asyncio.Event()
        self._begun = self._done = 0  # reads
        self._was_read = asyncio.Condition()

    def ring(self) -> None:
        self._bell.set()

    def touch(self) -> None:
        """Somebody asked: polling phones keep a hub alive, too."""
        self._asked_at = asyncio.get_running_loop().time()

    def wake(self) -> None:
        for listener in self.listeners:
            listener.woken.set()

    def dismiss(self, user_id: int | None = None) -> None:
        """End the streams of one user, or all of them."""
        for listener in self.listeners:
            if user_id is None or listener.held.user_id == user_id:
                listener.dismiss()

    def streams_of(self, person: str) -> int:
        return sum(listener.held.person == person for listener in self.listeners)

    def polled_by(self, held: Pass) -> None:
        if held.is_phone:
            self._polled[held.person] = asyncio.get_running_loop().time()

    def phones(self) -> set[str]:
        """Who listens in this process, by stream or by asking; not staff, no projector."""
        since = asyncio.get_running_loop().time() - POLLED_SECONDS
        self._polled = {who: at for who, at in self._polled.items() if at >= since}
        held = {each.held.person for each in self.listeners if each.held.is_phone}
        return held | self._polled.keys()

    def say_phones(self, count: int) -> None:
        """Facilitators see how many phones are connected."""
        if count == self.phone_count:
            return
        self.phone_count = count
        for listener in self.listeners:
            if listener.held.audience is Audience.STAFF:
                listener.woken.set()

    async def run(self) -> None:
        """Read at every bell and every tick, until nobody has listened for a minute."""
        idle = 0
        while idle < IDLE_TICKS:
            recent = asyncio.get_running_loop().time() - self._asked_at < TICK
            idle = 0 if self.listeners or recent else idle + 1
            self._bell.clear()
            self._begun += 1
            try:
                self._take(await threads.news.read(news_after, self.forum_id, self._known))
            except Exception as error:  # the database is away: it is asked until it is back
                logger.warning("forum %s not read: %s", self.forum_id, type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)
                continue
            async with self._was_read:
                self._done = self._begun
                self._was_read.notify_all()
            if self.is_gone:
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TICK):
                    await self._bell.wait()

    @property
    def _known(self) -> int | None:
        return self.version if self.ready.is_set() else None

    def _take(self, news: News | None) -> None:
        if news is None or (self.ready.is_set() and news.version < self.version):
            # Removed, or a rehearsal was wiped: everyone comes back to a new hub.
            self.is_gone = True
            self.ready.set()
            self.dismiss()
            return
        if news.after > self.version or not self.ready.is_set():
            self.events.clear()
            self.floor = news.after
        self.events.extend(news.events)
        forgets = max((event.version for event in news.events if event.forgets), default=0)
        while len(self.events) > RING or (self.events and self.events[0].version < forgets):
            self.floor = self.events.popleft().version
        changed = news.version > self.version or news.is_sealed != self.is_sealed
        self.version, self.is_sealed = news.version, news.is_sealed
        self.ready.set()
        if changed:
            self.wake()

    async def read_again(self) -> None:
        """Wait for a read that begins after this moment, but not for a database that is away."""
        wanted = self._begun + 1
        self.ring()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS), self._was_read:
                await self._was_read.wait_for(lambda: self._done >= wanted)

    async def after(self, version: int) -> tuple[list[Event], int]:
        """What comes after ``version`` in order, and the version that is reached with it.

        From memory; who was away for long gets ``RING`` events at a time from the rows.
        """
        if version < self.floor:
            floor = self.floor
            events = await threads.news.read(events_between, self.forum_id, version, floor)
            return events, events[-1].version if len(events) == RING else floor
        found: list[Event] = []
        for event in reversed(self.events):
            if event.version <= version:
                break
            found.append(event)
        return found[::-1], max(version, self.version)
