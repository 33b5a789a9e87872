"""``./run bench hall``: a hall of participants on loopback, beside a bare Django list.

300 and then 500 people join as guests by the hall code and check in within a minute, sit down in
six forums, and for a minute post, listen (by stream, then by asking every three seconds) and vote;
once alone, once beside a compile. Then all of them at one barrier. Options:

--users 500     only this size          --seconds 20    shorter phases
--only alone    or ``compile``          --disturb       processes and Valkey die in mid-run

The last line holds the figures docs/performance.md quotes: the largest hall, alone.
"""

import argparse
import asyncio
import contextlib
import io
import os
import shutil
import tempfile
import time
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks._settings"

from ops.valkey import Valkey

# One of our own, so that it can die in mid-run.
FOLDER = Path(tempfile.mkdtemp(prefix="toba-hall-", dir="/tmp"))
VALKEY = Valkey(FOLDER / "valkey", durable=False)
os.environ["REDIS_URL"] = VALKEY.url

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402  (after the settings)

from accounts.models import Grant, User  # noqa: E402
from benchmarks._hall_disturb import disturbed  # noqa: E402
from benchmarks._hall_scenes import Figures, Play  # noqa: E402
from benchmarks._hall_web import Compiling, Web, serving_hall  # noqa: E402
from benchmarks._serve import serving_floor  # noqa: E402

SIZES = (300, 500)


def main() -> None:
    options = read_options()
    with contextlib.redirect_stdout(io.StringIO()):
        for command in ("migrate", "createcachetable", "load_region_pack", "build_assets"):
            call_command(command, verbosity=0)
    found: list[Figures] = []
    with serving_hall() as web:
        measure_floor()
        if options.only != "compile":
            found += halls(options, web, "alone")
        if options.only != "alone" and not options.disturb:
            with compiling():
                found += halls(options, web, "beside a compile")
    tell(found)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench hall")
    parser.add_argument("--users", type=int)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--only", choices=["alone", "compile"])
    parser.add_argument("--disturb", action="store_true")
    return parser.parse_args()


def measure_floor() -> None:
    with serving_floor() as floor:
        found = floor.get("/", times=400, clients=8)
    print(
        f"floor, a bare list, one process, 8 clients: {found.cpu_ms:.1f} ms CPU each,"
        f" {found.per_second:.0f}/s, p95 {found.p95_ms:.0f} ms",
        flush=True,
    )


def halls(options: argparse.Namespace, web: Web, beside: str) -> list[Figures]:
    found = []
    for users in (options.users,) if options.users else SIZES:
        title = f"{users} participants, {beside}"
        play = Play(users, web.port, options.seconds, title, tries=40 if options.disturb else 1)
        if options.disturb:
            asyncio.run(disturbed(play, web, VALKEY))
        else:
            asyncio.run(play.all_scenes())
        found.append(play.figures)
    return found


@contextlib.contextmanager
def compiling():
    """Chapters are made all the while."""
    admin = User.objects.create(username="ukur-admin", email="ukur-admin@ukur.example")
    Grant.objects.create(user=admin, role="admin")
    with Compiling(admin) as work:
        time.sleep(10)  # the worker starts
        yield
    print(f"\ncompiled meanwhile: {work.done}, failed {work.failed}")


def tell(found: list[Figures]) -> None:
    """The last line: the largest hall that was measured first, which is alone; all errors."""
    largest = max(found, key=lambda each: each.users)
    print(
        f"hall users={largest.users} errors={sum(each.errors for each in found)}"
        f" delivery_p95_s={largest.delivery.get('stream', float('nan')):.3f}"
        f" poll_p95_ms={largest.poll * 1000:.0f}"
        f" cores={max(largest.cores.values(), default=float('nan')):.2f}"
    )


if __name__ == "__main__":
    VALKEY.start()
    try:
        main()
    finally:
        VALKEY.stop()
        shutil.rmtree(FOLDER, ignore_errors=True)
