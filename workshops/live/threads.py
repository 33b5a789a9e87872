"""Database reads of the streams: two threads in each process that live as long as it.

One lets people in, one reads what is new; a storm of people coming back does not delay the news.
Each thread keeps its connection, so a process holds two for any number of streams.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class Reader:
    """One thread for synchronous reads, and how many wait for it."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, f"live-{name}")
        self.waiting = 0

    async def read(
        self, act: Callable[Parameters, Result], *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> Result:
        """The result of ``act``, run in the thread."""

        def run() -> Result:
            close_old_connections()
            try:
                return act(*args, **kwargs)
            finally:
                close_old_connections()

        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, run)
        finally:
            self.waiting -= 1


door = Reader("door")
news = Reader("news")
