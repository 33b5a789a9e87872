import contextlib
import shutil
import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def base(monkeypatch):
    """A folder for engines: short enough for a socket, open so that PostgreSQL gets through."""
    for variable in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(variable, raising=False)
    folder = Path(tempfile.mkdtemp(prefix="toba-ops-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def stopped():
    """Stops, after the test, every engine that was put into it."""
    with contextlib.ExitStack() as stack:
        yield lambda engine: stack.callback(engine.stop)
