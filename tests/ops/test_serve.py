import json
import socket
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from ops import serve
from ops.announce import account_table, address, announce
from ops.engine import EngineError
from ops.postgres import Postgres
from ops.web import listener

ACCOUNTS = [
    {"role": "peninjau", "username": "peninjau", "password": "rahasia-1"},
    {"role": "opd", "username": "dinas-pariwisata", "password": "rahasia-2"},
]


class Healthy(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/sehat/" else 404)
        self.end_headers()

    def log_message(self, *_):
        """Nothing on the terminal."""


@pytest.fixture
def healthy_port():
    with HTTPServer(("127.0.0.1", 0), Healthy) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def project(base, monkeypatch):
    """A small project around a database folder, with a `manage.py` that counts its runs."""
    for name in ("ideas/migrations", "data", "static", "var/static", "var/assets"):
        (base / name).mkdir(parents=True)
    (base / "requirements.txt").write_text("django==5.2\n")
    (base / "ideas/migrations/0001_initial.py").touch()
    (base / "data/programme.yaml").write_text("year: 2026\n")
    (base / "manage.py").write_text("import sys; open('runs', 'a').write(sys.argv[1] + '\\n')")
    monkeypatch.setattr(serve, "ROOT", base)
    monkeypatch.setattr(serve, "VAR", base / "var")
    monkeypatch.chdir(base)
    return base


@pytest.fixture
def database(project, monkeypatch):
    """What `prepare` looks at of a database; it is never started."""
    database = Postgres(project / "var" / "postgres")
    database.data.mkdir()
    (database.data / "PG_VERSION").write_text("18\n")
    monkeypatch.setattr(Postgres, "start", lambda self: None)
    return database


def runs(project) -> int:
    path = project / "runs"
    return len(path.read_text().splitlines()) if path.exists() else 0


def test_prepare_runs_once_while_nothing_changes(project, database):
    serve.prepare([database])
    serve.prepare([database])

    assert (project / "runs").read_text() == "prepare\n"


@pytest.mark.parametrize(
    "change",
    [
        lambda project: (project / "ideas/migrations/0002_more.py").touch(),
        lambda project: (project / "requirements.txt").write_text("django==5.3\n"),
        lambda project: (project / "data/programme.yaml").write_text("year: 2027\n"),
        lambda project: (project / "static/app.css").touch(),
        lambda project: (project / "var/static").rmdir(),
        lambda project: (project / "var/postgres/data/PG_VERSION").touch(),
    ],
    ids=["migration", "packages", "data", "static", "collected", "database"],
)
def test_prepare_runs_again_after_a_change(project, database, change):
    serve.prepare([database])

    change(project)
    serve.prepare([database])

    assert runs(project) == 2


def test_prepare_runs_at_every_start_with_a_database_of_somebody_else(project):
    (project / "var/prepared").write_text("of the private database")

    serve.prepare([])
    serve.prepare([])

    assert runs(project) == 2
    assert not (project / "var/prepared").exists()


def test_prepare_that_failed_runs_again(project, database):
    (project / "manage.py").write_text("raise SystemExit(3)")

    with pytest.raises(subprocess.CalledProcessError):
        serve.prepare([database])

    assert not (project / "var/prepared").exists()


def test_refuse_taken_port_says_which_other_to_try():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(EngineError, match=rf"127\.0\.0\.1:{port}.*PORT={port + 1} \./run"):
            serve.refuse_taken_port("127.0.0.1", port)


def test_refuse_taken_port_sees_another_portal_that_shares_its_port():
    with listener("127.0.0.1", 0) as other:
        port = other.getsockname()[1]

        with pytest.raises(EngineError):
            serve.refuse_taken_port("127.0.0.1", port)

        with listener("127.0.0.1", port):
            pass  # its second web process


@pytest.mark.parametrize("text", ["", "delapan", "0", "65536", "-1", "²"])
def test_port_number_refuses_what_is_none(text):
    with pytest.raises(EngineError, match="bukan nomor port"):
        serve.port_number(text)


def test_serve_refuses_a_wrong_port_in_one_sentence(monkeypatch):
    monkeypatch.setenv("PORT", "delapan")

    done = subprocess.run(
        [sys.executable, "-m", "ops.serve"], cwd=serve.ROOT, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert done.stderr == "GAGAL: PORT=delapan bukan nomor port (1 sampai 65535).\n"


def test_announce_prints_address_and_accounts(tmp_path, capsys, healthy_port):
    (tmp_path / "demo-accounts.json").write_text(json.dumps(ACCOUNTS))

    announce("0.0.0.0", healthy_port, tmp_path, 0.0)

    ready, *rest = capsys.readouterr().out.splitlines()
    assert ready.startswith(f"Portal siap di http://127.0.0.1:{healthy_port} (")
    assert rest == [
        "Akun contoh:",
        "  Peran     Nama pengguna     Kata sandi",
        "  peninjau  peninjau          rahasia-1",
        "  opd       dinas-pariwisata  rahasia-2",
        "Ctrl+C menghentikan semuanya.",
    ]


def test_announce_says_where_to_look_when_nothing_answers(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("ops.announce.WAIT_SECONDS", -1)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    announce("127.0.0.1", port, tmp_path, 0.0)

    assert capsys.readouterr().out == f"Portal belum menjawab; lihat {tmp_path / 'log'}.\n"


@pytest.mark.parametrize("content", [None, "", "[{}]", "[1]", '{"role": 1}'])
def test_account_table_is_empty_without_a_readable_list(tmp_path, content):
    path = tmp_path / "demo-accounts.json"
    if content is not None:
        path.write_text(content)

    assert account_table(path) == []


def test_address_writes_a_number_of_ipv6_in_brackets():
    assert address("::", 8000) == "http://[::1]:8000"
