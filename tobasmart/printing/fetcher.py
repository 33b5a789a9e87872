"""The closed door of the renderer: it gets what it was handed, and nothing else."""

from collections.abc import Mapping
from typing import Any

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

Resources = Mapping[str, tuple[bytes, str]]
SHOWN = 80


class ForeignAddress(FatalURLFetchingError):
    """The text asked for something outside the handed resources; stops the render."""


class ClosedFetcher(URLFetcher):
    """Serves exact names from a table of (bytes, media type): no network, no file, no ``data:``."""

    def __init__(self, resources: Resources) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._resources = dict(resources)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002
        """Raise ``ForeignAddress`` for every name that is not in the table."""
        found = self._resources.get(url)
        if found is None:
            raise ForeignAddress(url[:SHOWN])
        data, media_type = found
        return URLFetcherResponse(url, data, {"Content-Type": media_type})

    def open(self, url: Any, data: Any = None, timeout: Any = None) -> URLFetcherResponse:  # noqa: ARG002
        """Take the same road; the inherited one would reach the network."""
        return self.fetch(str(getattr(url, "full_url", url)))
