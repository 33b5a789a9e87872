"""``./run check``: every linter with one line, and the whole output of those that failed."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from ops.engine import EngineError
from ops.engines import scratch_engines
from ops.sizes import listed_files, too_long

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = Path(sys.executable).parent
PARALLEL = 2
MIGRATIONS = ["manage.py", "makemigrations", "--check", "--dry-run"]


class Result(NamedTuple):
    name: str
    output: str
    is_ok: bool
    seconds: float


def commands(root: Path = ROOT) -> dict[str, list[str]]:
    """Name to command line, the slowest first: two run at a time."""
    found = {
        "mypy": [str(SCRIPTS / "mypy"), "."],
        "djlint": [str(SCRIPTS / "djlint"), "--lint", "--check", "--quiet", "templates"],
        "lint-imports": [str(SCRIPTS / "lint-imports")],
        "makemigrations": [sys.executable, *MIGRATIONS, "--settings=tobasmart.settings.test"],
        "ruff check": [str(SCRIPTS / "ruff"), "check", "."],
        "ruff format": [str(SCRIPTS / "ruff"), "format", "--check", "."],
    }
    if not (root / "templates").is_dir():
        del found["djlint"]
    return found


def run_command(name: str, command: list[str]) -> Result:
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    output = done.stdout + done.stderr
    return Result(name, output, done.returncode == 0, time.monotonic() - started)


def check_sizes() -> Result:
    started = time.monotonic()
    problems = too_long(ROOT, listed_files(ROOT))
    return Result("ukuran", "\n".join(problems), not problems, time.monotonic() - started)


def results() -> Iterator[Result]:
    # mypy's Django plugin and makemigrations load the settings, which ask for both engines.
    with scratch_engines(), ThreadPoolExecutor(PARALLEL) as pool:
        steps = commands()
        yield from pool.map(run_command, steps, steps.values())
    yield check_sizes()


def main() -> int:
    failed = []
    for result in results():
        word = "ok   " if result.is_ok else "GAGAL"
        print(f"{word}  {result.name:<15} {result.seconds:5.1f} s", flush=True)
        if not result.is_ok:
            failed.append(result.name)
            print(result.output.rstrip(), flush=True)
    print(f"Gagal: {', '.join(failed)}" if failed else "Semua pemeriksaan lulus.", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except EngineError as error:
        raise SystemExit(f"GAGAL: {error}") from None
    except KeyboardInterrupt:
        raise SystemExit(130) from None
