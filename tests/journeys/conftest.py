import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def browser():
    """A real Chromium; its pages time out after 15 seconds."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread; Django would take it for an async context.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture
def worker():
    """Start real Celery workers on the test database; all are ended afterwards."""
    started = []
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)

    def start():
        url = database_url(connection.settings_dict)
        process = subprocess.Popen(
            [
                sys.executable, "-m", "celery", "-A", "tobasmart", "worker", "-l", "warning",
                "-c", "1", "-Q", "celery,documents", "--without-gossip", "--without-mingle",
            ],
            env={
                **os.environ,
                "DATABASE_URL": url,
                "DJANGO_SETTINGS_MODULE": "tobasmart.settings.test",
            },
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def database_url(database):
    """The test's own database as a URL, over TCP or over a socket folder."""
    user, name, port = database["USER"], database["NAME"], database["PORT"]
    if database["PASSWORD"]:
        user = f"{quote(user, safe='')}:{quote(database['PASSWORD'], safe='')}"
    if port:
        return f"postgres://{user}@{database['HOST']}:{port}/{name}"
    folder = database["HOST"] or database["OPTIONS"].get("host", "")
    return f"postgres://{user}@/{name}?host={quote(folder, safe='')}"


def wait_for(condition, seconds=60):
    """The first true value of ``condition``; fails after ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.3)
    raise AssertionError(f"not within {seconds} s: {condition}")
