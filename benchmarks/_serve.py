"""Start one uvicorn process, ask it, and read how much CPU it took."""

import contextlib
import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Figures:
    """``cpu_ms`` is the server's, for one request; ``p95_ms`` is what a client waits."""

    cpu_ms: float
    p50_ms: float
    p95_ms: float
    bytes: int
    per_second: float


@dataclass(frozen=True)
class Server:
    port: int
    process: psutil.Process

    def cpu(self) -> float:
        times = self.process.cpu_times()
        return times.user + times.system

    def get(self, path: str, *, cookie: str = "", times: int = 60, clients: int = 1) -> Figures:
        """Ask for ``path`` over connections that stay open. Raises for any answer but 200."""

        def ask(connection: http.client.HTTPConnection) -> int:
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path}: {answer.status}")
            return len(body)

        return self.run(ask, times=times, clients=clients)

    def run(
        self,
        ask: Callable[[http.client.HTTPConnection], int],
        *,
        times: int,
        clients: int = 1,
        warm: int = 5,
    ) -> Figures:
        """``times`` requests by ``clients`` at once, after ``warm`` that do not count."""
        self._ask_in_turn(ask, warm)
        cpu, began = self.cpu(), time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            turns = [pool.submit(self._ask_in_turn, ask, times // clients) for _ in range(clients)]
            answers = [answer for turn in turns for answer in turn.result()]
        lasted, used = time.perf_counter() - began, self.cpu() - cpu
        waits = [wait for wait, _ in answers]
        return Figures(
            cpu_ms=used * 1000 / len(waits),
            p50_ms=statistics.median(waits),
            p95_ms=statistics.quantiles(waits, n=20)[-1],
            bytes=max(size for _, size in answers),
            per_second=len(waits) / lasted,
        )

    def _ask_in_turn(
        self, ask: Callable[[http.client.HTTPConnection], int], count: int
    ) -> list[tuple[float, int]]:
        """(milliseconds, bytes) of each request, over one connection."""
        answers = []
        with contextlib.closing(
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        ) as connection:
            for _ in range(count):
                start = time.perf_counter()
                size = ask(connection)
                answers.append(((time.perf_counter() - start) * 1000, size))
        return answers


@contextlib.contextmanager
def serving(application: str, settings: str = "") -> Iterator[Server]:
    """One uvicorn process for ``application``; ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = dict(os.environ)
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    if settings:
        environment["DJANGO_SETTINGS_MODULE"] = settings
    process = subprocess.Popen(
        [
            sys.executable, "-m", "uvicorn", application, "--port", str(port), "--no-access-log",
            "--log-level", "warning", "--loop", "uvloop", "--http", "httptools",
        ],
        cwd=ROOT,
        env=environment,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        yield Server(port, psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait(20)
