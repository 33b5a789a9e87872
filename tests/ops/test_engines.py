import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import psycopg2  # type: ignore[import-untyped]  # it ships no types
import pytest
import redis

from ops.engine import MARK, EngineError, socket_folder
from ops.engines import claim, configured, end_leftovers, engines, owned
from ops.postgres import Postgres
from ops.valkey import Valkey

PROJECT = Path(__file__).resolve().parents[2]


def query(database: Postgres, *statements: str) -> list[tuple]:
    connection = psycopg2.connect(
        host=str(database.sockets), user="postgres", dbname=database.database
    )
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def wait_for_end(pid: int) -> bool:
    for _ in range(100):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


def start_owner(base: Path, *, dies_alone: bool) -> tuple[subprocess.Popen, list[int]]:
    """A program that owns the engines of ``base`` and tells their process numbers."""
    text = textwrap.dedent(f"""
        import sys, time
        from pathlib import Path
        import ops.engine
        from ops.engines import engines
        if {dies_alone}:
            ops.engine.LIBC = None  # as on a system whose children do not follow their parent
        with engines(Path(sys.argv[1]), durable=False) as started:
            print(*(engine.process.pid for engine in started), flush=True)
            time.sleep(60)
    """)
    owner = subprocess.Popen(
        [sys.executable, "-c", text, str(base)], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    with owner.stdout as told:
        return owner, [int(word) for word in told.readline().split()]


def test_engines_start_answer_and_stop(base):
    with engines(base, durable=False) as (database, broker):
        assert os.environ["DATABASE_URL"] == database.url
        assert os.environ["REDIS_URL"] == broker.url
        assert query(database, "select current_database()") == [("portal",)]
        with redis.Redis.from_url(broker.url) as client:
            assert client.ping()
        pids = [database.process.pid, broker.process.pid]

    assert "DATABASE_URL" not in os.environ
    assert "REDIS_URL" not in os.environ
    assert [psutil.pid_exists(pid) for pid in pids] == [False, False]


def test_postgres_keeps_a_committed_row_when_it_is_killed(base, stopped):
    database = Postgres(base / "postgres")
    stopped(database)
    database.start()
    query(database, "create table ideas (title text)", "insert into ideas values ('Ulos')")

    database.process.send_signal(signal.SIGKILL)
    database.process.wait()
    database.start()

    assert query(database, "select title from ideas") == [("Ulos",)]


def test_valkey_keeps_its_queue_when_it_is_killed(base, stopped):
    broker = Valkey(base / "valkey")
    stopped(broker)
    broker.start()
    with redis.Redis.from_url(broker.url) as client:
        client.lpush("documents", "build 7")
        time.sleep(1.2)  # the append-only file is synchronised every second

    broker.process.send_signal(signal.SIGKILL)
    broker.process.wait()
    broker.start()

    with redis.Redis.from_url(broker.url) as client:
        assert client.lrange("documents", 0, -1) == [b"build 7"]


@pytest.mark.parametrize(
    ("given", "private"),
    [
        ({}, ["postgres", "valkey"]),
        ({"DATABASE_URL": "postgres://db/portal"}, ["valkey"]),
        ({"REDIS_URL": "redis://broker"}, ["postgres"]),
        ({"DATABASE_URL": "postgres://db/portal", "REDIS_URL": "redis://broker"}, []),
    ],
)
def test_configured_leaves_out_what_the_environment_names(base, monkeypatch, given, private):
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    assert [engine.name for engine in configured(base)] == private


def test_engines_start_nothing_when_both_are_given(base, monkeypatch):
    given = {"DATABASE_URL": "postgres://db/portal", "REDIS_URL": "redis://broker"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    with engines(base) as started:
        assert started == []
        assert {name: os.environ[name] for name in given} == given

    assert {name: os.environ[name] for name in given} == given
    assert list(base.iterdir()) == []


def test_owned_refuses_a_second_owner_and_is_free_afterwards(base):
    with owned(base), pytest.raises(EngineError, match="sudah berjalan"), owned(base):
        pass

    with owned(base):
        pass


def test_claim_refuses_the_folder_of_another_user(base, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: base.stat().st_uid + 1)

    with pytest.raises(EngineError, match="milik"):
        claim(base)


def test_engines_are_shared_with_their_owner(base):
    text = """
        import os, sys
        from pathlib import Path
        from ops.engines import engines
        with engines(Path(sys.argv[1]), share=True) as seen:
            print(*(engine.process for engine in seen), os.environ["DATABASE_URL"])
    """
    with engines(base, durable=False) as (database, _):
        own = {key: os.environ[key] for key in os.environ if not key.endswith("_URL")}
        told = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(text), str(base)],
            cwd=PROJECT, env=own, capture_output=True, text=True, check=True,
        )  # fmt: skip

    assert told.stdout.split() == ["None", "None", database.url]


@pytest.mark.skipif(sys.platform != "linux", reason="children follow their parent on Linux only")
def test_engines_end_with_an_owner_that_was_killed(base):
    owner, pids = start_owner(base, dies_alone=False)

    owner.kill()
    owner.wait()

    assert [wait_for_end(pid) for pid in pids] == [True, True]


def test_claim_ends_what_a_killed_owner_left_behind(base):
    owner, pids = start_owner(base, dies_alone=True)
    owner.kill()
    owner.wait()
    assert [psutil.pid_exists(pid) for pid in pids] == [True, True]

    with engines(base, durable=False) as (database, _):
        assert [wait_for_end(pid) for pid in pids] == [True, True]
        assert query(database, "select 1") == [(1,)]


def test_end_leftovers_spares_the_engines_of_other_folders(base, stopped, monkeypatch):
    monkeypatch.setenv(MARK, str(base / "one"))
    broker = Valkey(base / "one" / "valkey")
    stopped(broker)
    broker.start()

    end_leftovers(base / "another")

    assert broker.is_ready()


def test_prepare_refuses_the_data_of_another_major_version(base):
    database = Postgres(base / "postgres")
    database.data.mkdir()
    (database.data / "PG_VERSION").write_text("12\n")

    with pytest.raises(EngineError, match=r"dibuat PostgreSQL 12.*docs/operations\.md"):
        database.prepare()


def test_prepare_forgets_a_number_that_now_belongs_to_another_program(base):
    database = Postgres(base / "postgres")
    database.data.mkdir()
    (database.data / "PG_VERSION").write_text(f"{database.major()}\n")
    stale = database.data / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n")

    database.prepare()

    assert not stale.exists()


def test_prepare_replaces_what_an_interrupted_initdb_left(base):
    database = Postgres(base / "postgres", durable=False)
    (database.base / "data.new").mkdir()
    (database.base / "data.new" / "half").touch()

    database.prepare()

    assert sorted(path.name for path in database.base.iterdir()) == ["data"]
    assert not (database.data / "half").exists()


def test_start_says_why_a_server_did_not_come_up(base, monkeypatch):
    broker = Valkey(base / "valkey")
    monkeypatch.setattr(Valkey, "argv", ["sh", "-c", "echo disk is full; exit 1"])

    with pytest.raises(EngineError, match=r"(?s)valkey gagal dijalankan.*disk is full"):
        broker.start()


@pytest.mark.parametrize("name", ["a" * 90, "Toba #2 100% cerdas", "tobá"])
def test_socket_folder_is_the_same_short_one_for_odd_paths(base, name):
    folder = socket_folder(base / name, os.geteuid())

    try:
        assert folder == socket_folder(base / name, os.geteuid())
        assert folder.parent == Path("/tmp")
        assert folder.stat().st_mode & 0o777 == 0o700
    finally:
        folder.rmdir()


def test_socket_folder_is_the_folder_itself_where_it_fits(base):
    assert socket_folder(base, os.geteuid()) == base
