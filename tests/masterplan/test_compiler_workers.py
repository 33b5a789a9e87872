"""Several processes, one shared storage: each with a folder of its own, any of them may die."""

import io
import multiprocessing
import os
import signal
import time

from masterplan.book.compiling import link_plan, render
from tests.masterplan.books import book, idea
from tests.masterplan.compiled import compiled, planned, store_in

BOOK = book(*[idea(number) for number in range(1, 9)])
FORK = multiprocessing.get_context("fork")


def render_share(shared, local, first, step):
    """Every ``step``-th missing fragment from ``first`` on, as a machine of its own would."""
    ready, store = planned(BOOK), store_in(shared, local)
    keys = sorted(ready.keys)[first::step]
    for source, fragment in ready.sources(frozenset(keys)):
        if not store.has(source.key):
            store.save(source.key, render(source, fragment.pictures if fragment else ()))


def start(*arguments):
    process = FORK.Process(target=render_share, args=arguments)
    process.start()
    return process


def linked(shared, local):
    out = io.BytesIO()
    link_plan(planned(BOOK), store_in(shared, local), out)
    return out.getvalue()


def test_two_workers_with_folders_of_their_own_make_one_document(tmp_path):
    shared = tmp_path / "shared"
    workers = [start(shared, tmp_path / f"local{n}", n, 2) for n in range(2)]
    for worker in workers:
        worker.join(120)
    own = [{path.name for path in (tmp_path / f"local{n}").iterdir()} for n in range(2)]
    files = [linked(shared, tmp_path / name) for name in ("local0", "local1", "local2")]
    alone, _ = compiled(BOOK, store_in(tmp_path / "alone"))

    assert [worker.exitcode for worker in workers] == [0, 0]
    assert files == [alone] * 3
    assert own[0].isdisjoint(own[1])


def test_spoiled_folder_of_one_machine_is_passed_over(tmp_path):
    shared, local = tmp_path / "shared", tmp_path / "local"
    first, _ = compiled(BOOK, store_in(shared, local))
    for path in local.iterdir():
        path.write_bytes(path.read_bytes()[:-1])

    assert linked(shared, local) == first


def test_killed_worker_leaves_whole_fragments_and_the_next_goes_on(tmp_path):
    shared = tmp_path / "shared"
    worker = start(shared, None, 0, 1)
    deadline = time.monotonic() + 60
    while len(list(shared.rglob("*"))) < 8 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(worker.pid, signal.SIGKILL)
    worker.join(10)

    store, ready = store_in(shared), planned(BOOK)
    kept = [key for key in ready.keys if store.has(key)]
    for key in kept:
        store.fragment(key)  # raises for half a file
    data, rendered = compiled(BOOK, store)

    assert worker.exitcode == -signal.SIGKILL
    assert 0 < len(kept) < len(ready.keys)
    assert rendered == len(ready.keys) - len(kept)
    assert data == compiled(BOOK, store_in(tmp_path / "alone"))[0]
