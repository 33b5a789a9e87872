"""pytest plugin (``-p tests.engines``): real PostgreSQL and Valkey for the run, in a folder of its own.

With pytest-xdist only the controller starts them; the workers inherit the two variables,
pytest-django gives each its own database and each takes its own Redis number.
"""

import atexit
import contextlib
import os

import pytest

from ops.engines import scratch_engines

_stack = contextlib.ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config, parser, args):
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        os.environ["REDIS_DB"] = str(int(worker.removeprefix("gw")) + 1)
        return
    if {"--help", "-h", "--version", "--co", "--collect-only"} & set(args):
        os.environ.setdefault("DATABASE_URL", "postgres:///unused")
        os.environ.setdefault("REDIS_URL", "redis://unused")
        return
    _stack.enter_context(scratch_engines())
    atexit.register(_stack.close)  # broken settings: pytest ends without pytest_unconfigure


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    _stack.close()
