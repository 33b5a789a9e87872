"""Processes and Valkey die while the hall goes on: what is lost, doubled or late."""

import asyncio
import signal
import time

from benchmarks._hall_scenes import SETTLE_SECONDS, Play
from benchmarks._hall_web import Web
from ops.valkey import Valkey

LASTS = 75
VALKEY_GONE_SECONDS = 10


async def disturbed(play: Play, web: Web, valkey: Valkey) -> None:
    """A web process stopped, one killed, Valkey gone for ten seconds; the phones come back."""
    await play.arrive()
    trouble = asyncio.create_task(_trouble(web, valkey))
    await play.post_for(LASTS)
    await trouble
    await asyncio.sleep(2 * SETTLE_SECONDS)
    await play.check()
    await play.leave()
    play.hall.deliveries()
    play.tell("SIGTERM, kill -9, Valkey gone for 10 s")


async def _trouble(web: Web, valkey: Valkey) -> None:
    began = time.monotonic()

    async def at(second: float, what: str) -> None:
        await asyncio.sleep(max(0, began + second - time.monotonic()))
        print(f"  {second:3.0f} s: {what}", flush=True)

    await at(10, "SIGTERM to a web process")
    web.send(0, signal.SIGTERM)
    await at(25, "kill -9 of the other one")
    web.send(1, signal.SIGKILL)
    await at(40, "Valkey killed")
    assert valkey.process
    valkey.process.kill()
    valkey.process.wait()
    await at(40 + VALKEY_GONE_SECONDS, "Valkey started again")
    await asyncio.to_thread(valkey.start)
