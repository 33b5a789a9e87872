"""Web processes killed, stopped and started again, Valkey gone: nothing missed, nothing doubled."""

import shutil
import signal
import tempfile
import time
from pathlib import Path

import pytest
import redis

from ops.valkey import Valkey
from ops.web import GRACE_SECONDS
from tests.factories.workshops import ForumFactory, facilitator_of, seated
from tests.workshops.live_client import Phones, tell, wait_for
from tests.workshops.web_processes import WebProcesses
from workshops import bell

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]
PAUSE = 0.04
VALKEY_GONE_SECONDS = 10


@pytest.fixture(scope="module")
def valkey():
    """A Valkey of our own: the tests' is needed by others."""
    folder = Path(tempfile.mkdtemp(prefix="toba-live-", dir="/tmp"))
    engine = Valkey(folder / "valkey", durable=False)
    engine.start()
    yield engine
    engine.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def web(valkey, django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        processes = WebProcesses(redis_url=valkey.url)
    processes.start(2)
    yield processes
    processes.stop()


@pytest.fixture(autouse=True)
def our_bell(valkey, monkeypatch):
    client = redis.Redis.from_url(
        valkey.url, socket_timeout=0.5, socket_connect_timeout=0.5, retry=None
    )
    monkeypatch.setattr(bell, "_client", client)
    yield
    client.close()


class Hall:
    """A dozen listeners that come back like browsers, and a forum that goes on changing."""

    def __init__(self, web, client_of):
        self.forum, self.told = ForumFactory(), 0
        self.phones = Phones(web.port)
        address = f"/live/{self.forum.code}/?v=0"
        cookies = [self._cookie(client_of, seated(self.forum).user) for _ in range(6)]
        for cookie in cookies * 2:
            self.phones.listen(address, cookie=cookie, comes_back=True)
        staff = self._cookie(client_of, facilitator_of(self.forum))
        self.phones.listen(f"{address}&a=staff", cookie=staff, comes_back=True)
        self.everyone = list(self.phones.streams)
        self.listen_once = lambda: self.phones.listen(address, cookie=cookies[0])

    def _cookie(self, client_of, user):
        return f"sessionid={client_of(user).cookies['sessionid'].value}"

    def go_on(self, seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.tell()
            time.sleep(PAUSE)

    def tell(self):
        self.told = tell(self.forum, "post", {"posts": self.told + 1})

    def check(self):
        """Everybody heard every version once, in order."""
        for stream in self.everyone:
            stream.wait(self.told, 20)
            assert stream.versions == [*range(1, self.told + 1)]


@pytest.fixture
def hall(web, client_of):
    found = Hall(web, client_of)
    yield found
    found.phones.close()


def test_one_of_two_killed_and_brought_back(hall, web):
    hall.go_on(0.5)
    web.send(web.running[0], signal.SIGKILL)
    hall.go_on(1)
    web.start()
    hall.go_on(1)
    web.send(web.running[0], signal.SIGKILL)
    hall.go_on(1)
    web.start()

    hall.check()
    assert sum(stream.connections for stream in hall.everyone) > len(hall.everyone)


def test_both_stopped_politely_and_started_again(hall, web):
    hall.go_on(0.5)
    once = [hall.listen_once() for _ in range(6)]
    for process in list(web.running):
        # Streams end at once; a little more for the process itself, on a busy machine.
        assert web.send(process, signal.SIGTERM) < GRACE_SECONDS + 3
        hall.go_on(0.3)
    assert not any(stream.wait_end().is_broken for stream in once)
    hall.go_on(0.5)  # nobody listens on the port
    web.start(2)

    hall.check()


def test_valkey_gone_for_ten_seconds(hall, valkey):
    hall.go_on(0.5)
    valkey.process.kill()
    valkey.process.wait()
    gone = time.monotonic()
    while time.monotonic() < gone + VALKEY_GONE_SECONDS:
        hall.tell()
        # By the tick of two seconds.
        wait_for(lambda: all(s.versions[-1:] == [hall.told] for s in hall.everyone), "", 5)
        time.sleep(0.5)
    valkey.start()
    hall.check()

    # The bell is heard again: faster than any tick.
    time.sleep(4)
    hall.tell()
    wait_for(lambda: all(s.versions[-1] == hall.told for s in hall.everyone), "bell", 1)
