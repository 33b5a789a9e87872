"""The Celery application. Tasks live in each app's ``tasks.py`` and are started by ``queue``."""

import ctypes
import signal
import sys

from celery import Celery
from celery.signals import worker_process_init

app = Celery("tobasmart")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

PR_SET_PDEATHSIG = 1


@worker_process_init.connect
def die_with_parent(**_: object) -> None:
    """A worker killed with -9 takes its children along: no old build runs beside the new one."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
