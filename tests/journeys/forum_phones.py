"""A forum in a real server and a phone in it, for the journeys of the forum."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories.workshops import ForumFactory
from tests.workshops.web_processes import WebProcesses
from workshops.models import Post
from workshops.publishing import clock_of, locked, publish


def forum_that_collects():
    ends_at = timezone.now() + timedelta(minutes=7)
    return ForumFactory(code="EK47", phase_ends_at=ends_at, dots=3)


def serving():
    """A web process as ``./run`` serves it, with the stream; ended afterwards."""
    processes = WebProcesses()
    processes.start()
    yield processes
    processes.stop()


def patiently():
    """Another test's servers may still be ending on the same cores."""
    expect.set_options(timeout=15_000)
    yield
    expect.set_options(timeout=5_000)


def opened(context):
    page = context.new_page()
    page.goto("/forum/ek47/", timeout=60_000)
    expect(page.locator("[data-connection]")).to_have_text("Tersambung")
    return page


@transaction.atomic
def change(forum, kind="phase", **values):
    row = locked(forum)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    shown = {"posts_shown": row.shows_posts, "results_shown": row.shows_results}
    publish(row, kind, clock_of(row) if kind in {"phase", "clock"} else shown)


def write(page, text):
    page.get_by_label("Tulis gagasan").fill(text)
    page.get_by_role("button", name="Kirim kartu").click()


def texts():
    return list(Post.objects.order_by("number").values_list("text", flat=True))
