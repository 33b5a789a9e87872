"""Ring for a forum: the live streams of every web process look into the database at once.

The message says only which forum. Two processes may ring in the other order, so nothing may be
read from the message itself; a bell that is lost is replaced by each stream's own tick.
"""

import json
import logging

import redis
from django.conf import settings

logger = logging.getLogger(__name__)

CHANNEL = "live"
# A dead Valkey may cost a person half a second at most; nothing is lost without the bell.
_client = redis.Redis.from_url(
    settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5, retry=None
)


def ring(forum_id: int, *, kick: int | None = None) -> None:
    """Wake the streams of a forum; ``kick`` ends those of one user (primary key). Never raises."""
    try:
        _client.publish(CHANNEL, json.dumps({"forum": forum_id, "kick": kick}))
    except redis.RedisError as error:
        logger.warning("bell of forum %s not rung: %s", forum_id, type(error).__name__)
