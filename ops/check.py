"""``./run check``: all linters, one line each, and the whole output of those that failed."""

import ast
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from ops.engines import scratch_engines

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 40
MAX_TEMPLATE_LINES = 200


def commands() -> dict[str, list[str]]:
    """Name to command line."""
    return {
        "ruff": [str(BIN / "ruff"), "check", "."],
        "ruff format": [str(BIN / "ruff"), "format", "--check", "."],
        "djlint": [str(BIN / "djlint"), "--lint", "--check", "--quiet", "templates"],
        "import-linter": [str(BIN / "lint-imports")],
        "mypy": [str(BIN / "mypy"), "."],
        "migrations": [
            sys.executable, "manage.py", "makemigrations", "--check", "--dry-run",
            "--settings", "tobasmart.settings.test",
        ],
    }  # fmt: skip


def too_long(paths: Iterable[Path]) -> list[str]:
    """A line for every file or function beyond the house's sizes."""
    found = []
    for path in paths:
        lines = path.read_text(encoding="utf-8").count("\n")
        limit = MAX_FILE_LINES if path.suffix == ".py" else MAX_TEMPLATE_LINES
        if lines > limit:
            found.append(f"{path}: {lines} lines, {limit} at most")
        if path.suffix == ".py" and "tests" not in path.parts:
            found += _long_functions(path)
    return found


def _long_functions(path: Path) -> list[str]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    sizes = [
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, functions)
    ]
    return [f"{path}: {name} has {n} lines" for name, n in sizes if n > MAX_FUNCTION_LINES]


def sized_files() -> list[Path]:
    """Files git tracks or would, whose size the house limits."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py", "*.html", "*.css"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    paths = [Path(line) for line in listed.stdout.splitlines()]
    return [path for path in paths if "migrations" not in path.parts and path.exists()]


def main() -> int:
    failed = 0
    with scratch_engines():
        for name, command in commands().items():
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            print(f"{name}: {'ok' if done.returncode == 0 else 'failed'}", flush=True)
            if done.returncode:
                failed += 1
                print(done.stdout + done.stderr, flush=True)
    long = too_long(sized_files())
    print("sizes:", "failed\n" + "\n".join(long) if long else "ok", flush=True)
    return 1 if failed or long else 0


if __name__ == "__main__":
    raise SystemExit(main())
