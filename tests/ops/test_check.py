import subprocess
import sys
from pathlib import Path

import pytest

from ops import check
from ops.sizes import listed_files, long_functions, too_long

LONG_FUNCTION = "def long():\n" + "    x = 1\n" * 40


def write(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return Path(name)


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("accounts/models.py", 300),
        ("tests/test_models.py", 300),
        ("templates/base.html", 200),
        ("templates/emails/submitted.txt", 200),
        ("static/css/app.css", 200),
    ],
)
def test_too_long_knows_the_limit_of_each_kind(tmp_path, name, limit):
    path = write(tmp_path, name, "\n" * limit)
    assert too_long(tmp_path, [path]) == []

    write(tmp_path, name, "\n" * (limit + 1))
    assert too_long(tmp_path, [path]) == [f"{name}: {limit + 1} baris, paling banyak {limit}"]


@pytest.mark.parametrize(
    "name", ["accounts/migrations/0001_initial.py", "requirements.txt", "data/ideas.json"]
)
def test_too_long_leaves_other_files_alone(tmp_path, name):
    path = write(tmp_path, name, "\n" * 900 + LONG_FUNCTION)

    assert too_long(tmp_path, [path]) == []


def test_too_long_names_a_long_function(tmp_path):
    path = write(tmp_path, "accounts/services.py", "import os\n\n\n" + LONG_FUNCTION)

    assert too_long(tmp_path, [path]) == ["accounts/services.py:4: long 41 baris, paling banyak 40"]


def test_too_long_allows_long_tests(tmp_path):
    path = write(tmp_path, "tests/test_services.py", LONG_FUNCTION)

    assert too_long(tmp_path, [path]) == []


def test_long_functions_looks_into_classes_and_async_functions():
    inside = "".join(f"    {line}\n" for line in LONG_FUNCTION.splitlines())
    source = f"class Idea:\n{inside}\nasync {LONG_FUNCTION}"

    assert [found.split(":")[0] for found in long_functions(source)] == ["44", "2"]


def test_listed_files_are_those_git_would_track(tmp_path):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    write(tmp_path, ".gitignore", "var/\n")
    write(tmp_path, "var/log.py", "")
    write(tmp_path, "accounts/dua kata.py", "")

    found = listed_files(tmp_path)

    assert sorted(found) == [Path(".gitignore"), Path("accounts/dua kata.py")]


def test_commands_leave_djlint_out_without_templates(tmp_path):
    assert "djlint" in check.commands()
    assert "djlint" not in check.commands(tmp_path)


def test_run_command_keeps_the_output_of_a_failure():
    result = check.run_command("x", [sys.executable, "-c", "print('why'); raise SystemExit(2)"])

    assert (result.output, result.is_ok) == ("why\n", False)


def test_main_prints_each_name_and_fails_with_one(monkeypatch, capsys):
    good = check.Result("ruff check", "silent", is_ok=True, seconds=0.1)
    bad = check.Result("mypy", "line 3: wrong\n", is_ok=False, seconds=12.3)
    monkeypatch.setattr(check, "results", lambda: iter([good, bad]))

    assert check.main() == 1
    assert capsys.readouterr().out.splitlines() == [
        "ok     ruff check        0.1 s",
        "GAGAL  mypy             12.3 s",
        "line 3: wrong",
        "Gagal: mypy",
    ]
