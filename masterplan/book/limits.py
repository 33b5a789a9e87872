"""What one fragment may cost: time that ends it, time that ends its process, memory."""

import contextlib
import os
import resource
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

SOFT_SECONDS, HARD_SECONDS = 20, 30
EXTRA_BYTES = 768 << 20  # above what the process has; a fragment needs a tenth of it
PAGE = resource.getpagesize()


class TooSlow(BaseException):
    """The fragment took too long. No ``Exception``: the renderer's own handlers would keep it."""


@contextlib.contextmanager
def limited(*, is_worker: bool) -> Iterator[None]:
    """Bounds for one fragment. A worker's process is killed when even the alarm is not heard.

    Alarms reach only a main thread; elsewhere the block runs without them.
    """
    in_main = threading.current_thread() is threading.main_thread()
    with contextlib.ExitStack() as stack:
        if in_main:
            stack.enter_context(_alarm())
        if is_worker:
            stack.enter_context(_last_resort())
            stack.enter_context(_memory())
        yield


@contextlib.contextmanager
def _alarm() -> Iterator[None]:
    def ring(*_: object) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, SOFT_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _last_resort() -> Iterator[None]:
    timer = threading.Timer(HARD_SECONDS, os.kill, (os.getpid(), signal.SIGKILL))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextlib.contextmanager
def _memory() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * PAGE
    limit = used + EXTRA_BYTES
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
