"""All hubs of this process, the bells they hear, and the rights that were found a moment ago."""

import asyncio
import json
import logging
import random
import secrets
from collections.abc import Coroutine
from typing import Any

import redis.asyncio
from django.conf import settings
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from workshops.bell import CHANNEL
from workshops.live import threads
from workshops.live.access import Pass, pass_for
from workshops.live.hub import PATIENCE_SECONDS, Hub
from workshops.live.wanted import RefusedError, Wanted

logger = logging.getLogger(__name__)

# Seconds a polling phone is believed without asking the database again.
PASS_SECONDS = 30
PASSES = 5000
# Above this the door says "later" instead of letting everyone wait longer and longer.
MOST_WAITING = 2000
PING_SECONDS = 10
# Between two messages of a process to the others: which phones listen to a forum.
COUNT_SECONDS = 4
# Phones of a process that said nothing for so long are forgotten.
COUNT_HOLDS_SECONDS = 10

_later = RefusedError(503, (b"retry-after", b"3"))


class Hubs:
    def __init__(self) -> None:
        self._hubs: dict[int, Hub] = {}
        self._passes: dict[tuple[Any, ...], tuple[float, Pass]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._listening: asyncio.Task[None] | None = None
        self._name = secrets.token_hex(4)  # of this process
        self._phones: dict[tuple[int, str], tuple[float, list[str]]] = {}

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """A task that is held until it ends: the loop itself forgets what nobody holds."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def hub_of(self, forum_id: int) -> Hub:
        """The forum's hub, once it has read. Raises ``RefusedError`` when it cannot."""
        if self._listening is None or self._listening.done():
            self._listening = self.spawn(self._hear_bells())
        hub = self._hubs.get(forum_id)
        if hub is None:
            hub = self._hubs[forum_id] = Hub(forum_id)
            self.spawn(self._run(hub))
        hub.touch()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await hub.ready.wait()
        except TimeoutError:
            raise _later from None
        if hub.is_gone:  # just now; the next question finds a new hub, or no forum
            raise _later
        return hub

    async def _run(self, hub: Hub) -> None:
        try:
            await hub.run()
        finally:
            if self._hubs.get(hub.forum_id) is hub:
                del self._hubs[hub.forum_id]

    async def pass_of(self, wanted: Wanted) -> Pass:
        """The right to listen; of polling phones it is remembered. Raises ``RefusedError``."""
        now = asyncio.get_running_loop().time()
        key = (wanted.code, wanted.is_staff, wanted.cookie, wanted.token)
        until, held = self._passes.get(key, (0.0, None))
        if held is not None and wanted.is_poll and until > now:
            return held
        if threads.door.waiting > MOST_WAITING:
            raise _later
        held = await threads.door.read(pass_for, wanted)
        if held is None:
            self._passes.pop(key, None)
            raise RefusedError(403)
        if wanted.is_poll:
            self._remember(key, now + PASS_SECONDS, held)
        return held

    def _remember(self, key: tuple[Any, ...], until: float, held: Pass) -> None:
        if len(self._passes) >= PASSES:
            self._passes.clear()
        self._passes[key] = (until, held)

    def dismiss(self) -> None:
        for hub in self._hubs.values():
            hub.dismiss()

    def kick(self, user_id: int) -> None:
        """End what one user listens to, and ask for their right again."""
        for hub in self._hubs.values():
            hub.dismiss(user_id)
        for key, (_, held) in list(self._passes.items()):
            if held.user_id == user_id:
                del self._passes[key]

    async def _hear_bells(self) -> None:
        """One subscription for the process; while Valkey is away the hubs' ticks do."""
        self._is_deaf = False
        while True:
            try:
                await self._subscribe()
            except* (redis.RedisError, OSError) as errors:
                if not self._is_deaf:  # once for each time that Valkey is away
                    logger.warning("bells not heard: %s", type(errors.exceptions[0]).__name__)
                self._is_deaf = True
            await asyncio.sleep(random.uniform(0.5, 1.5))  # noqa: S311  (spreads, hides nothing)

    async def _subscribe(self) -> None:
        client = redis.asyncio.Redis.from_url(
            settings.REDIS_URL,
            socket_connect_timeout=2,
            health_check_interval=PING_SECONDS,
            retry=Retry(NoBackoff(), 0),  # we come back ourselves, and ring then
        )
        async with client, client.pubsub(ignore_subscribe_messages=True) as bells:
            await bells.subscribe(CHANNEL)
            self._is_deaf = False
            for hub in self._hubs.values():  # what rang while nobody heard
                hub.ring()
            async with asyncio.TaskGroup() as both:
                both.create_task(self._hear(bells))
                both.create_task(self._count(client))

    async def _hear(self, bells: redis.asyncio.client.PubSub) -> None:
        while True:
            message = await bells.get_message(timeout=PING_SECONDS)
            if message is not None:
                self._answer(json.loads(message["data"]))

    def _answer(self, rung: dict[str, Any]) -> None:
        if "kick" in rung:
            self.kick(rung["kick"])
        hub = self._hubs.get(rung.get("forum", 0))
        if hub is not None and "phones" in rung:
            self._counted(hub, rung["process"], rung["phones"])
        elif hub is not None:
            hub.ring()

    async def _count(self, client: redis.asyncio.Redis) -> None:
        while True:
            for hub in list(self._hubs.values()):
                told = {"forum": hub.forum_id, "process": self._name, "phones": [*hub.phones()]}
                await client.publish(CHANNEL, json.dumps(told))
            await asyncio.sleep(COUNT_SECONDS)

    def _counted(self, hub: Hub, process: str, phones: list[str]) -> None:
        """Somebody may have one window in each process, so it takes the names, not the numbers."""
        now = asyncio.get_running_loop().time()
        self._phones[hub.forum_id, process] = (now + COUNT_HOLDS_SECONDS, phones)
        self._phones = {key: row for key, row in self._phones.items() if row[0] > now}
        rows = [row[1] for key, row in self._phones.items() if key[0] == hub.forum_id]
        hub.say_phones(len(set().union(*rows)))
