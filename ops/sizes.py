"""How large a file or function may be before it is split by subject (docs/architecture.md)."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

MAX_LINES = {".py": 300, ".css": 200, ".html": 200, ".txt": 200}
MAX_FUNCTION_LINES = 40
# Of these endings only what lies in the folder counts: requirements.txt is no template.
ONLY_IN = {".html": "templates", ".txt": "templates"}


def listed_files(root: Path) -> list[Path]:
    """What git tracks or would track, relative to ``root``; without git, all but the ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        paths = [path.relative_to(root) for path in root.rglob("*")]
        return [path for path in paths if path.parts[0] not in {".venv", "var"}]
    return [Path(name) for name in done.stdout.split("\0") if name and (root / name).exists()]


def too_long(root: Path, paths: Iterable[Path]) -> list[str]:
    """A sentence for every file and function above its limit; migrations are free."""
    found: list[str] = []
    for path in sorted(paths):
        limit = MAX_LINES.get(path.suffix)
        if limit is None or "migrations" in path.parts:
            continue
        if ONLY_IN.get(path.suffix, path.parts[0]) != path.parts[0]:
            continue
        text = (root / path).read_text("utf-8")
        count = len(text.splitlines())
        if count > limit:
            found.append(f"{path}: {count} baris, paling banyak {limit}")
        if path.suffix == ".py" and path.parts[0] != "tests":
            found += [f"{path}:{problem}" for problem in long_functions(text)]
    return found


def long_functions(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            count = (node.end_lineno or node.lineno) - node.lineno + 1
            if count > MAX_FUNCTION_LINES:
                limit = f"paling banyak {MAX_FUNCTION_LINES}"
                yield f"{node.lineno}: {node.name} {count} baris, {limit}"
