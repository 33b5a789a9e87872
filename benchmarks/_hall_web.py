"""Two web processes that are brought back, as supervisor does, and a compile beside them."""

import contextlib
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator

from django.db import connection

from accounts.models import User
from benchmarks._serve import ROOT
from masterplan import services
from masterplan.choices import BuildStatus
from masterplan.models import Edition
from ops.processes import WEB, WORKER

SETTINGS = "benchmarks._settings"
# supervisor looks once a second.
BACK_SECONDS = 1.0


class Web:
    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "PORT": str(self.port),
        }
        self.processes = [self._start(), self._start()]
        self._is_over = threading.Event()
        self._watch = threading.Thread(target=self._bring_back, daemon=True)
        self._watch.start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(WEB, cwd=ROOT, env=self._environment)

    def _bring_back(self) -> None:
        while not self._is_over.wait(BACK_SECONDS):
            for place, process in enumerate(self.processes):
                if process.poll() is not None:
                    self.processes[place] = self._start()

    def send(self, place: int, number: signal.Signals) -> None:
        self.processes[place].send_signal(number)

    def wait(self) -> None:
        """Until the port answers, and a little longer for the second process."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                time.sleep(3)
                return
            time.sleep(0.1)
        raise SystemExit("the portal does not answer")

    def stop(self) -> None:
        self._is_over.set()
        self._watch.join()
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(20)


@contextlib.contextmanager
def serving_hall() -> Iterator[Web]:
    web = Web()
    try:
        web.wait()
        yield web
    finally:
        web.stop()


class Compiling:
    """A worker under ``nice 10``, as ``./run`` has it, that compiles one edition after another."""

    def __init__(self, admin: User) -> None:
        self.admin, self.done, self.failed = admin, 0, 0
        self._is_over = threading.Event()

    def __enter__(self) -> "Compiling":
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": SETTINGS}
        self._worker = subprocess.Popen(
            WORKER, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        self._thread = threading.Thread(target=self._go_on)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()
        self._worker.terminate()
        try:
            self._worker.wait(20)
        except subprocess.TimeoutExpired:
            self._worker.kill()
            self._worker.wait()

    def _go_on(self) -> None:
        edition = Edition.objects.get()
        while not self._is_over.is_set():
            build, _ = services.request_build(edition, actor=self.admin)
            while not self._is_over.wait(1):
                build.refresh_from_db()
                if build.status in {BuildStatus.DONE, BuildStatus.FAILED}:
                    self.done += build.status == BuildStatus.DONE
                    self.failed += build.status == BuildStatus.FAILED
                    break
        connection.close()
