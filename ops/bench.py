"""``./run bench NAME``: one script of ``benchmarks/`` with engines of its own."""

import os
import runpy
import signal
import sys
from pathlib import Path

from ops.engine import EngineError
from ops.engines import scratch_engines
from ops.serve import exit_on_signals

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"


def names(folder: Path = BENCHMARKS) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in names():
        raise SystemExit(f"Pengukuran yang ada: {', '.join(names()) or 'belum ada'}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tobasmart.settings.test")
    exit_on_signals()
    sys.argv = sys.argv[1:]
    # Not the engines of a running portal: a measurement fills tables and wants an idle server.
    with scratch_engines():
        runpy.run_path(str(BENCHMARKS / f"{name}.py"), run_name="__main__")


if __name__ == "__main__":
    try:
        main()
    except EngineError as error:
        raise SystemExit(f"GAGAL: {error}") from None
    except KeyboardInterrupt:
        raise SystemExit(128 + signal.SIGINT) from None
