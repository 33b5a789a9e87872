"""What is counted in the hall: waits, errors, events heard, and the CPU of the servers."""

import math
import time
from collections import defaultdict
from dataclasses import dataclass, field

import psutil


@dataclass
class Waits:
    """Seconds of one kind of request."""

    seconds: list[float] = field(default_factory=list)

    def at(self, share: float) -> float:
        """The wait that ``share`` of all stay below, in seconds (nearest rank); nan of nothing."""
        if not self.seconds:
            return float("nan")
        return sorted(self.seconds)[math.ceil(len(self.seconds) * share) - 1]

    def line(self) -> str:
        """Count, then milliseconds: p50, p95, p99, longest."""
        worst = max(self.seconds, default=float("nan"))
        parts = [self.at(0.5), self.at(0.95), self.at(0.99), worst]
        return f"{len(self.seconds):6}" + "".join(f"{part * 1000:9.1f}" for part in parts)


class Tally:
    """All of one round."""

    def __init__(self) -> None:
        self.waits: defaultdict[str, Waits] = defaultdict(Waits)
        self.errors: list[str] = []
        self.missed = self.doubled = self.heard = 0

    def took(self, kind: str, seconds: float) -> None:
        self.waits[kind].seconds.append(seconds)

    def failed(self, what: str) -> None:
        self.errors.append(what)

    def tell(self, title: str) -> None:
        print(f"\n{title}")
        print("                             count      p50      p95      p99      max  (ms)")
        for kind, waits in self.waits.items():
            print(f"  {kind:24}{waits.line()}")
        print(f"  events heard {self.heard}, missed {self.missed}, doubled {self.doubled}")
        for what in sorted(set(self.errors)):
            print(f"  ERROR {self.errors.count(what)} x {what}")


class Ear:
    """Whether one listener hears every version of a forum once and in order."""

    def __init__(self, tally: Tally, version: int) -> None:
        self.tally = tally
        self.version = version

    def hear(self, version: int) -> bool:
        """False for one that was heard before."""
        self.tally.heard += 1
        if version <= self.version:
            self.tally.doubled += 1
            return False
        self.tally.missed += version - self.version - 1
        self.version = version
        return True


class Cores:
    """CPU of the servers while the block runs, in cores by name."""

    NAMES = ("web", "postgres", "valkey", "celery")

    def __enter__(self) -> "Cores":
        self._began, self._before = time.monotonic(), self._used()
        return self

    def __exit__(self, *_: object) -> None:
        lasted = time.monotonic() - self._began
        after = self._used()
        self.by_name = {name: (after[name] - self._before[name]) / lasted for name in self.NAMES}

    @property
    def served(self) -> float:
        """Of everything that serves the hall; the compile is not of it."""
        return sum(share for name, share in self.by_name.items() if name != "celery")

    def tell(self) -> None:
        parts = " ".join(f"{name} {share:.2f}" for name, share in self.by_name.items())
        print(f"  cores: {self.served:.2f} serving ({parts})")

    def _used(self) -> dict[str, float]:
        """Seconds so far. Children that have ended are in their parent's account."""
        used = dict.fromkeys(self.NAMES, 0.0)
        for process in psutil.Process().children(recursive=True):
            try:
                name, times = self._name(process), process.cpu_times()
            except psutil.Error:
                continue
            if name:
                used[name] += times.user + times.system
                used[name] += times.children_user + times.children_system
        return used

    def _name(self, process: psutil.Process) -> str | None:
        line = " ".join(process.cmdline())
        if "ops.web" in line:
            return "web"
        for name in ("postgres", "valkey", "redis", "celery"):
            if name in line:
                return "valkey" if name == "redis" else name
        return None
