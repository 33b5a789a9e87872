"""Error pages that need more than a template."""

import logging
import secrets

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template import loader

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, and 413 where more was sent than the portal reads."""
    if isinstance(exception, RequestDataTooBig):
        return HttpResponse(loader.render_to_string("413.html"), status=413)
    return HttpResponse(loader.render_to_string("400.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a number that stands in the log too; no database, no session is asked."""
    error_id = secrets.token_hex(4)
    logger.error("server error %s at %s", error_id, request.path)
    return HttpResponse(loader.render_to_string("500.html", {"error_id": error_id}), status=500)
