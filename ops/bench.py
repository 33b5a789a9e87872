"""``./run bench NAME``: one script of ``benchmarks/`` with the engines it needs."""

import os
import runpy
import sys
from pathlib import Path

from ops.engine import EngineError
from ops.engines import scratch_engines

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"


def main() -> None:
    names = sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in names:
        raise SystemExit(f"Pengukuran yang ada: {', '.join(names) or 'belum ada'}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tobasmart.settings.test")
    sys.argv = sys.argv[1:]
    try:
        with scratch_engines():
            runpy.run_path(str(FOLDER / f"{name}.py"), run_name="__main__")
    except EngineError as error:
        raise SystemExit(f"GAGAL: {error}") from None


if __name__ == "__main__":
    main()
