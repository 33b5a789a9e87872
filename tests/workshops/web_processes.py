"""Real web processes on the test's database, as ``./run`` serves them: two on one port."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time

import psutil
from django.db import connection

from tests.journeys.conftest import database_url

START_SECONDS = 60


class WebProcesses:
    def __init__(self, *, redis_url=None, settings="tobasmart.settings.test"):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = os.environ | {
            "DATABASE_URL": database_url(connection.settings_dict),
            "DJANGO_SETTINGS_MODULE": settings,
            "PORT": str(self.port),
            "REDIS_URL": redis_url or os.environ["REDIS_URL"],
        }
        self.running = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self, count=1):
        """Returns once each of them takes connections."""
        command = [sys.executable, "-m", "ops.web"]
        started = [subprocess.Popen(command, env=self.environment) for _ in range(count)]
        self.running += started
        for process in started:
            deadline = time.monotonic() + START_SECONDS
            while not self._listens(process):
                assert process.poll() is None, "a web process ended at its start"
                assert time.monotonic() < deadline, "a web process does not listen"
                time.sleep(0.05)
        return started

    def _listens(self, process):
        with contextlib.suppress(psutil.Error):
            found = psutil.Process(process.pid).net_connections("tcp")
            return any(each.status == psutil.CONN_LISTEN for each in found)
        return False

    def send(self, process, number):
        """Signal one process; the seconds until it was gone."""
        began = time.monotonic()
        process.send_signal(number)
        process.wait(20)
        self.running.remove(process)
        return time.monotonic() - began

    def stop(self):
        for process in self.running:
            process.send_signal(signal.SIGKILL)
        for process in self.running:
            process.wait(20)
        self.running = []
