"""``./run bench similar [FILE]``: are twins found among five, and how fast among 5,000 ideas?

``FILE`` is another set of the shape of tests/data/similar_ideas.json. Quality is measured on the
set alone, then the table is filled up and every query asked again. The last line holds the figures.
"""

import os
import statistics
import sys
import time
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks._settings"

import django

django.setup()

from django.core.management import call_command  # noqa: E402  (after the settings)
from django.db import connection  # noqa: E402

from accounts.models import Grant, User  # noqa: E402
from benchmarks import _twins  # noqa: E402
from submissions.similar import similar_ideas  # noqa: E402

MANY = 5_000
ROUNDS = 3


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else _twins.OURS
    call_command("migrate", verbosity=0)
    call_command("load_region_pack", no_samples=True, verbosity=0)
    author = User.objects.create(username="penulis", email="penulis@ukur.example")
    reader = User.objects.create(username="peninjau", email="peninjau@ukur.example")
    Grant.objects.create(user=reader, role="reviewer")
    twins = _twins.load(path, author)
    quality = _twins.measure(twins, reader)
    for name, wanted, found in quality.missed:
        print(f"missed {title(twins, name)}")
        for other in sorted(wanted):
            print(f"       wanted {title(twins, other)}")
        for other in found:
            print(f"       found  {title(twins, other)}")
    fill(twins, author)
    times = ask_all(twins, reader)
    median, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    print(f"{len(times)} queries among {MANY} ideas: median {median:.1f} ms, p95 {p95:.1f} ms")
    print(
        f"similar recall_at_5={quality.recall_at_5:.2f} mean_found={quality.mean_found:.2f}"
        f" ms_at_{MANY}={median:.1f}"
    )


def fill(twins: _twins.Twins, author: User) -> None:
    count = MANY - len(twins.ideas)
    _twins.store(_twins.more_texts(twins, count), author, first=len(twins.ideas) + 1)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def ask_all(twins: _twins.Twins, reader: User) -> list[float]:
    """Milliseconds of each query, every idea of the set asked ``ROUNDS`` times."""
    times = []
    for _ in range(ROUNDS):
        for text in twins.texts.values():
            start = time.perf_counter()
            similar_ideas(text=text, reader=reader, exclude=text.idea)
            times.append((time.perf_counter() - start) * 1000)
    return times


def title(twins: _twins.Twins, name: str) -> str:
    return f"{name} {twins.texts[name].title}"


if __name__ == "__main__":
    main()
