"""``./run bench pages``: what the pages cost, as ratios to a bare Django list of the same run.

Every page is asked at 600 and at 5,000 ideas: queries have to be equal, CPU and waiting time are
given as ratios to ``_floor``. The last line holds the figures docs/performance.md quotes.
"""

import math
import os

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks._settings"

import django

django.setup()

from django.core.management import call_command  # noqa: E402  (after the settings)
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.models import Grant, User  # noqa: E402
from benchmarks import _fill  # noqa: E402
from benchmarks._serve import Figures, serving_floor, serving_portal  # noqa: E402
from benchmarks._submit import submit_rate  # noqa: E402
from submissions.models import Idea  # noqa: E402

SMALL, LARGE = 600, 5000
COMMENTS = 200
# Page and floor in turn; the round with the median ratio counts, because the machine is noisy.
ROUNDS = 7
SETTINGS = "benchmarks._settings"


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("load_region_pack", verbosity=0)
    writers = _fill.people()
    reviewer = writers[-1]
    Grant.objects.create(user=reviewer, role="reviewer")
    rows = _fill.ideas(SMALL, writers[:-1])
    talked = next(idea for idea in rows if idea.status == "in_review")
    _fill.comments(talked, COMMENTS, writers[:-1])
    found = {SMALL: measure(talked, reviewer)}
    _fill.ideas(LARGE - SMALL, writers[:-1], first=SMALL + 1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    found[LARGE] = measure(talked, reviewer)
    with serving_portal(SETTINGS, processes=2) as portal:
        rate = submit_rate(portal, writers[:8])
    tell(found, rate)


def measure(talked: Idea, reviewer: User) -> dict[str, tuple[int, Figures, Figures]]:
    """Page to (queries, its figures, the floor's right before it)."""
    cookie = _fill.session_of(reviewer)
    pages = {
        "list": ("/gagasan/", ""),
        "idea": (talked.get_absolute_url(), ""),
        "desk": ("/tinjauan/", cookie),
        "tracking": (f"/lacak/{talked.address}/", ""),
    }
    found = {}
    with (
        serving_floor() as floor,
        serving_portal(SETTINGS) as portal,
    ):
        for name, (path, jar) in pages.items():
            sql = queries(path, reviewer if jar else None)
            rounds = [(portal.get(path, cookie=jar, times=40), floor.get("/", times=60))
                      for _ in range(ROUNDS)]  # fmt: skip
            found[name] = (sql, *sorted(rounds, key=ratio)[ROUNDS // 2])
    return found


def ratio(pair: tuple[Figures, Figures]) -> float:
    page, floor = pair
    return page.cpu_ms / floor.cpu_ms


def queries(path: str, user: User | None) -> int:
    browser = Client(headers={"host": "localhost"})
    if user:
        browser.force_login(user)
    browser.get(path)
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return len(asked)


def tell(found: dict[int, dict[str, tuple[int, Figures, Figures]]], rate: Figures) -> None:
    print("page      ideas  sql  cpu ms  ratio  p95 ms  ratio   bytes")
    growth = []
    ratios: dict[str, float] = {}
    for name in found[SMALL]:
        for count, pages in found.items():
            sql, page, floor = pages[name]
            ratios[name] = page.cpu_ms / floor.cpu_ms
            print(
                f"{name:9} {count:5}  {sql:3}  {page.cpu_ms:6.2f}  {ratios[name]:5.2f}"
                f"  {page.p95_ms:6.1f}  {page.p95_ms / floor.p95_ms:5.2f}  {page.bytes:6}"
            )
        (small_sql, small, small_floor), (large_sql, large, large_floor) = (
            found[count][name] for count in (SMALL, LARGE)
        )
        if small_sql != large_sql:
            raise SystemExit(
                f"{name}: {small_sql} queries at {SMALL} ideas, {large_sql} at {LARGE}"
            )
        grown = (large.cpu_ms / large_floor.cpu_ms) / (small.cpu_ms / small_floor.cpu_ms)
        growth.append(math.log(grown) / math.log(LARGE / SMALL))
    print(
        f"submit: p95 {rate.p95_ms:.0f} ms, {rate.cpu_ms:.1f} ms CPU each; 8 clients, two processes"
    )
    large_pages = found[LARGE]
    print(
        "pages"
        + "".join(
            f" {name}_sql={large_pages[name][0]} {name}_cpu_ratio={ratios[name]:.2f}"
            for name in ("list", "idea", "desk")
        )
        + f" growth_max={max(growth):.2f} submit_per_s={rate.per_second:.0f}"
    )


if __name__ == "__main__":
    main()
