"""The only way to start background work: a named task, sent after the commit."""

import logging
from collections.abc import Callable

from django.db import transaction
from kombu.exceptions import OperationalError

from tobasmart.celery import app

logger = logging.getLogger(__name__)

# About a second in all: long enough for a broker just restarting, short enough for a person.
RETRY = {"max_retries": 3, "interval_start": 0.1, "interval_step": 0.3, "interval_max": 0.5}


def enqueue(task: str, *args: object, on_failure: Callable[[], object] | None = None) -> None:
    """Send ``task`` with JSON-able ``args`` once the surrounding transaction has committed.

    A dead broker is logged and reported through ``on_failure``; it never raises, because the rows
    that describe the work are already stored and the sweeper sends them again.
    """

    def send() -> None:
        try:
            app.send_task(task, args=args, retry=True, retry_policy=RETRY)
        except (OperationalError, OSError):
            logger.warning("broker unreachable, task not sent: %s", task)
            if on_failure:
                on_failure()

    transaction.on_commit(send, robust=True)


def broker_answers() -> bool:
    """Whether Valkey takes a connection now, within about a second."""
    try:
        with app.connection_for_write(connect_timeout=1) as connection:
            connection.ensure_connection(max_retries=1, timeout=1)
    except (OperationalError, OSError):
        return False
    return True
