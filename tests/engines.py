"""pytest plugin (``-p tests.engines``): real PostgreSQL and Valkey in a scratch folder.

With pytest-xdist only the controller starts them; the workers inherit the two variables,
pytest-django gives each its own database and each takes its own Redis number.
"""

import atexit
import contextlib
import os

import pytest

from ops.engine import EngineError
from ops.engines import scratch_engines

NO_TESTS = {"-h", "--help", "-V", "--version", "--co", "--collect-only", "--markers", "--fixtures"}
_stack = contextlib.ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(args: list[str]) -> None:
    """Before pytest-django reads the settings, which ask for both variables."""
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        os.environ["REDIS_DB"] = str(int(worker.removeprefix("gw")) + 1)
        return
    if NO_TESTS & set(args):
        os.environ.setdefault("DATABASE_URL", "postgres:///unused")
        os.environ.setdefault("REDIS_URL", "redis://unused")
        return
    try:
        _stack.enter_context(scratch_engines())
    except EngineError as error:
        raise pytest.UsageError(str(error)) from None
    # With broken settings pytest ends without pytest_unconfigure.
    atexit.register(_stack.close)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    _stack.close()
