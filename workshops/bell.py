"""Ring for a forum: the live streams of every web process look into the database at once.

The message says only which forum. Two processes may ring in the other order, so nothing may be
read from the message itself; a bell that is lost is replaced by each stream's own tick.
"""

import json
import logging
import time

import redis
from django.conf import settings

logger = logging.getLogger(__name__)

CHANNEL = f"live-{settings.REDIS_DB}"
# A dead Valkey may cost a person half a second at most; nothing is lost without the bell.
_COMPLAIN_SECONDS = 60
_silent_until = 0.0
_client = redis.Redis.from_url(
    settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5, retry=None
)


def ring(forum_id: int) -> None:
    """Wake the streams of a forum. Never raises."""
    _publish({"forum": forum_id})


def kick(user_id: int) -> None:
    """End the streams of a user (primary key): each is asked for its right again. Never raises."""
    _publish({"kick": user_id})


def _publish(message: dict[str, int]) -> None:
    try:
        _client.publish(CHANNEL, json.dumps(message))
    except redis.RedisError as error:
        _complain(error)


def _complain(error: Exception) -> None:
    """Once a minute at most: every card rings, and nothing is lost without."""
    global _silent_until
    if time.monotonic() >= _silent_until:
        _silent_until = time.monotonic() + _COMPLAIN_SECONDS
        logger.warning("bell not rung: %s", type(error).__name__)
