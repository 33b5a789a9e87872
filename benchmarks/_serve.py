"""Start uvicorn processes, ask them, and read how much CPU they took."""

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

# Requests at the start that do not count.
WARM = 5
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
    processes: tuple[psutil.Process, ...]

    def cpu(self) -> float:
        times = [process.cpu_times() for process in self.processes]
        return sum(each.user + each.system for each in times)

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
    ) -> Figures:
        """``times`` requests by ``clients`` at once, after ``WARM`` that do not count."""
        self._ask_in_turn(ask, WARM)
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
def serving_floor() -> Iterator[Server]:
    """The bare list on one process."""
    command = [sys.executable, "-m", "uvicorn", "benchmarks._floor:application", "--no-access-log",
               "--log-level", "warning", "--port"]  # fmt: skip
    with _running([[*command, str(port := _free_port())]], port, {}) as server:
        yield server


@contextlib.contextmanager
def serving_portal(settings: str, *, processes: int = 1) -> Iterator[Server]:
    """The portal as ``./run`` serves it; there it has two processes on one port."""
    command, port = [sys.executable, "-m", "ops.web"], _free_port()
    environment = {"DJANGO_SETTINGS_MODULE": settings, "PORT": str(port)}
    with _running([command] * processes, port, environment) as server:
        yield server


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _running(commands: list[list[str]], port: int, environment: dict[str, str]) -> Iterator[Server]:
    inherited = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    started = [
        subprocess.Popen(command, cwd=ROOT, env=inherited | environment) for command in commands
    ]
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.1)
        # All of them have to be up, and they share the connections by chance.
        time.sleep(2 if len(started) > 1 else 0)
        yield Server(port, tuple(psutil.Process(process.pid) for process in started))
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(20)
