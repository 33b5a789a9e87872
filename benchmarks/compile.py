"""``./run bench compile --ideas N``: the compiler against WeasyPrint in one piece, same content.

Every measurement runs in processes of its own, so their peak memory is their own. CPU is user and
system time of all of them; ratios are within one run. Beyond 600 ideas the compiler runs alone.
"""

import argparse
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks._settings"

import django

django.setup()

from django.core.files.storage import FileSystemStorage  # noqa: E402  (after the settings)

from benchmarks._book import make_book  # noqa: E402
from masterplan.book.compiling import render, settle  # noqa: E402
from masterplan.book.fragments import plan  # noqa: E402
from masterplan.book.planning import contents_bytes  # noqa: E402
from masterplan.book.press import expected, press  # noqa: E402
from masterplan.book.verify import problems  # noqa: E402
from masterplan.book.volume import Plan, Source, volume_of  # noqa: E402
from tobasmart.press.link import link  # noqa: E402
from tobasmart.press.store import Store  # noqa: E402

ONE_PIECE_UP_TO = 600
PROCESSES = 2
BATCH = 6
ROW = "{:<16}{:>10}{:>10}{:>12}{:>12}{:>8}{:>12}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--ideas", type=int, default=120)
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        STEPS[options.step](options.ideas, options.folder)
        return
    with tempfile.TemporaryDirectory() as folder:
        _compare(options.ideas, Path(folder))


def _compare(count: int, folder: Path) -> None:
    print(ROW.format("", "wall s", "cpu s", "worker MB", "linker MB", "pages", "bytes"))
    found = {}
    for step in ("cold", "edit", "noop"):
        found[step] = _measure(step, count, folder)
    if count <= ONE_PIECE_UP_TO:
        found["one-piece"] = _measure("one-piece", count, folder)
    one, cold = found.get("one-piece"), found["cold"]

    def ratio(step: str, what: str) -> str:
        return f"{found[step][what] / one[what]:.4f}" if one else "-"

    worker = max(found[step]["worker"] for step in ("cold", "edit"))
    linker = max(found[step]["linker"] for step in ("cold", "edit", "noop"))
    print(
        f"compile ideas={count} cold_wall_ratio={ratio('cold', 'wall')}"
        f" edit_cpu_ratio={ratio('edit', 'cpu')} noop_cpu_ratio={ratio('noop', 'cpu')}"
        f" worker_peak_mb={worker:.0f} linker_peak_mb={linker:.0f}"
        f" size_ratio={cold['bytes'] / one['bytes']:.4f}"
        if one
        else f"compile ideas={count} cold_wall_ratio=- edit_cpu_ratio=- noop_cpu_ratio=-"
        f" worker_peak_mb={worker:.0f} linker_peak_mb={linker:.0f} size_ratio=-"
    )


def _measure(step: str, count: int, folder: Path) -> dict[str, float]:
    """One step in a new process; a warm worker's imports are not counted, as in production."""
    command = [sys.executable, __file__, "--ideas", str(count), "--step", step]
    done = subprocess.run(
        [*command, "--folder", str(folder)], check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    shown = (f"{found[name]:.2f}" for name in ("wall", "cpu"))
    sizes = (f"{found[name]:.0f}" for name in ("worker", "linker", "pages", "bytes"))
    print(ROW.format(step, *shown, *sizes), flush=True)
    return found


def _cold(count: int, folder: Path) -> None:
    # Workers are there before the book is planned, as in production.
    with multiprocessing.get_context("fork").Pool(PROCESSES, settle) as pool:
        _compiled(count, folder, None, pool)


def _edit(count: int, folder: Path) -> None:
    """One idea's title, text and version changed; the worker is warm as it is in production."""
    _compiled(count, folder, min(7, count - 1))


def _noop(count: int, folder: Path) -> None:
    _compiled(count, folder, None)


def _compiled(count: int, folder: Path, edited: int | None, pool: Any = None) -> None:
    book = make_book(count, edited=edited)
    store = Store(FileSystemStorage(folder))
    _warm_up()
    began, cpu = time.perf_counter(), _cpu()
    ready = volume_of(book, plan(book), contents_bytes(book))
    missing = frozenset(key for key in ready.keys if not store.has(key))
    worker = _render(ready, missing, folder, pool)
    with (folder / "book.pdf").open("wb") as file:
        linked = link(ready.volume, store, file)
    fresh = frozenset(
        anchor
        for piece, fragment in zip(ready.volume.pieces, ready.fragments, strict=True)
        if piece.key in missing
        for anchor, _title in fragment.lines
    )
    wanted = expected(book, ready.fragments, linked.page_count, linked=True, fresh=fresh)
    with (folder / "book.pdf").open("rb") as file:
        found = problems(file, wanted)
    if found:
        raise SystemExit(str(found))
    _report(began, cpu, linked.page_count, linked.size, worker)


def _render(ready: Plan, missing: frozenset[str], folder: Path, pool: Any) -> float:
    """By the pool when there is one; few fragments by the process that links.

    The largest peak of memory of a process that rendered.
    """
    jobs = (source for source, _fragment in ready.sources(missing))
    if pool is None:
        for source in jobs:
            Store(FileSystemStorage(folder)).save(source.key, render(source))
        return _peak()
    found: float = max(pool.imap_unordered(_Job(folder), _batches(jobs)))
    return found


class _Job:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, batch: list[Source]) -> float:
        store = Store(FileSystemStorage(self.folder))
        for source in batch:
            store.save(source.key, render(source))
        return _peak()


def _batches(jobs: Iterator[Source]) -> Iterator[list[Source]]:
    batch: list[Source] = []
    for job in jobs:
        batch.append(job)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _one_piece(count: int, folder: Path) -> None:  # noqa: ARG001
    book = make_book(count)
    _warm_up()
    began, cpu = time.perf_counter(), _cpu()
    pressed = press(book, is_checked=False)
    _report(began, cpu, pressed.page_count, len(pressed.data), _peak())


def _warm_up() -> None:
    """Fonts opened, styles parsed, templates read: what a worker does once in its life."""
    book = make_book(1)
    for source, _fragment in volume_of(book, plan(book)).sources(
        frozenset(volume_of(book, plan(book)).keys[:2])
    ):
        render(source)


def _cpu() -> float:
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _peak() -> float:
    """Most memory in MB since this program began; ``ru_maxrss`` would count its parent's."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def _report(began: float, cpu: float, pages: int, size: int, worker: float) -> None:
    print(
        json.dumps(
            {
                "wall": time.perf_counter() - began,
                "cpu": _cpu() - cpu,
                "worker": worker,
                "linker": _peak(),
                "pages": pages,
                "bytes": size,
            }
        )
    )


STEPS: dict[str, Callable[[int, Path], None]] = {
    "cold": _cold,
    "edit": _edit,
    "noop": _noop,
    "one-piece": _one_piece,
}

if __name__ == "__main__":
    main()
